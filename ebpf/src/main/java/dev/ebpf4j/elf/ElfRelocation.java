package dev.ebpf4j.elf;

/// One relocation.
///
/// @param offset place within the section it applies to
/// @param symbol index into the symbol table
/// @param type one of [Elf]'s `R_` numbers
/// @param addend 0 in sections without addends (`SHT_REL`)
public record ElfRelocation(long offset, int symbol, int type, long addend) {}
