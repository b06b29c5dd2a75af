package dev.ebpf4j.insn;

/// Second operand of an arithmetic instruction, a comparison or a store: a register or a constant.
public sealed interface Source permits Register, Imm {

  /// The constant as an operand.
  static Source of(int value) {
    return new Imm(value);
  }
}
