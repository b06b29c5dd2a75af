package dev.ebpf4j.elf;

/// Numbers of the ELF format (System V ABI, include/uapi/linux/elf.h, and the BPF supplement).
public final class Elf {
  public static final int CLASS_32 = 1;
  public static final int CLASS_64 = 2;
  public static final int DATA_LSB = 1;
  public static final int DATA_MSB = 2;

  public static final int ET_REL = 1;
  public static final int ET_EXEC = 2;
  public static final int ET_DYN = 3;

  public static final int EM_NONE = 0;
  public static final int EM_386 = 3;
  public static final int EM_X86_64 = 62;
  public static final int EM_AARCH64 = 183;
  public static final int EM_BPF = 247;

  public static final int SHT_NULL = 0;
  public static final int SHT_PROGBITS = 1;
  public static final int SHT_SYMTAB = 2;
  public static final int SHT_STRTAB = 3;
  public static final int SHT_RELA = 4;
  public static final int SHT_NOTE = 7;
  public static final int SHT_NOBITS = 8;
  public static final int SHT_REL = 9;
  public static final int SHT_DYNSYM = 11;
  public static final int SHT_SYMTAB_SHNDX = 18;
  public static final int SHT_GNU_VERSYM = 0x6fff_ffff;
  public static final int SHT_GNU_VERDEF = 0x6fff_fffd;
  public static final int SHT_LLVM_ADDRSIG = 0x6fff_4c03;

  public static final long SHF_WRITE = 1;
  public static final long SHF_ALLOC = 2;
  public static final long SHF_EXECINSTR = 4;
  public static final long SHF_MERGE = 16;
  public static final long SHF_STRINGS = 32;
  public static final long SHF_INFO_LINK = 64;

  public static final int SHN_UNDEF = 0;
  public static final int SHN_LORESERVE = 0xff00;
  public static final int SHN_ABS = 0xfff1;
  public static final int SHN_COMMON = 0xfff2;
  public static final int SHN_XINDEX = 0xffff;

  public static final int STT_NOTYPE = 0;
  public static final int STT_OBJECT = 1;
  public static final int STT_FUNC = 2;
  public static final int STT_SECTION = 3;
  public static final int STT_FILE = 4;
  public static final int STT_COMMON = 5;
  public static final int STT_GNU_IFUNC = 10;

  public static final int STB_LOCAL = 0;
  public static final int STB_GLOBAL = 1;
  public static final int STB_WEAK = 2;

  public static final int STV_DEFAULT = 0;
  public static final int STV_INTERNAL = 1;
  public static final int STV_HIDDEN = 2;
  public static final int STV_PROTECTED = 3;

  public static final int PT_LOAD = 1;
  public static final int PF_X = 1;

  /// 64-bit immediate of `ld_imm64`.
  public static final int R_BPF_64_64 = 1;

  /// 64-bit absolute address in data.
  public static final int R_BPF_64_ABS64 = 2;

  /// 32-bit absolute address in data (also offsets in `.BTF.ext`).
  public static final int R_BPF_64_ABS32 = 3;

  /// 32-bit number kept as it is, in `.BTF` and `.BTF.ext`.
  public static final int R_BPF_64_NODYLD32 = 4;

  /// 32-bit immediate of a call.
  public static final int R_BPF_64_32 = 10;

  private Elf() {}
}
