package dev.ebpf4j.insn;

/// What a program is written of for an [Assembler]: instructions, labels, jumps and calls to
/// labels, and loads of addresses by name.
public sealed interface Item permits Instruction, Label, ToLabel, ToSymbol {}
