package dev.ebpf4j.disasm;

import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.InsnNames;
import dev.ebpf4j.insn.InsnText;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// A walk over the instructions of a program, each with the function that starts there and the
/// source line that begins there, if any.
///
/// Every line record is shown once: with `n` shown already, the next one is due where record `n`
/// starts or later, and it is then the last record that starts at or before the instruction.
public final class CodeListing {

  private final Code code;
  private final InsnText text;
  private final FunctionStarts functions;
  private final SourceLines lines;
  private final Notes notes;
  private int slot;
  private int next;
  private int functionsSeen;
  private int linesSeen;
  private int function = -1;
  private int line = -1;

  public CodeListing(Code code, InsnNames names, Annotations annotations) {
    this.code = code;
    this.text = new InsnText(names);
    this.functions = annotations.functions();
    this.lines = annotations.lines();
    this.notes = annotations.notes();
  }

  /// Moves on to the next instruction; false at the end.
  public boolean next() {
    if (next >= code.slots()) {
      return false;
    }
    slot = next;
    next = slot + code.width(slot);
    function = -1;
    if (functionsSeen < functions.count() && functions.slot(functionsSeen) == slot) {
      function = functionsSeen++;
    }
    line = lines.covering(slot, linesSeen);
    if (line >= 0) {
      linesSeen++;
    }
    return true;
  }

  /// Index of the instruction, counted in slots.
  public int slot() {
    return slot;
  }

  /// Number of slots of the instruction.
  public int width() {
    return next - slot;
  }

  /// Signature of the function that starts here, or null.
  public @Nullable String signature() {
    return function < 0 ? null : functions.signature(function);
  }

  /// The line record to show here, for [SourceLines], or -1.
  public int line() {
    return line;
  }

  /// A remark on the instruction, or null.
  public @Nullable String note() {
    return notes.at(slot);
  }

  /// Appends the text of the instruction.
  public void text(TextBuffer out) {
    text.write(code, slot, out);
  }
}
