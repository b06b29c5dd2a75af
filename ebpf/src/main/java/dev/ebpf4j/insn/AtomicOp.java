package dev.ebpf4j.insn;

import org.jspecify.annotations.Nullable;

/// An atomic operation on memory. Those that fetch leave the old value in the source register,
/// [#CMPXCHG] in `r0`. All but [#ADD] came with Linux 5.12.
public enum AtomicOp {
  ADD(0x00),
  OR(0x40),
  AND(0x50),
  XOR(0xa0),
  FETCH_ADD(0x01),
  FETCH_OR(0x41),
  FETCH_AND(0x51),
  FETCH_XOR(0xa1),
  /// Exchange.
  XCHG(0xe1),
  /// Writes the source if memory equals `r0`.
  CMPXCHG(0xf1);

  /// Immediate of an atomic load with acquire order (Linux 6.15).
  static final int LOAD_ACQUIRE = 0x100;

  /// Immediate of an atomic store with release order (Linux 6.15).
  static final int STORE_RELEASE = 0x110;

  private static final AtomicOp[] ALL = values();

  private final int imm;

  AtomicOp(int imm) {
    this.imm = imm;
  }

  /// What stands in the instruction's immediate field.
  int imm() {
    return imm;
  }

  static @Nullable AtomicOp of(int imm) {
    for (AtomicOp op : ALL) {
      if (op.imm == imm) {
        return op;
      }
    }
    return null;
  }
}
