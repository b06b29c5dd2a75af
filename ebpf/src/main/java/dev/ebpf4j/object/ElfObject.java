package dev.ebpf4j.object;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.elf.ElfSymbols;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteReader;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An ELF file that is an object of BPF programs, its sections sorted by what they are for.
final class ElfObject {
  private static final int EI_CLASS = 4;
  private static final int EI_DATA = 5;

  /// What a section is for.
  enum Role {
    CODE,
    DATA,
    RODATA,
    BSS,
    STRUCT_OPS,
    RELOCATIONS
  }

  /// A section with a role.
  record Part(ElfSection section, Role role, ByteReader data) {
    int index() {
      return section.index();
    }

    String name() {
      return section.name();
    }
  }

  private final Complaints complaints;
  private final ElfFile elf;
  private final ElfSymbols symbols;
  private final int symbolTable;
  private final List<Part> parts = new ArrayList<>();
  private String license = "";
  private int kernelVersion;
  private int text = -1;
  private int maps = -1;
  private int arena = -1;
  private int jumpTables = -1;
  private @Nullable ByteReader btf;
  private @Nullable ByteReader btfExt;
  private byte[] arenaData = new byte[0];
  private byte[] jumpTableData = new byte[0];

  /// Global variables by name, made when the first one is looked for.
  private @Nullable Map<String, ElfSymbol> variables;

  ElfObject(byte[] bytes, Complaints complaints) {
    this.complaints = complaints;
    this.elf = parse(bytes);
    if (elf.type() != Elf.ET_REL || (elf.machine() != Elf.EM_NONE && elf.machine() != Elf.EM_BPF)) {
      throw complaints.format("elf: " + complaints.path() + " is not a valid eBPF object file");
    }
    this.symbolTable = findSymbolTable();
    this.symbols = elf.symbols(elf.section(symbolTable));
  }

  private ElfFile parse(byte[] bytes) {
    String path = complaints.path();
    if (bytes.length < 16
        || !ElfFile.hasMagic(bytes)
        || bytes[EI_CLASS] < Elf.CLASS_32
        || bytes[EI_CLASS] > Elf.CLASS_64
        || bytes[EI_DATA] < Elf.DATA_LSB
        || bytes[EI_DATA] > Elf.DATA_MSB) {
      throw complaints.format("elf: '" + path + "' is not a proper ELF object");
    }
    if (bytes[EI_CLASS] != Elf.CLASS_64) {
      throw complaints.format("elf: '" + path + "' is not a 64-bit ELF object");
    }
    try {
      return ElfFile.parse(bytes);
    } catch (MalformedException e) {
      throw complaints.format(
          "elf: failed to get section names strings from " + path + ": invalid `Elf' handle");
    }
  }

  private int findSymbolTable() {
    int found = 0;
    for (ElfSection section : elf.sections()) {
      if (section.type() == Elf.SHT_SYMTAB) {
        if (found != 0) {
          throw complaints.format("elf: multiple symbol tables in " + complaints.path());
        }
        found = section.index();
      }
    }
    if (found == 0) {
      throw complaints.format(
          "elf: couldn't find symbol table in " + complaints.path() + ", stripped object file?");
    }
    int strings = elf.section(found).link();
    if (strings <= 0 || strings >= elf.sections().size()) {
      throw complaints.format(
          "elf: symbol strings section missing or invalid in " + complaints.path());
    }
    return found;
  }

  /// Sorts the sections; programs are handed to `functions` in the order of the file.
  void collect(FunctionCollector functions) {
    for (ElfSection section : elf.sections()) {
      if (section.index() == 0 || isIgnored(section)) {
        continue;
      }
      ByteReader data = data(section);
      if (complaints.wantsDebug()) {
        complaints.debug(
            "elf: section("
                + section.index()
                + ") "
                + section.name()
                + ", size "
                + section.size()
                + ", link "
                + section.link()
                + ", flags "
                + Long.toHexString(section.flags())
                + ", type="
                + section.type());
      }
      collect(section, data, functions);
    }
  }

  private void collect(ElfSection section, ByteReader data, FunctionCollector functions) {
    String name = section.name();
    switch (name) {
      case "license" -> readLicense(data);
      case "version" -> readVersion(data);
      case "maps" ->
          throw complaints.refused(
              Errno.EOPNOTSUPP,
              "elf: legacy map definitions in 'maps' section are not supported by libbpf v1.0+");
      case ".maps" -> maps = section.index();
      case ".BTF" -> btf = typeInfo(section, data);
      case ".BTF.ext" -> btfExt = typeInfo(section, data);
      default -> collectByType(section, data, functions);
    }
  }

  private ByteReader typeInfo(ElfSection section, ByteReader data) {
    if (section.type() != Elf.SHT_PROGBITS) {
      throw complaints.format(
          "elf: section " + section.name() + " of unexpected type " + section.type());
    }
    return data;
  }

  private void collectByType(ElfSection section, ByteReader data, FunctionCollector functions) {
    String name = section.name();
    switch (section.type()) {
      case Elf.SHT_SYMTAB -> {}
      case Elf.SHT_PROGBITS -> {
        if (section.size() > 0) {
          collectBits(section, data, functions);
        } else {
          skip(section);
        }
      }
      case Elf.SHT_REL -> collectRelocations(section, data);
      case Elf.SHT_NOBITS -> {
        if (name.equals(".bss") || name.startsWith(".bss.")) {
          parts.add(new Part(section, Role.BSS, data));
        } else {
          skip(section);
        }
      }
      default -> skip(section);
    }
  }

  private void skip(ElfSection section) {
    complaints
        .log()
        .info(
            "elf: skipping section("
                + section.index()
                + ") "
                + section.name()
                + " (size "
                + section.size()
                + ")");
  }

  private void collectBits(ElfSection section, ByteReader data, FunctionCollector functions) {
    String name = section.name();
    if (section.isExecutable()) {
      if (name.equals(".text")) {
        text = section.index();
      }
      parts.add(new Part(section, Role.CODE, data));
      functions.collect(this, section, data);
    } else if (name.equals(".data") || name.startsWith(".data.")) {
      parts.add(new Part(section, Role.DATA, data));
    } else if (name.equals(".rodata") || name.startsWith(".rodata.")) {
      parts.add(new Part(section, Role.RODATA, data));
    } else if (isStructOps(name)) {
      parts.add(new Part(section, Role.STRUCT_OPS, data));
    } else if (name.equals(".addr_space.1")) {
      arena = section.index();
      arenaData = data.copy();
    } else if (name.equals(".jumptables")) {
      jumpTables = section.index();
      jumpTableData = data.copy();
    } else {
      complaints
          .log()
          .info(
              "elf: skipping unrecognized data section(" + section.index() + ") " + section.name());
    }
  }

  private static boolean isStructOps(String name) {
    String plain = name.startsWith("?") ? name.substring(1) : name;
    return plain.equals(".struct_ops") || plain.equals(".struct_ops.link");
  }

  private void collectRelocations(ElfSection section, ByteReader data) {
    int target = section.info();
    if (section.entrySize() != 16 || target < 0 || target >= elf.sections().size()) {
      throw complaints.format("elf: section " + section.name() + " holds no sound relocations");
    }
    String name = section.name();
    boolean needed =
        elf.section(target).isExecutable()
            || name.equals(".rel.maps")
            || (name.startsWith(".rel") && isStructOps(name.substring(4)));
    if (needed) {
      parts.add(new Part(section, Role.RELOCATIONS, data));
    } else {
      complaints
          .log()
          .info(
              "elf: skipping relo section("
                  + section.index()
                  + ") "
                  + name
                  + " for section("
                  + target
                  + ") "
                  + elf.section(target).name());
    }
  }

  private void readLicense(ByteReader data) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < data.length() && i < 63 && data.u8(i) != 0; i++) {
      text.append((char) data.u8(i));
    }
    license = text.toString();
    if (complaints.wantsDebug()) {
      complaints.debug("license of " + complaints.path() + " is " + license);
    }
  }

  private void readVersion(ByteReader data) {
    if (data.length() != 4) {
      throw complaints.format("invalid kver section in " + complaints.path());
    }
    kernelVersion = data.i32(0);
    if (complaints.wantsDebug()) {
      complaints.debug(
          "kernel version of " + complaints.path() + " is " + Integer.toHexString(kernelVersion));
    }
  }

  /// Sections that say nothing about programs: strings, debug information, relocations of both.
  private static boolean isIgnored(ElfSection section) {
    String name = section.name();
    if (section.type() == Elf.SHT_STRTAB || section.type() == Elf.SHT_LLVM_ADDRSIG) {
      return true;
    }
    if (section.type() == Elf.SHT_PROGBITS && section.size() == 0 && name.equals(".text")) {
      return true;
    }
    String plain = name.startsWith(".rel") ? name.substring(4) : name;
    boolean isTypeInfo = plain.equals(".BTF") || plain.equals(".BTF.ext");
    return plain.startsWith(".debug_") || (isTypeInfo && name.startsWith(".rel"));
  }

  private ByteReader data(ElfSection section) {
    try {
      return elf.data(section);
    } catch (MalformedException e) {
      throw complaints.format(
          "elf: failed to get section("
              + section.index()
              + ") "
              + section.name()
              + " data from "
              + complaints.path()
              + ": "
              + Complaints.reason(e));
    }
  }

  Complaints complaints() {
    return complaints;
  }

  ElfFile elf() {
    return elf;
  }

  ByteOrder order() {
    return elf.order();
  }

  ElfSymbols symbols() {
    return symbols;
  }

  /// Index of the symbol table's section.
  int symbolTable() {
    return symbolTable;
  }

  /// The sections with this role, in the order of the file.
  List<Part> parts(Role role) {
    List<Part> out = new ArrayList<>();
    for (Part part : parts) {
      if (part.role() == role) {
        out.add(part);
      }
    }
    return out;
  }

  /// The section with an index that has a role, or null.
  @Nullable Part part(int index) {
    for (Part part : parts) {
      if (part.index() == index) {
        return part;
      }
    }
    return null;
  }

  /// Name of a section, `<?>` if there is none of this index.
  String sectionName(int index) {
    return index >= 0 && index < elf.sections().size() ? elf.section(index).name() : "<?>";
  }

  /// Size of the first section of this name in bytes, 0 if there is none.
  long sectionSize(String name) {
    ElfSection section = elf.section(name);
    return section == null ? 0 : section.size();
  }

  /// The global variable of this name, or null.
  @Nullable ElfSymbol variable(String name) {
    Map<String, ElfSymbol> known = variables;
    if (known == null) {
      known = new HashMap<>();
      for (int i = 1; i < symbols.size(); i++) {
        ElfSymbol symbol = symbols.get(i);
        if (symbol.isGlobal() && symbol.type() == Elf.STT_OBJECT) {
          known.putIfAbsent(symbol.name(), symbol);
        }
      }
      variables = known;
    }
    return known.get(name);
  }

  String license() {
    return license;
  }

  int kernelVersion() {
    return kernelVersion;
  }

  /// Index of `.text`, -1 without it.
  int text() {
    return text;
  }

  /// Index of `.maps`, -1 without it.
  int maps() {
    return maps;
  }

  /// Index of the section of arena variables, -1 without it.
  int arena() {
    return arena;
  }

  byte[] arenaData() {
    return arenaData;
  }

  /// Index of `.jumptables`, -1 without it.
  int jumpTables() {
    return jumpTables;
  }

  byte[] jumpTableData() {
    return jumpTableData;
  }

  @Nullable ByteReader btf() {
    return btf;
  }

  @Nullable ByteReader btfExt() {
    return btfExt;
  }

  boolean hasStructOps() {
    return !parts(Role.STRUCT_OPS).isEmpty();
  }
}
