package dev.ebpf4j.elf;

import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteReader;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ELF file of either class and byte order. The section header table is read at once, anything
/// else when it is asked for. Immutable.
public final class ElfFile {
  private static final int IDENT_SIZE = 16;

  private final ElfSource source;
  private final boolean is64;
  private final ByteOrder order;
  private final ByteReader header;
  private final List<ElfSection> sections;

  private ElfFile(ElfSource source, boolean is64, ByteOrder order, ByteReader header) {
    this.source = source;
    this.is64 = is64;
    this.order = order;
    this.header = header;
    this.sections = readSections();
  }

  /// Reads the tables of an ELF file held in memory. `bytes` must not change afterwards.
  ///
  /// @throws MalformedException if it is no ELF file or its tables lie outside of it
  public static ElfFile parse(byte[] bytes) {
    return read(new ElfSource.Memory(ByteReader.of(bytes, ByteOrder.BIG_ENDIAN, "ELF file")));
  }

  /// Reads the tables of an ELF file on disk, whose sections are read only when asked for: right
  /// for executables and libraries, which may be very large.
  ///
  /// @throws MalformedException if it is no ELF file or its tables lie outside of it
  public static ElfFile open(Path path) throws IOException {
    return read(new ElfSource.OnDisk(path, Files.size(path)));
  }

  private static ElfFile read(ElfSource source) {
    if (source.length() < IDENT_SIZE) {
      throw new MalformedException("ELF file", 0, "no ELF header in " + source.length() + " bytes");
    }
    ByteReader ident = source.part(0, IDENT_SIZE, ByteOrder.BIG_ENDIAN, "ELF header");
    if (ident.i32(0) != 0x7f454c46) {
      throw new MalformedException("ELF file", 0, "not an ELF file");
    }
    int elfClass = ident.u8(4);
    if (elfClass != Elf.CLASS_32 && elfClass != Elf.CLASS_64) {
      throw new MalformedException("ELF header", 4, "unknown class " + elfClass);
    }
    int data = ident.u8(5);
    if (data != Elf.DATA_LSB && data != Elf.DATA_MSB) {
      throw new MalformedException("ELF header", 5, "unknown byte order " + data);
    }
    boolean is64 = elfClass == Elf.CLASS_64;
    ByteOrder order = data == Elf.DATA_MSB ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteReader header = source.part(0, is64 ? 64 : 52, order, "ELF header");
    return new ElfFile(source, is64, order, header);
  }

  /// Whether `bytes` begin like an ELF file.
  public static boolean hasMagic(byte[] bytes) {
    return bytes.length >= 4
        && bytes[0] == 0x7f
        && bytes[1] == 'E'
        && bytes[2] == 'L'
        && bytes[3] == 'F';
  }

  public boolean is64() {
    return is64;
  }

  public ByteOrder order() {
    return order;
  }

  /// One of [Elf]'s `ET_` numbers.
  public int type() {
    return header.u16(16);
  }

  /// One of [Elf]'s `EM_` numbers.
  public int machine() {
    return header.u16(18);
  }

  /// Processor-specific flags of the header.
  public int flags() {
    return header.i32(is64 ? 48 : 36);
  }

  /// All sections in the order of the file, the empty one at index 0 included.
  public List<ElfSection> sections() {
    return sections;
  }

  /// The first section called `name`, or null.
  public @Nullable ElfSection section(String name) {
    for (ElfSection section : sections) {
      if (section.name().equals(name)) {
        return section;
      }
    }
    return null;
  }

  /// The section at `index`.
  ///
  /// @throws MalformedException if there is none: an index comes from a symbol, from the file
  public ElfSection section(int index) {
    if (index < 0 || index >= sections.size()) {
      throw new MalformedException(
          "section header table",
          -1,
          "no section " + Integer.toUnsignedLong(index) + " among " + sections.size());
    }
    return sections.get(index);
  }

  /// What the section holds, in the byte order of the file; nothing for `SHT_NOBITS`.
  ///
  /// @throws MalformedException if it lies outside the file
  public ByteReader data(ElfSection section) {
    String what = "section " + section.name();
    if (section.type() == Elf.SHT_NOBITS || section.type() == Elf.SHT_NULL) {
      return ByteReader.of(new byte[0], order, what);
    }
    if (section.offset() < 0
        || section.size() < 0
        || section.offset() > source.length()
        || section.size() > source.length() - section.offset()) {
      throw new MalformedException(
          what,
          -1,
          Long.toUnsignedString(section.size())
              + " bytes from "
              + Long.toUnsignedString(section.offset())
              + " on, but the file ends at "
              + source.length());
    }
    return source.part(section.offset(), section.size(), order, what);
  }

  /// The symbols of `.symtab`; none if the file is stripped.
  public ElfSymbols symbols() {
    return symbols(Elf.SHT_SYMTAB);
  }

  /// The symbols of `.dynsym`: what a shared library or executable exports and imports.
  public ElfSymbols dynamicSymbols() {
    return symbols(Elf.SHT_DYNSYM);
  }

  private ElfSymbols symbols(int type) {
    for (ElfSection section : sections) {
      if (section.type() == type) {
        return symbols(section);
      }
    }
    return ElfSymbols.NONE;
  }

  /// The symbols of the symbol table `table`.
  public ElfSymbols symbols(ElfSection table) {
    ByteReader extended = null;
    for (ElfSection section : sections) {
      if (section.type() == Elf.SHT_SYMTAB_SHNDX && section.link() == table.index()) {
        extended = data(section);
      }
    }
    return new ElfSymbols(data(table), data(section(table.link())), extended, is64);
  }

  /// The relocations of a section of type `SHT_REL` or `SHT_RELA`.
  public List<ElfRelocation> relocations(ElfSection section) {
    ByteReader data = data(section);
    boolean hasAddend = section.type() == Elf.SHT_RELA;
    int word = is64 ? 8 : 4;
    int entry = hasAddend ? 3 * word : 2 * word;
    if (data.length() % entry != 0) {
      throw new MalformedException(
          data.what(), -1, data.length() + " bytes are no multiple of " + entry);
    }
    List<ElfRelocation> out = new ArrayList<>(data.length() / entry);
    for (long at = 0; at < data.length(); at += entry) {
      long info = is64 ? data.i64(at + 8) : data.u32(at + 4);
      long addend = 0;
      if (hasAddend) {
        addend = is64 ? data.i64(at + 16) : data.i32(at + 8);
      }
      out.add(
          new ElfRelocation(
              is64 ? data.i64(at) : data.u32(at),
              (int) (is64 ? info >>> 32 : info >>> 8),
              (int) (is64 ? info : info & 0xff),
              addend));
    }
    return out;
  }

  /// The program headers: how the file is mapped into memory. Empty for object files.
  public List<ElfSegment> segments() {
    long at = is64 ? header.i64(32) : header.u32(28);
    int entry = header.u16(is64 ? 54 : 42);
    int count = header.u16(is64 ? 56 : 44);
    if (count == 0xffff && !sections.isEmpty()) {
      count = sections.getFirst().info();
    }
    if (count == 0) {
      return List.of();
    }
    int need = is64 ? 56 : 32;
    if (entry < need || count < 0) {
      throw new MalformedException(
          "ELF header", is64 ? 54 : 42, count + " program headers of " + entry + " bytes");
    }
    ByteReader table = source.part(at, (long) entry * count, order, "program headers");
    List<ElfSegment> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.add(segment(table, (long) i * entry));
    }
    return out;
  }

  private ElfSegment segment(ByteReader table, long at) {
    if (is64) {
      return new ElfSegment(
          table.i32(at),
          table.i32(at + 4),
          table.i64(at + 8),
          table.i64(at + 16),
          table.i64(at + 32),
          table.i64(at + 40),
          table.i64(at + 48));
    }
    return new ElfSegment(
        table.i32(at),
        table.i32(at + 24),
        table.u32(at + 4),
        table.u32(at + 8),
        table.u32(at + 16),
        table.u32(at + 20),
        table.u32(at + 28));
  }

  /// The notes of a section of type `SHT_NOTE`.
  public List<ElfNote> notes(ElfSection section) {
    ByteReader data = data(section);
    List<ElfNote> out = new ArrayList<>();
    long at = 0;
    while (at < data.length()) {
      long nameSize = data.u32(at);
      long size = data.u32(at + 4);
      int type = data.i32(at + 8);
      long nameAt = at + 12;
      long descriptionAt = nameAt + align4(nameSize);
      ByteReader name = data.slice(nameAt, nameSize, data.what());
      String owner = nameSize == 0 ? "" : name.string(0);
      out.add(new ElfNote(owner, type, data.slice(descriptionAt, size, owner + " note")));
      at = descriptionAt + align4(size);
    }
    return out;
  }

  private static long align4(long size) {
    return (size + 3) & ~3L;
  }

  /// Where in the file the byte with the virtual address `address` comes from, or -1 if no loaded
  /// segment has it. This is what uprobes are placed by.
  public long fileOffset(long address) {
    for (ElfSegment segment : segments()) {
      if (segment.type() == Elf.PT_LOAD && segment.contains(address)) {
        return address - segment.address() + segment.offset();
      }
    }
    return -1;
  }

  private List<ElfSection> readSections() {
    long at = is64 ? header.i64(40) : header.u32(32);
    int entry = header.u16(is64 ? 58 : 46);
    long count = header.u16(is64 ? 60 : 48);
    long names = header.u16(is64 ? 62 : 50);
    if (at == 0) {
      return List.of();
    }
    int need = is64 ? 64 : 40;
    if (entry < need) {
      throw new MalformedException(
          "ELF header", is64 ? 58 : 46, "section headers of " + entry + " bytes, need " + need);
    }
    ByteReader first = source.part(at, entry, order, "section headers");
    if (count == 0) {
      count = is64 ? first.i64(32) : first.u32(20);
    }
    if (names == Elf.SHN_XINDEX) {
      names = first.u32(is64 ? 40 : 24);
    }
    if (count < 0 || count > source.length() / entry) {
      throw new MalformedException(
          "ELF header", is64 ? 60 : 48, Long.toUnsignedString(count) + " section headers");
    }
    ByteReader table = source.part(at, entry * count, order, "section headers");
    List<ElfSection> unnamed = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      unnamed.add(section(table, (long) i * entry, i, ""));
    }
    if (names == 0 || names >= count) {
      throw new MalformedException(
          "ELF header", is64 ? 62 : 50, "no section " + names + " for section names");
    }
    ElfNames strings = new ElfNames(data(unnamed.get((int) names)));
    List<ElfSection> out = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      long name = table.u32((long) i * entry);
      out.add(section(table, (long) i * entry, i, strings.at(name)));
    }
    return List.copyOf(out);
  }

  private ElfSection section(ByteReader table, long at, int index, String name) {
    if (is64) {
      return new ElfSection(
          index,
          name,
          table.i32(at + 4),
          table.i64(at + 8),
          table.i64(at + 16),
          table.i64(at + 24),
          table.i64(at + 32),
          table.i32(at + 40),
          table.i32(at + 44),
          table.i64(at + 48),
          table.i64(at + 56));
    }
    return new ElfSection(
        index,
        name,
        table.i32(at + 4),
        table.u32(at + 8),
        table.u32(at + 12),
        table.u32(at + 16),
        table.u32(at + 20),
        table.i32(at + 24),
        table.i32(at + 28),
        table.u32(at + 32),
        table.u32(at + 36));
  }
}
