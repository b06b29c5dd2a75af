package dev.ebpf4j.disasm;

import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.InsnNames;
import dev.ebpf4j.insn.Opcode;
import dev.ebpf4j.insn.WideKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names in a program that is not loaded: what instructions refer to is known by labels that an
/// object file's relocations give.
public final class LabelNames implements InsnNames {

  private final Map<Integer, String> labels = new HashMap<>();
  private final Map<Integer, String> functions = new HashMap<>();

  /// Names with nothing named yet.
  public LabelNames() {
    // Filled by the caller.
  }

  /// Gives the instruction at `slot` a name for what it loads or calls.
  public LabelNames label(int slot, String label) {
    labels.put(slot, label);
    return this;
  }

  /// Gives the function that starts at `slot` a name.
  public LabelNames function(int slot, String name) {
    functions.put(slot, name);
    return this;
  }

  @Override
  public @Nullable String call(Code code, int slot) {
    if (code.src(slot) != Opcode.PSEUDO_CALL) {
      return labels.get(slot);
    }
    String name = labels.containsKey(slot) ? labels.get(slot) : functionAfter(code, slot);
    return name == null ? null : signed(code.imm(slot)) + "#" + name;
  }

  @Override
  public @Nullable String wide(Code code, int slot) {
    String label = labels.get(slot);
    if (label != null) {
      return label;
    }
    if (code.src(slot) == WideKind.FUNCTION.number()) {
      String name = functionAfter(code, slot);
      return "subprog[" + signed(code.imm(slot)) + (name == null ? "]" : "]#" + name);
    }
    return null;
  }

  /// Name of the function that lies the immediate's distance behind the next slot.
  private @Nullable String functionAfter(Code code, int slot) {
    return functions.get(slot + 1 + code.imm(slot));
  }

  private static String signed(int value) {
    return value < 0 ? Integer.toString(value) : "+" + value;
  }
}
