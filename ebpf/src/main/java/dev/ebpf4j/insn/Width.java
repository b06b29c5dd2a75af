package dev.ebpf4j.insn;

/// How much of its registers an arithmetic instruction or a comparison works on.
public enum Width {
  /// The lower 32 bits; a result clears the upper ones.
  W32,
  /// All 64 bits.
  W64
}
