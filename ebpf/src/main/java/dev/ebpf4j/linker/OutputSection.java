package dev.ebpf4j.linker;

import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.util.ByteReader;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A section of the output under construction.
final class OutputSection {
  private final String name;
  private final ByteOrder order;

  /// Index in the output file; 0 as long as the section exists in BTF only.
  private int index;

  private int type;
  private long flags;
  private int entrySize;
  private int alignment;
  private byte[] bytes = new byte[0];
  private long size;

  /// Symbol that stands for the section, 0 as long as there is none.
  int symbol;

  /// The section that relocations in this one are about, null if this holds none.
  @Nullable OutputSection target;

  /// Whether BTF describes the section.
  boolean hasTypes;

  private final List<Variable> variables = new ArrayList<>();

  /// A variable or function that the section's DATASEC lists.
  ///
  /// @param global the symbol that says where it is, null for a static one
  record Variable(int type, long offset, long size, @Nullable GlobalSymbol global) {}

  OutputSection(String name, ByteOrder order) {
    this.name = name;
    this.order = order;
  }

  String name() {
    return name;
  }

  int index() {
    return index;
  }

  boolean isInFile() {
    return index != 0;
  }

  int type() {
    return type;
  }

  long size() {
    return size;
  }

  /// Makes it a section of the file, like one of an input.
  void open(int number, ElfSection like) {
    index = number;
    type = like.type();
    flags = like.flags();
    entrySize = (int) like.entrySize();
    alignment = (int) Math.max(1, like.alignment());
  }

  /// Makes it a section of the file for variables that start as zero.
  void openZeroed(int number) {
    index = number;
    type = Elf.SHT_NOBITS;
    flags = Elf.SHF_ALLOC | Elf.SHF_WRITE;
    alignment = 1;
  }

  /// Adds zeros behind what is there.
  ///
  /// @return where they begin
  long allocate(long bytes, long aligned) {
    alignment = (int) Math.max(alignment, aligned);
    long start = (size + aligned - 1) / aligned * aligned;
    size = start + bytes;
    if (type != Elf.SHT_NOBITS) {
      this.bytes = Arrays.copyOf(this.bytes, Math.toIntExact(size));
    }
    return start;
  }

  /// What is different from a section of the same name, null if nothing is.
  @Nullable String difference(ElfSection other) {
    if (other.type() != type) {
      return "types";
    }
    if (other.flags() != flags) {
      return "flags";
    }
    return other.entrySize() == entrySize ? null : "entsize";
  }

  /// Adds contents behind those that are there.
  ///
  /// @return where they begin
  long append(ElfSection section, ByteReader data) {
    alignment = Math.max(alignment, (int) section.alignment());
    long start = (size + alignment - 1) / alignment * alignment;
    size = start + section.size();
    if (type != Elf.SHT_NOBITS) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(size));
      byte[] added = data.copy();
      System.arraycopy(added, 0, bytes, (int) start, added.length);
    }
    return start;
  }

  /// Adds a number to the 32-bit one at `offset`.
  void addTo(int offset, long value) {
    ByteReader reader = ByteReader.of(bytes, order, "section " + name);
    byte[] sum = new ByteWriter(order).u32(reader.i32(offset) + value).toByteArray();
    System.arraycopy(sum, 0, bytes, offset, sum.length);
  }

  int byteAt(int offset) {
    return ByteReader.of(bytes, order, "section " + name).u8(offset);
  }

  byte[] bytes() {
    return bytes;
  }

  ByteWriter contents() {
    return new ByteWriter(order).bytes(bytes);
  }

  long flags() {
    return flags;
  }

  int entrySize() {
    return entrySize;
  }

  int alignment() {
    return alignment;
  }

  List<Variable> variables() {
    return variables;
  }
}
