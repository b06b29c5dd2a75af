package dev.ebpf4j.elf;

/// One entry of the section header table; fields as in the file, sizes and offsets in bytes.
///
/// @param index position in the section header table
/// @param type one of [Elf]'s `SHT_` numbers
/// @param flags a set of [Elf]'s `SHF_` bits
/// @param link index of a related section: the symbol table of relocations, the strings of symbols
/// @param info depends on the type: of relocations, the section they apply to
public record ElfSection(
    int index,
    String name,
    int type,
    long flags,
    long address,
    long offset,
    long size,
    int link,
    int info,
    long alignment,
    long entrySize) {

  /// Whether the section holds code: program bits with the executable flag.
  public boolean isExecutable() {
    return type == Elf.SHT_PROGBITS && (flags & Elf.SHF_EXECINSTR) != 0;
  }
}
