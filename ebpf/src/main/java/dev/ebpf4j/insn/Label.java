package dev.ebpf4j.insn;

/// Names the place of the instruction after it.
public record Label(String name) implements Item {}
