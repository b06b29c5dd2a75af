package dev.ebpf4j.insn;

/// A constant operand. 64-bit operations extend its sign.
public record Imm(int value) implements Source {}
