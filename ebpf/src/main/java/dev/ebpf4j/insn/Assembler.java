package dev.ebpf4j.insn;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts items together to a program: places the labels and fills in the distances to them.
///
/// Items are added one after the other; [#assembly()] can be asked at any time. A label may be used
/// before it is placed.
public final class Assembler {

  private final ByteOrder order;
  private final List<Item> items = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();
  private int slots;

  /// An assembler for programs of the given byte order.
  public Assembler(ByteOrder order) {
    this.order = order;
  }

  /// An assembler for programs of this machine.
  public Assembler() {
    this(ByteOrder.nativeOrder());
  }

  /// The program made of these items, for this machine.
  ///
  /// @throws IllegalArgumentException if a label is missing, or too far away for a jump
  public static Assembly assemble(Item... items) {
    return new Assembler().add(items).assembly();
  }

  /// Appends items.
  ///
  /// @throws IllegalArgumentException if a label is there already
  public Assembler add(Item... more) {
    for (Item item : more) {
      items.add(item);
      switch (item) {
        case Instruction instruction -> slots += instruction.slots();
        case ToLabel jump -> slots += jump.instruction().slots();
        case ToSymbol symbol -> slots += symbol.load().slots();
        case Label label -> {
          if (labels.put(label.name(), slots) != null) {
            throw new IllegalArgumentException("label '" + label.name() + "' is there twice");
          }
        }
      }
    }
    return this;
  }

  /// Number of slots so far, which is the index of the next instruction.
  public int slots() {
    return slots;
  }

  /// The program made of the items so far.
  ///
  /// @throws IllegalArgumentException if a label is missing, or too far away for a jump
  public Assembly assembly() {
    CodeEditor editor = new CodeEditor(order);
    List<Assembly.Reference> references = new ArrayList<>();
    for (Item item : items) {
      switch (item) {
        case Instruction instruction -> editor.append(instruction);
        case ToLabel jump -> editor.append(resolve(jump, editor.slots()));
        case ToSymbol symbol -> {
          references.add(new Assembly.Reference(editor.slots(), symbol.symbol()));
          editor.append(symbol.load());
        }
        case Label _ -> {
          // Takes no room.
        }
      }
    }
    return new Assembly(editor.code(), references);
  }

  private Instruction resolve(ToLabel jump, int slot) {
    Integer target = labels.get(jump.label());
    if (target == null) {
      throw new IllegalArgumentException("no label '" + jump.label() + "'");
    }
    int distance = target - slot - jump.instruction().slots();
    try {
      return jump.resolve(distance);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "label '" + jump.label() + "' is " + distance + " slots away: too far", e);
    }
  }
}
