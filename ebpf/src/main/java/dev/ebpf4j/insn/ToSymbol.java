package dev.ebpf4j.insn;

import dev.ebpf4j.insn.Instruction.LoadImm64;

/// Load of an address that is known by name only until the program is loaded: a map, or a place in
/// a map's value.
///
/// @param load the instruction but for the map
public record ToSymbol(LoadImm64 load, String symbol) implements Item {}
