package dev.ebpf4j.object;

import dev.ebpf4j.insn.Code;
import java.util.List;

/// A function as it lies in an object file: the code of a program, or one that programs call.
///
/// @param section name of the ELF section as it stands in the file
/// @param sectionIndex index of that section, 0 if the function comes from no file
/// @param sectionSlot where in its section it starts, in slots of 8 bytes
/// @param global whether its symbol is global or weak, not local
/// @param hidden whether a global symbol is of hidden or internal visibility: the verifier then
///     looks at it together with its callers, as if it were static
public record FunctionSpec(
    String name,
    String section,
    int sectionIndex,
    int sectionSlot,
    boolean global,
    boolean hidden,
    Code code,
    List<Relocation> relocations) {

  public FunctionSpec {
    relocations = List.copyOf(relocations);
  }

  /// The same function with other instructions, as many as before or more behind them.
  public FunctionSpec withCode(Code other) {
    return new FunctionSpec(
        name, section, sectionIndex, sectionSlot, global, hidden, other, relocations);
  }

  FunctionSpec withRelocations(List<Relocation> others) {
    return new FunctionSpec(name, section, sectionIndex, sectionSlot, global, hidden, code, others);
  }

  /// Whether slot `slot` of its section belongs to this function.
  boolean contains(long slot) {
    return slot >= sectionSlot && slot < (long) sectionSlot + code.slots();
  }
}
