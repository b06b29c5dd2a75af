package dev.ebpf4j.linker;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.elf.ElfRelocation;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.elf.ElfSymbols;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteReader;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One input of the linker, checked, with the types of its sections.
final class InputObject {
  private static final int INSTRUCTION = 8;
  private static final long MAX_ROOM = Integer.MAX_VALUE / 4;
  static final String EXTERN = ".extern";

  private final Refusal refusal;
  private final ElfFile elf;
  private final List<InputSection> sections = new ArrayList<>();
  private final ElfSymbols symbols;

  /// For each variable or function that a DATASEC lists, the id of that.
  private final Map<Integer, Integer> listedIn = new HashMap<>();

  private @Nullable Btf btf;
  private @Nullable BtfExt ext;

  /// For each symbol its index in the output.
  final int[] symbolMap;

  InputObject(byte[] bytes, String path, @Nullable ByteOrder wanted, LoadLog log) {
    this.refusal = new Refusal(log, path);
    this.elf = parse(bytes, wanted);
    this.symbols = readSections();
    this.symbolMap = new int[symbols.size()];
    checkSymbols();
    checkRelocations();
    Btf types = btf;
    if (types != null) {
      matchDatasecs(types);
    }
  }

  private ElfFile parse(byte[] bytes, @Nullable ByteOrder wanted) {
    String path = refusal.path();
    ElfFile file;
    try {
      file = ElfFile.parse(bytes);
    } catch (MalformedException e) {
      throw refusal.invalid("failed to get ELF header for " + path + ": invalid `Elf' handle");
    }
    if (wanted != null && file.order() != wanted) {
      throw refusal.refused(Errno.EOPNOTSUPP, "byte order mismatch with ELF file " + path);
    }
    if (file.type() != Elf.ET_REL || file.machine() != Elf.EM_BPF || !file.is64()) {
      throw refusal.refused(
          Errno.EOPNOTSUPP, "unsupported kind of ELF file " + path + ": no error");
    }
    return file;
  }

  // ---- reading and checking --------------------------------------------------------------------

  private ElfSymbols readSections() {
    ElfSymbols found = null;
    for (ElfSection section : elf.sections()) {
      InputSection input = new InputSection(section.name(), section, data(section));
      sections.add(input);
      if (section.index() == 0) {
        input.skipped = true;
        continue;
      }
      checkSection(section, isDebug(section.name()));
      input.skipped = isIgnored(section);
      switch (section.type()) {
        case Elf.SHT_SYMTAB -> {
          if (found != null) {
            throw refusal.invalid("multiple SYMTAB sections in " + path());
          }
          found = elf.symbols(section);
          input.skipped = true;
        }
        case Elf.SHT_STRTAB, Elf.SHT_LLVM_ADDRSIG -> input.skipped = true;
        case Elf.SHT_PROGBITS -> readTypes(input);
        case Elf.SHT_NOBITS, Elf.SHT_REL -> {}
        default ->
            throw refusal.invalid(
                "unrecognized section #"
                    + section.index()
                    + " ("
                    + section.name()
                    + ") in "
                    + path());
      }
    }
    if (found == null) {
      throw refusal.invalid("ELF is missing SYMTAB section in " + path());
    }
    return found;
  }

  private ByteReader data(ElfSection section) {
    try {
      return elf.data(section);
    } catch (MalformedException e) {
      throw refusal.invalid(
          "failed to get section #"
              + section.index()
              + " ("
              + section.name()
              + ") data from "
              + path()
              + ": "
              + e.problem());
    }
  }

  private void checkSection(ElfSection section, boolean isDebug) {
    String what = "ELF section #" + section.index();
    if (section.name().isEmpty()) {
      throw refusal.invalid(what + " has empty name in " + path());
    }
    long alignment = section.alignment();
    if (!isDebug && alignment != 0 && (Long.bitCount(alignment) != 1 || alignment > 1 << 20)) {
      throw refusal.invalid(
          what
              + " alignment "
              + Long.toUnsignedString(alignment)
              + " is non pow-of-2 alignment in "
              + path());
    }
    if (section.size() < 0 || section.size() > Integer.MAX_VALUE / 2) {
      throw refusal.invalid(what + " is too large in " + path());
    }
    if (section.isExecutable() && section.size() % INSTRUCTION != 0) {
      throw refusal.invalid(
          what + " has unexpected size alignment " + section.size() + " in " + path());
    }
  }

  private static boolean isDebug(String name) {
    return name.startsWith(".debug_");
  }

  private static boolean isIgnored(ElfSection section) {
    String name = section.name();
    if (section.type() == Elf.SHT_PROGBITS && section.size() == 0 && name.equals(".text")) {
      return true;
    }
    String plain = name.startsWith(".rel") ? name.substring(4) : name;
    return isDebug(plain)
        || (name.startsWith(".rel") && (plain.equals(".BTF") || plain.equals(".BTF.ext")));
  }

  private void readTypes(InputSection input) {
    ByteReader data = input.data();
    if (data == null) {
      return;
    }
    try {
      if (input.name().equals(".BTF")) {
        input.skipped = true;
        btf = Btf.parse(data.copy());
      } else if (input.name().equals(".BTF.ext")) {
        input.skipped = true;
        ext = BtfExt.parse(data.copy());
      }
    } catch (MalformedException e) {
      throw refusal.invalid(
          "failed to parse " + input.name() + " from " + path() + ": " + e.getMessage());
    }
  }

  private void checkSymbols() {
    for (int i = 1; i < symbols.size(); i++) {
      ElfSymbol symbol = symbols.get(i);
      String what = "ELF sym #" + i;
      if (symbol.binding() > Elf.STB_WEAK) {
        throw refusal.invalid(
            what + " has unsupported symbol binding " + symbol.binding() + " in " + path());
      }
      if (symbol.visibility() != Elf.STV_DEFAULT && symbol.visibility() != Elf.STV_HIDDEN) {
        throw refusal.invalid(
            what + " has unsupported symbol visibility " + symbol.visibility() + " in " + path());
      }
      if (symbol.isInSection()
          && (symbol.section() < 0 || symbol.section() >= elf.sections().size())) {
        throw refusal.invalid(
            what + " points to missing section #" + symbol.section() + " in " + path());
      }
      if (symbol.type() == Elf.STT_SECTION && !symbol.isInSection()) {
        throw refusal.invalid(what + " stands for no section in " + path());
      }
      if (symbol.isInSection() && isOutside(symbol)) {
        throw refusal.invalid(
            what + " lies outside of section #" + symbol.section() + " in " + path());
      }
      if (isCommon(symbol) && isNoRoom(symbol)) {
        throw refusal.invalid(
            what + " asks for " + symbol.size() + " bytes at " + symbol.value() + " in " + path());
      }
    }
  }

  /// Whether it asks for room instead of naming a place, as uninitialized variables do under
  /// `-fcommon`. Its value then is the alignment.
  static boolean isCommon(ElfSymbol symbol) {
    return symbol.section() == Elf.SHN_COMMON && symbol.isReserved();
  }

  private static boolean isNoRoom(ElfSymbol symbol) {
    boolean aligned = Long.bitCount(symbol.value()) == 1 && symbol.value() <= 1 << 20;
    return !aligned || symbol.value() < 0 || symbol.size() <= 0 || symbol.size() > MAX_ROOM;
  }

  private boolean isOutside(ElfSymbol symbol) {
    long size = elf.section(symbol.section()).size();
    long start = symbol.value();
    return start < 0 || start > size || symbol.size() < 0 || symbol.size() > size - start;
  }

  private void checkRelocations() {
    for (InputSection input : sections) {
      ElfSection section = input.elf();
      if (section != null && section.type() == Elf.SHT_REL && !input.skipped) {
        checkRelocations(section);
      }
    }
  }

  private void checkRelocations(ElfSection section) {
    String what = "ELF relo section #" + section.index();
    int target = section.info();
    if (target <= 0 || target >= elf.sections().size()) {
      throw refusal.invalid(what + " points to missing section #" + target + " in " + path());
    }
    ElfSection about = elf.section(target);
    if (!section.name().equals(".rel" + about.name())) {
      throw refusal.invalid(what + " name has invalid name in " + path());
    }
    if (sections.get(target).skipped) {
      return;
    }
    if (about.type() != Elf.SHT_PROGBITS) {
      throw refusal.invalid(what + " points to invalid section #" + target + " in " + path());
    }
    List<ElfRelocation> all;
    try {
      all = elf.relocations(section);
    } catch (MalformedException e) {
      throw refusal.invalid(what + ": " + e.problem() + " in " + path());
    }
    for (int i = 0; i < all.size(); i++) {
      checkRelocation("ELF relo #" + i + " in section #" + section.index(), all.get(i), about);
    }
  }

  private void checkRelocation(String what, ElfRelocation relocation, ElfSection about) {
    switch (relocation.type()) {
      case Elf.R_BPF_64_64, Elf.R_BPF_64_32, Elf.R_BPF_64_ABS64, Elf.R_BPF_64_ABS32 -> {}
      default ->
          throw refusal.invalid(
              what + " has unexpected type " + relocation.type() + " in " + path());
    }
    if (relocation.symbol() <= 0 || relocation.symbol() >= symbols.size()) {
      throw refusal.invalid(
          what + " points to invalid symbol #" + relocation.symbol() + " in " + path());
    }
    long offset = relocation.offset();
    boolean misplaced = about.isExecutable() && offset % INSTRUCTION != 0;
    if (misplaced || offset < 0 || offset > about.size() - INSTRUCTION) {
      throw refusal.invalid(what + " points to invalid offset " + offset + " in " + path());
    }
  }

  /// Ties sections to their DATASECs. BTF knows sections that the file does not have, of variables
  /// that the loader supplies.
  private void matchDatasecs(Btf types) {
    for (int id = 1; id < types.typeCount(); id++) {
      if (!types.is(id, BtfKind.DATASEC)) {
        continue;
      }
      String name = types.name(id);
      InputSection section = find(name);
      if (section == null) {
        if (name.equals(EXTERN)) {
          continue;
        }
        section = new InputSection(name, null, null);
        sections.add(section);
      }
      section.datasec = id;
      for (int i = 0; i < types.vlen(id); i++) {
        listedIn.putIfAbsent(types.sectionVarType(id, i), id);
      }
    }
  }

  // ---- what it has -----------------------------------------------------------------------------

  String path() {
    return refusal.path();
  }

  Refusal refusal() {
    return refusal;
  }

  ByteOrder order() {
    return elf.order();
  }

  ElfSymbols symbols() {
    return symbols;
  }

  List<InputSection> sections() {
    return sections;
  }

  InputSection section(int index) {
    return sections.get(index);
  }

  @Nullable InputSection find(String name) {
    for (InputSection section : sections) {
      if (section.name().equals(name)) {
        return section;
      }
    }
    return null;
  }

  List<ElfRelocation> relocations(ElfSection section) {
    return elf.relocations(section);
  }

  @Nullable Btf btf() {
    return btf;
  }

  @Nullable BtfExt ext() {
    return ext;
  }

  /// What BTF says about a global or extern symbol.
  ///
  /// @param declaration id of its VAR or FUNC
  /// @param datasec id of the DATASEC that lists it, 0 if none does
  record Declaration(int declaration, int datasec) {}

  /// Finds a symbol that others can see in BTF.
  Declaration declaration(String name) {
    Btf types = btf;
    if (types == null) {
      throw refusal.invalid("failed to find BTF info for object '" + path() + "'");
    }
    Declaration found = find(types, name);
    if (found == null) {
      throw refusal.malformed(
          Errno.ENOENT, "failed to find BTF info for global/extern symbol '" + name + "'");
    }
    return found;
  }

  /// Finds a common symbol in BTF, where compilers leave it out; null if it is not there.
  @Nullable Declaration declarationOfCommon(String name) {
    Btf types = btf;
    if (types == null) {
      throw refusal.invalid("failed to find BTF info for object '" + path() + "'");
    }
    return find(types, name);
  }

  private @Nullable Declaration find(Btf types, String name) {
    int variable = firstNonStatic(types, BtfKind.VAR, name);
    int function = firstNonStatic(types, BtfKind.FUNC, name);
    int found = variable == 0 ? function : variable;
    return found == 0 ? null : new Declaration(found, listedIn.getOrDefault(found, 0));
  }

  private static int firstNonStatic(Btf types, BtfKind kind, String name) {
    for (int id : types.findAll(name)) {
      if (types.is(id, kind) && types.linkage(id) != BtfFormat.LINKAGE_STATIC) {
        return id;
      }
    }
    return 0;
  }
}
