package dev.ebpf4j.insn;

import org.jspecify.annotations.Nullable;

/// When a conditional jump is taken, comparing `dst` with the source operand.
public enum Condition {
  EQ(0x10),
  /// Unsigned `>`.
  GT(0x20),
  /// Unsigned `>=`.
  GE(0x30),
  /// Some bit is set in both.
  SET(0x40),
  NE(0x50),
  /// Signed `>`.
  SGT(0x60),
  /// Signed `>=`.
  SGE(0x70),
  /// Unsigned `<`.
  LT(0xa0),
  /// Unsigned `<=`.
  LE(0xb0),
  /// Signed `<`.
  SLT(0xc0),
  /// Signed `<=`.
  SLE(0xd0);

  private static final Condition[] ALL = values();

  private final int bits;

  Condition(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }

  static @Nullable Condition of(int bits) {
    for (Condition condition : ALL) {
      if (condition.bits == bits) {
        return condition;
      }
    }
    return null;
  }
}
