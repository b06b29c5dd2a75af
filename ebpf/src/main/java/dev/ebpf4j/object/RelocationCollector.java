package dev.ebpf4j.object;

import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfRelocation;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.Opcode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns the ELF relocations of code into [Relocation]s of functions.
final class RelocationCollector {
  private final ElfObject object;
  private final Complaints complaints;
  private final FunctionCollector functions;
  private final MapCollector maps;
  private final List<ExternSpec> externs;

  /// For each function its relocations.
  private final List<List<Relocation>> found = new ArrayList<>();

  RelocationCollector(
      ElfObject object, FunctionCollector functions, MapCollector maps, List<ExternSpec> externs) {
    this.object = object;
    this.complaints = object.complaints();
    this.functions = functions;
    this.maps = maps;
    this.externs = externs;
    for (int i = 0; i < functions.functions().size(); i++) {
      found.add(new ArrayList<>());
    }
  }

  /// Reads one section of relocations.
  void collect(ElfObject.Part part) {
    int target = part.section().info();
    if (complaints.wantsDebug()) {
      complaints.debug(
          "sec '"
              + part.name()
              + "': collecting relocation for section("
              + target
              + ") '"
              + object.sectionName(target)
              + "'");
    }
    List<ElfRelocation> relocations = object.elf().relocations(part.section());
    for (int i = 0; i < relocations.size(); i++) {
      collect(part, target, i, relocations.get(i));
    }
  }

  private void collect(ElfObject.Part part, int target, int number, ElfRelocation relocation) {
    String where = "sec '" + part.name() + "': ";
    ElfSymbol symbol = symbol(where, number, relocation);
    long offset = relocation.offset();
    long size = object.elf().section(target).size();
    if (offset % Code.SLOT != 0 || Long.compareUnsigned(offset, size) >= 0) {
      throw complaints.format(
          where + "invalid offset 0x" + Long.toHexString(offset) + " for relo #" + number);
    }
    String name = name(symbol);
    long slot = offset / Code.SLOT;
    if (complaints.wantsDebug()) {
      complaints.debug(where + "relo #" + number + ": insn #" + slot + " against '" + name + "'");
    }
    int index = functions.indexAt(target, slot);
    if (index < 0) {
      if (complaints.wantsDebug()) {
        complaints.debug(
            where
                + "relo #"
                + number
                + ": couldn't find program in section '"
                + object.sectionName(target)
                + "' for insn #"
                + slot
                + ", probably overridden weak function, skipping...");
      }
      return;
    }
    FunctionSpec function = functions.functions().get(index);
    int at = (int) (slot - function.sectionSlot());
    found.get(index).add(new Case(function, at, symbol, name, relocation.symbol()).relocation());
  }

  private ElfSymbol symbol(String where, int number, ElfRelocation relocation) {
    int index = relocation.symbol();
    if (index < 0 || index >= object.symbols().size()) {
      throw complaints.format(
          where + "symbol #" + Integer.toUnsignedString(index) + " not found for relo #" + number);
    }
    ElfSymbol symbol = object.symbols().get(index);
    if (symbol.section() < 0 || symbol.section() >= object.elf().sections().size()) {
      throw complaints.format(
          where
              + "corrupted symbol #"
              + index
              + " pointing to invalid section #"
              + symbol.section()
              + " for relo #"
              + number);
    }
    return symbol;
  }

  private String name(ElfSymbol symbol) {
    return symbol.type() == Elf.STT_SECTION && symbol.name().isEmpty()
        ? object.sectionName(symbol.section())
        : symbol.name();
  }

  /// Hands each function its relocations.
  void finish() {
    List<FunctionSpec> all = functions.functions();
    for (int i = 0; i < all.size(); i++) {
      List<Relocation> relocations = found.get(i);
      relocations.sort((one, other) -> Integer.compare(one.slot(), other.slot()));
      all.set(i, all.get(i).withRelocations(relocations));
    }
  }

  /// One relocation of one function.
  private final class Case {
    private final FunctionSpec function;
    private final int slot;
    private final ElfSymbol symbol;
    private final String name;
    private final int symbolIndex;

    Case(FunctionSpec function, int slot, ElfSymbol symbol, String name, int symbolIndex) {
      this.function = function;
      this.slot = slot;
      this.symbol = symbol;
      this.name = name;
      this.symbolIndex = symbolIndex;
    }

    Relocation relocation() {
      Code code = function.code();
      int opcode = code.opcode(slot);
      boolean isCall = opcode == Opcode.CALL_IMM;
      if (!isCall && (opcode != Opcode.LD_IMM64 || code.width(slot) != 2)) {
        throw wrong(
            "invalid relo against '"
                + name
                + "' for insns["
                + slot
                + "].code 0x"
                + Integer.toHexString(opcode));
      }
      if (symbol.isUndefined() && symbol.isGlobal() && symbol.type() == Elf.STT_NOTYPE) {
        return extern(isCall);
      }
      if (isCall) {
        return call(code);
      }
      if (!symbol.isInSection()) {
        throw wrong(
            "invalid relo against '"
                + name
                + "' in special section 0x"
                + Integer.toHexString(symbol.section())
                + "; forgot to initialize global var?..");
      }
      if (symbol.section() == object.text()
          && (symbol.isFunction() || symbol.type() == Elf.STT_SECTION)) {
        return address(code);
      }
      return data();
    }

    private Relocation extern(boolean isCall) {
      for (int i = 0; i < externs.size(); i++) {
        ExternSpec extern = externs.get(i);
        if (extern.symbol() == symbolIndex) {
          if (complaints.wantsDebug()) {
            complaints.debug(
                prefix()
                    + "found extern #"
                    + i
                    + " '"
                    + extern.name()
                    + "' (sym "
                    + symbolIndex
                    + ") for insn #"
                    + slot);
          }
          return isCall
              ? new Relocation.ExternCall(slot, name, i)
              : new Relocation.ExternData(slot, name, i);
        }
      }
      throw wrong("extern relo failed to find extern for '" + name + "' (" + symbolIndex + ")");
    }

    private Relocation call(Code code) {
      if (code.src(slot) != Opcode.PSEUDO_CALL) {
        throw wrong("incorrect bpf_call opcode");
      }
      if (!symbol.isInSection() || symbol.section() != object.text()) {
        throw wrong(
            "bad call relo against '" + name + "' in section '" + section(symbol.section()) + "'");
      }
      if (symbol.value() % Code.SLOT != 0) {
        throw wrong("bad call relo against '" + name + "' at offset " + symbol.value());
      }
      return new Relocation.Call(slot, name, symbol.value());
    }

    private Relocation address(Code code) {
      if (symbol.value() % Code.SLOT != 0 || code.imm(slot) % Code.SLOT != 0) {
        throw wrong(
            "bad subprog addr relo against '"
                + name
                + "' at offset "
                + symbol.value()
                + "+"
                + code.imm(slot));
      }
      return new Relocation.FunctionAddress(slot, name, symbol.value());
    }

    private Relocation data() {
      int section = symbol.section();
      if (section == object.arena()) {
        int index = maps.arena();
        if (index < 0) {
          throw wrong("bad arena data relocation at insn " + slot + ", no arena maps defined");
        }
        tellMap("found arena map ", index, " for insn ");
        return new Relocation.MapValue(slot, name, index, symbol.value());
      }
      if (section == object.jumpTables()) {
        return new Relocation.JumpTable(slot, name, symbol.value(), symbol.size());
      }
      ElfObject.Part part = object.part(section);
      boolean isData = part != null && isData(part.role());
      return isData ? value(section) : definition(section);
    }

    private static boolean isData(ElfObject.Role role) {
      return switch (role) {
        case DATA, RODATA, BSS -> true;
        case CODE, STRUCT_OPS, RELOCATIONS -> false;
      };
    }

    private Relocation definition(int section) {
      if (section != object.maps()) {
        throw wrong("bad map relo against '" + name + "' in section '" + section(section) + "'");
      }
      int index = mapAt(section, symbol.value());
      if (index < 0) {
        throw wrong(
            "map relo failed to find map for section '"
                + section(section)
                + "', off "
                + symbol.value());
      }
      tellMap("found map ", index, " for insn #");
      return new Relocation.MapFd(slot, name, index);
    }

    private Relocation value(int section) {
      int index = mapAt(section, 0);
      if (index < 0) {
        throw wrong("data relo failed to find map for section '" + section(section) + "'");
      }
      tellMap("found data map ", index, " for insn ");
      return new Relocation.MapValue(slot, name, index, symbol.value());
    }

    private int mapAt(int section, long offset) {
      List<MapSpecBuilder> all = maps.maps();
      for (int i = 0; i < all.size(); i++) {
        MapSpecBuilder map = all.get(i);
        if (map.sectionIndex == section && map.sectionOffset == offset) {
          return i;
        }
      }
      return -1;
    }

    private void tellMap(String what, int index, String forInsn) {
      if (complaints.wantsDebug()) {
        MapSpecBuilder map = maps.maps().get(index);
        complaints.debug(
            prefix()
                + what
                + index
                + " ("
                + map.name
                + ", sec "
                + map.sectionIndex
                + ", off "
                + map.sectionOffset
                + ")"
                + forInsn
                + slot);
      }
    }

    private String section(int index) {
      return object.sectionName(index);
    }

    private String prefix() {
      return "prog '" + function.name() + "': ";
    }

    private RuntimeException wrong(String problem) {
      return complaints.relocation(prefix() + problem);
    }
  }

  /// The function at a place of a section, or null.
  @Nullable FunctionSpec functionAt(int section, long slot) {
    int index = functions.indexAt(section, slot);
    return index < 0 ? null : functions.functions().get(index);
  }
}
