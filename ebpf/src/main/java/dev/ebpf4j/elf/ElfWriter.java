package dev.ebpf4j.elf;

import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts a 64-bit relocatable ELF file together: the header, the sections in the order they were
/// added, the section header table. Section 1 is the string table, which serves section and symbol
/// names alike.
public final class ElfWriter {
  private static final int HEADER_SIZE = 64;
  private static final int SECTION_HEADER_SIZE = 64;
  private static final int STRING_TABLE = 1;

  private final ByteOrder order;
  private final ByteWriter strings;
  private final Map<String, Integer> offsets = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  /// A section to be written.
  ///
  /// @param contents its bytes, for `SHT_NOBITS` only their number counts
  private record Entry(
      int name,
      int type,
      long flags,
      int link,
      int info,
      int alignment,
      int entrySize,
      ByteWriter contents,
      long size) {}

  public ElfWriter(ByteOrder order) {
    this.order = order;
    this.strings = new ByteWriter(order).u8(0);
    offsets.put("", 0);
    entries.add(new Entry(0, 0, 0, 0, 0, 0, 0, new ByteWriter(order), 0));
    int name = string(".strtab");
    entries.add(new Entry(name, Elf.SHT_STRTAB, Elf.SHF_STRINGS, 0, 0, 1, 0, strings, 0));
  }

  /// Offset of a string in the string table, to which it is added if it is not there yet.
  public int string(String text) {
    Integer known = offsets.get(text);
    if (known != null) {
      return known;
    }
    int at = strings.length();
    strings.string(text);
    offsets.put(text, at);
    return at;
  }

  /// Adds a section with contents.
  ///
  /// @return its index
  public int add(
      String name,
      int type,
      long flags,
      int link,
      int info,
      int alignment,
      int entrySize,
      ByteWriter contents) {
    entries.add(
        new Entry(
            string(name),
            type,
            flags,
            link,
            info,
            alignment,
            entrySize,
            contents,
            contents.length()));
    return entries.size() - 1;
  }

  /// Adds a section that takes memory but nothing in the file.
  ///
  /// @return its index
  public int addEmpty(String name, long flags, int alignment, long size) {
    ByteWriter none = new ByteWriter(order);
    int nameAt = string(name);
    entries.add(new Entry(nameAt, Elf.SHT_NOBITS, flags, 0, 0, alignment, 0, none, size));
    return entries.size() - 1;
  }

  /// The whole file.
  ///
  /// @param machine one of [Elf]'s `EM_` numbers
  public byte[] toByteArray(int machine) {
    ByteWriter out = new ByteWriter(order);
    out.zeros(HEADER_SIZE);
    long[] places = new long[entries.size()];
    for (int i = 1; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      out.align(Math.max(1, entry.alignment()));
      places[i] = out.length();
      out.bytes(entry.contents().toByteArray());
    }
    out.align(8);
    int table = out.length();
    for (int i = 0; i < entries.size(); i++) {
      writeHeader(out, entries.get(i), places[i]);
    }
    byte[] file = out.toByteArray();
    byte[] header = header(machine, table).toByteArray();
    System.arraycopy(header, 0, file, 0, header.length);
    return file;
  }

  private ByteWriter header(int machine, int table) {
    ByteWriter out = new ByteWriter(order);
    out.u8(0x7f).u8('E').u8('L').u8('F').u8(Elf.CLASS_64);
    out.u8(order == ByteOrder.BIG_ENDIAN ? Elf.DATA_MSB : Elf.DATA_LSB).u8(1).zeros(9);
    out.u16(Elf.ET_REL).u16(machine).u32(1).u64(0).u64(0).u64(table).u32(0);
    out.u16(HEADER_SIZE).u16(0).u16(0).u16(SECTION_HEADER_SIZE).u16(entries.size());
    return out.u16(STRING_TABLE);
  }

  private static void writeHeader(ByteWriter out, Entry entry, long place) {
    boolean hasContents = entry.type() != Elf.SHT_NOBITS;
    out.u32(entry.name()).u32(entry.type()).u64(entry.flags()).u64(0).u64(place);
    out.u64(hasContents ? entry.contents().length() : entry.size());
    out.u32(entry.link()).u32(entry.info()).u64(entry.alignment()).u64(entry.entrySize());
  }
}
