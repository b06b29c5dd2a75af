package dev.ebpf4j.insn;

/// The conversions of byte order.
public enum ByteOrderOp {
  /// To little endian: truncates on a little-endian machine, swaps on a big-endian one.
  TO_LITTLE,
  /// To big endian.
  TO_BIG,
  /// Swaps whatever the machine is (Linux 6.6).
  SWAP
}
