package dev.ebpf4j.insn;

import java.util.List;

/// A program put together by an [Assembler].
///
/// @param references the loads of maps known by name only, to be filled in before the program is
///     given to the kernel
public record Assembly(Code code, List<Reference> references) {

  public Assembly {
    references = List.copyOf(references);
  }

  /// The load at `slot` wants the file descriptor of the map called `symbol` as its immediate.
  public record Reference(int slot, String symbol) {}
}
