package dev.ebpf4j.insn;

/// Checks of field values.
final class Limits {

  private Limits() {}

  /// @throws IllegalArgumentException if `offset` does not fit the 16-bit field
  static void checkOffset(int offset) {
    if (offset != (short) offset) {
      throw new IllegalArgumentException("offset " + offset + " does not fit 16 bits");
    }
  }

  static void checkPacketSize(Size size) {
    if (size == Size.DWORD) {
      throw new IllegalArgumentException("packets are read in up to 4 bytes");
    }
  }
}
