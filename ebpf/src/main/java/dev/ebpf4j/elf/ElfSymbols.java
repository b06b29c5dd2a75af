package dev.ebpf4j.elf;

import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A symbol table. Symbols are made when asked for; a large executable has hundreds of thousands.
public final class ElfSymbols {
  static final ElfSymbols NONE = new ElfSymbols(null, null, null, true);

  private final @Nullable ByteReader table;
  private final @Nullable ByteReader strings;
  private final @Nullable ByteReader extendedIndexes;
  private final boolean is64;
  private final int size;

  ElfSymbols(
      @Nullable ByteReader table,
      @Nullable ByteReader strings,
      @Nullable ByteReader extendedIndexes,
      boolean is64) {
    this.table = table;
    this.strings = strings;
    this.extendedIndexes = extendedIndexes;
    this.is64 = is64;
    this.size = table == null ? 0 : table.length() / entrySize(is64);
  }

  static int entrySize(boolean is64) {
    return is64 ? 24 : 16;
  }

  /// Number of symbols, with the empty one at index 0.
  public int size() {
    return size;
  }

  /// The symbol at `index`.
  ///
  /// @throws MalformedException if there is none: an index comes from a relocation, from the file
  public ElfSymbol get(int index) {
    ByteReader from = table;
    if (from == null || index < 0 || index >= size) {
      throw new MalformedException(
          "symbol table", -1, "no symbol " + Integer.toUnsignedLong(index) + " among " + size);
    }
    long at = (long) index * entrySize(is64);
    int info = from.u8(at + (is64 ? 4 : 12));
    int other = from.u8(at + (is64 ? 5 : 13));
    int raw = from.u16(at + (is64 ? 6 : 14));
    ByteReader extended = extendedIndexes;
    boolean isExtended = raw == Elf.SHN_XINDEX && extended != null;
    int section = isExtended && extended != null ? extended.i32(4L * index) : raw;
    return new ElfSymbol(
        index,
        name(index),
        is64 ? from.i64(at + 8) : from.u32(at + 4),
        is64 ? from.i64(at + 16) : from.u32(at + 8),
        info & 15,
        info >>> 4,
        other & 3,
        section,
        !isExtended && raw >= Elf.SHN_LORESERVE);
  }

  /// Name of the symbol at `index`.
  public String name(int index) {
    ByteReader from = table;
    ByteReader names = strings;
    if (from == null || names == null) {
      return "";
    }
    long offset = from.u32((long) index * entrySize(is64));
    return offset == 0 ? "" : names.string(offset);
  }

  /// The first symbol called `name`, or null.
  public @Nullable ElfSymbol find(String name) {
    for (int i = 1; i < size; i++) {
      if (name.equals(name(i))) {
        return get(i);
      }
    }
    return null;
  }

  /// All symbols but the empty one at index 0.
  public List<ElfSymbol> all() {
    List<ElfSymbol> out = new ArrayList<>(size);
    for (int i = 1; i < size; i++) {
      out.add(get(i));
    }
    return out;
  }
}
