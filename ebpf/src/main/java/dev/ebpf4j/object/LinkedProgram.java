package dev.ebpf4j.object;

import dev.ebpf4j.insn.Code;
import java.util.List;

/// A program with all functions that it calls behind it: what the kernel gets, but for the numbers
/// that only a running kernel knows.
///
/// @param program the program as it was in its object
/// @param code all instructions; calls among them are in place
/// @param relocations what is still open, in rising order of slots. The offset of a
///     [Relocation.MapValue] is complete: nothing of the instruction is to be added.
/// @param functions the functions in `code`, the program's own first
/// @param functionInfo where functions begin, empty without BTF
/// @param lineInfo source lines, empty without BTF
public record LinkedProgram(
    ProgramSpec program,
    Code code,
    List<Relocation> relocations,
    List<Place> functions,
    InfoRecords functionInfo,
    InfoRecords lineInfo) {

  public LinkedProgram {
    relocations = List.copyOf(relocations);
    functions = List.copyOf(functions);
  }

  /// The function that the instruction at `slot` belongs to.
  public Place placeOf(int slot) {
    Place found = functions.getFirst();
    for (Place place : functions) {
      if (place.slot() <= slot && place.slot() >= found.slot()) {
        found = place;
      }
    }
    return found;
  }

  /// A function and the slot at which it begins.
  public record Place(FunctionSpec function, int slot) {}
}
