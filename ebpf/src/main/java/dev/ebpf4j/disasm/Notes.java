package dev.ebpf4j.disasm;

import org.jspecify.annotations.Nullable;

/// Remarks on single instructions, such as what a relocation is about.
@FunctionalInterface
public interface Notes {

  /// No remarks.
  Notes NONE = _ -> null;

  /// The remark on the instruction at `slot`, or null.
  @Nullable String at(int slot);
}
