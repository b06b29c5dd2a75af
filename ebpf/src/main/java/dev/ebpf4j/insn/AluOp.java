package dev.ebpf4j.insn;

import org.jspecify.annotations.Nullable;

/// An arithmetic operation `dst = dst op source`. Division by zero gives 0, modulo zero leaves
/// `dst`.
public enum AluOp {
  ADD(0x00, 0),
  SUB(0x10, 0),
  MUL(0x20, 0),
  /// Unsigned division.
  DIV(0x30, 0),
  OR(0x40, 0),
  AND(0x50, 0),
  /// Shift to the left.
  LSH(0x60, 0),
  /// Shift to the right, filling with zeros.
  RSH(0x70, 0),
  /// Unsigned remainder.
  MOD(0x90, 0),
  XOR(0xa0, 0),
  MOV(0xb0, 0),
  /// Shift to the right, filling with the sign.
  ARSH(0xc0, 0),
  /// Signed division (Linux 6.6).
  SDIV(0x30, 1),
  /// Signed remainder (Linux 6.6).
  SMOD(0x90, 1);

  private static final AluOp[] ALL = values();

  private final int bits;
  private final int offset;

  AluOp(int bits, int offset) {
    this.bits = bits;
    this.offset = offset;
  }

  int bits() {
    return bits;
  }

  /// What stands in the instruction's offset field.
  int offset() {
    return offset;
  }

  static @Nullable AluOp of(int bits, int offset) {
    for (AluOp op : ALL) {
      if (op.bits == bits && op.offset == offset) {
        return op;
      }
    }
    return null;
  }
}
