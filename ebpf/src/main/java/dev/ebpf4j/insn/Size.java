package dev.ebpf4j.insn;

/// Size of a memory access.
public enum Size {
  BYTE(0x10, 1),
  HALF(0x08, 2),
  WORD(0x00, 4),
  DWORD(0x18, 8);

  private final int bits;
  private final int bytes;

  Size(int bits, int bytes) {
    this.bits = bits;
    this.bytes = bytes;
  }

  /// Number of bytes: 1, 2, 4 or 8.
  public int bytes() {
    return bytes;
  }

  /// The bits of an opcode ([Opcode#SIZE_MASK]).
  int bits() {
    return bits;
  }

  static Size ofOpcode(int opcode) {
    return switch (opcode & Opcode.SIZE_MASK) {
      case 0x00 -> WORD;
      case 0x08 -> HALF;
      case 0x10 -> BYTE;
      default -> DWORD;
    };
  }
}
