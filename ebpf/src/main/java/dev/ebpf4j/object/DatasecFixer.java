package dev.ebpf4j.object;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.List;

/// Fills in what the compiler leaves to the linker: size of data sections and place of the
/// variables in them. Variables and functions of hidden visibility become static ones.
final class DatasecFixer {
  private final ElfObject object;
  private final Btf btf;
  private final BtfEditor editor;

  DatasecFixer(ElfObject object, Btf btf, BtfEditor editor) {
    this.object = object;
    this.btf = btf;
    this.editor = editor;
  }

  void fix() {
    for (int id = 1; id < btf.typeCount(); id++) {
      if (btf.is(id, BtfKind.DATASEC) && editor.type(id) instanceof BtfType.Datasec section) {
        BtfType.Datasec fixed = sort(section.sizeBytes() == 0 ? fill(section) : section);
        if (!isSame(fixed, section)) {
          editor.set(id, fixed);
        }
        hide(fixed);
      }
    }
  }

  private BtfType.Datasec fill(BtfType.Datasec section) {
    String name = section.name();
    long size = object.sectionSize(name);
    if (size <= 0 || size > 0xffff_ffffL) {
      Complaints complaints = object.complaints();
      complaints.debug("sec '" + name + "': failed to determine size from ELF: size " + size);
      throw complaints.malformed(
          Errno.ENOENT, "BTF describes section '" + name + "', which has no contents");
    }
    List<BtfType.SectionVar> places = new ArrayList<>();
    for (BtfType.SectionVar place : section.vars()) {
      long offset = place.offset();
      if (isGlobalVariable(place.type())) {
        offset = symbol(name, place.type()).value();
        if (offset < 0 || offset > size) {
          throw object
              .complaints()
              .invalid(
                  "variable '"
                      + btf.name(place.type())
                      + "' lies outside of section '"
                      + name
                      + "'");
        }
      }
      places.add(new BtfType.SectionVar(place.type(), offset, place.sizeBytes()));
    }
    return new BtfType.Datasec(name, size, places);
  }

  private void hide(BtfType.Datasec section) {
    for (BtfType.SectionVar place : section.vars()) {
      int id = place.type();
      if (id < btf.typeCount() && btf.is(id, BtfKind.VAR) && isGlobalVariable(id)) {
        ElfSymbol symbol = object.variable(btf.name(id));
        if (symbol != null
            && (symbol.visibility() == Elf.STV_HIDDEN || symbol.visibility() == Elf.STV_INTERNAL)) {
          editor.setLinkage(id, BtfFormat.LINKAGE_STATIC);
        }
      }
    }
  }

  private boolean isGlobalVariable(int id) {
    if (!btf.is(id, BtfKind.VAR)) {
      throw object.complaints().invalid("BTF type [" + id + "] in a data section is no variable");
    }
    return btf.linkage(id) == BtfFormat.LINKAGE_GLOBAL;
  }

  private ElfSymbol symbol(String section, int variable) {
    String name = btf.name(variable);
    ElfSymbol symbol = object.variable(name);
    if (symbol == null) {
      throw object
          .complaints()
          .malformed(
              Errno.ENOENT,
              "sec '" + section + "': failed to find ELF symbol for VAR '" + name + "'");
    }
    return symbol;
  }

  /// As equals(), whose code for records is made at run time, which a start would wait for.
  private static boolean isSame(BtfType.Datasec one, BtfType.Datasec other) {
    List<BtfType.SectionVar> places = one.vars();
    if (one.sizeBytes() != other.sizeBytes() || places.size() != other.vars().size()) {
      return false;
    }
    for (int i = 0; i < places.size(); i++) {
      BtfType.SectionVar place = places.get(i);
      BtfType.SectionVar against = other.vars().get(i);
      if (place.type() != against.type()
          || place.offset() != against.offset()
          || place.sizeBytes() != against.sizeBytes()) {
        return false;
      }
    }
    return one.name().equals(other.name());
  }

  /// Puts the variables of a section into the order of their places.
  private static BtfType.Datasec sort(BtfType.Datasec section) {
    List<BtfType.SectionVar> places = new ArrayList<>(section.vars());
    places.sort((one, other) -> Long.compare(one.offset(), other.offset()));
    return new BtfType.Datasec(section.name(), section.sizeBytes(), places);
  }

  /// Functions of hidden visibility that only serve others become static.
  void hideFunctions(FunctionCollector functions) {
    for (FunctionSpec function : functions.functions()) {
      if (function.hidden() && functions.isSubprogram(object, function)) {
        int id = btf.find(BtfKind.FUNC, function.name());
        if (id != 0 && btf.linkage(id) == BtfFormat.LINKAGE_GLOBAL) {
          editor.setLinkage(id, BtfFormat.LINKAGE_STATIC);
        }
      }
    }
  }
}
