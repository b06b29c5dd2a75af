package dev.ebpf4j.object;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.elf.ElfSymbols;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.util.ByteReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the functions of an object: each function symbol of a section with code.
final class FunctionCollector {
  private final List<FunctionSpec> functions = new ArrayList<>();

  /// Adds the functions of one section.
  void collect(ElfObject object, ElfSection section, ByteReader data) {
    Complaints complaints = object.complaints();
    Code code = Code.of(data.copy(), object.order());
    ElfSymbols symbols = object.symbols();
    boolean isText = section.index() == object.text();
    for (int i = 1; i < symbols.size(); i++) {
      ElfSymbol symbol = symbols.get(i);
      if (symbol.section() != section.index() || !symbol.isFunction() || symbol.isReserved()) {
        continue;
      }
      String where = "sec '" + section.name() + "': ";
      long end = symbol.value() + symbol.size();
      if (symbol.value() < 0 || symbol.size() < 0 || end < 0 || end > data.length()) {
        throw complaints.format(
            where
                + "program at offset "
                + Long.toUnsignedString(symbol.value())
                + " crosses section boundary");
      }
      if (!isText && symbol.binding() == Elf.STB_LOCAL) {
        throw complaints.refused(
            Errno.EOPNOTSUPP,
            where + "program '" + symbol.name() + "' is static and not supported");
      }
      if (complaints.wantsDebug()) {
        complaints.debug(found(where, symbol));
      }
      if (symbol.size() == 0 || (symbol.size() | symbol.value()) % Code.SLOT != 0) {
        throw complaints.invalid(
            where
                + "corrupted program '"
                + symbol.name()
                + "', offset "
                + symbol.value()
                + ", size "
                + symbol.size());
      }
      functions.add(function(section, symbol, code));
    }
  }

  private static String found(String where, ElfSymbol symbol) {
    return where
        + "found program '"
        + symbol.name()
        + "' at insn offset "
        + symbol.value() / Code.SLOT
        + " ("
        + symbol.value()
        + " bytes), code size "
        + symbol.size() / Code.SLOT
        + " insns ("
        + symbol.size()
        + " bytes)";
  }

  private static FunctionSpec function(ElfSection section, ElfSymbol symbol, Code code) {
    int first = (int) (symbol.value() / Code.SLOT);
    boolean isGlobal = symbol.binding() != Elf.STB_LOCAL;
    boolean isHidden =
        symbol.visibility() == Elf.STV_HIDDEN || symbol.visibility() == Elf.STV_INTERNAL;
    return new FunctionSpec(
        symbol.name(),
        section.name(),
        section.index(),
        first,
        isGlobal,
        isGlobal && isHidden,
        code.slice(first, (int) (symbol.size() / Code.SLOT)),
        List.of());
  }

  /// Puts the functions into the order of sections and places.
  void sort() {
    functions.sort(
        (one, other) ->
            one.sectionIndex() != other.sectionIndex()
                ? Integer.compare(one.sectionIndex(), other.sectionIndex())
                : Integer.compare(one.sectionSlot(), other.sectionSlot()));
  }

  /// All functions; relocations are set in this list.
  List<FunctionSpec> functions() {
    return functions;
  }

  /// Index of the function that has slot `slot` of a section, -1 if none has.
  int indexAt(int sectionIndex, long slot) {
    for (int i = 0; i < functions.size(); i++) {
      FunctionSpec function = functions.get(i);
      if (function.sectionIndex() == sectionIndex && function.contains(slot)) {
        return i;
      }
    }
    return -1;
  }

  /// The function of this name, or null.
  @Nullable FunctionSpec named(String name) {
    for (FunctionSpec function : functions) {
      if (function.name().equals(name)) {
        return function;
      }
    }
    return null;
  }

  /// Whether the function only serves others: it lies in `.text` and is not all there is.
  boolean isSubprogram(ElfObject object, FunctionSpec function) {
    return function.sectionIndex() == object.text() && functions.size() > 1;
  }
}
