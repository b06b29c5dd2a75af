package dev.ebpf4j.elf;

/// One symbol.
///
/// @param index position in its symbol table
/// @param name empty for section symbols
/// @param value offset within its section in relocatable files, else a virtual address
/// @param type one of [Elf]'s `STT_` numbers
/// @param binding one of [Elf]'s `STB_` numbers
/// @param visibility one of [Elf]'s `STV_` numbers
/// @param section index of its section, with extended indexes resolved; or a reserved `SHN_`
///     number (0xff00 to 0xffff), which [#isInSection()] tells apart
/// @param isReserved whether `section` is a reserved number, not an index
public record ElfSymbol(
    int index,
    String name,
    long value,
    long size,
    int type,
    int binding,
    int visibility,
    int section,
    boolean isReserved) {

  /// Whether the symbol lies in a section of this file.
  public boolean isInSection() {
    return section != Elf.SHN_UNDEF && !isReserved;
  }

  /// Whether the symbol is defined elsewhere.
  public boolean isUndefined() {
    return section == Elf.SHN_UNDEF;
  }

  /// Whether other files can see it: global or weak.
  public boolean isGlobal() {
    return binding == Elf.STB_GLOBAL || binding == Elf.STB_WEAK;
  }

  public boolean isWeak() {
    return binding == Elf.STB_WEAK;
  }

  public boolean isFunction() {
    return type == Elf.STT_FUNC;
  }
}
