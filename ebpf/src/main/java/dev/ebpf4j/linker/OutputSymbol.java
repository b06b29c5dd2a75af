package dev.ebpf4j.linker;

import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.util.ByteWriter;
import org.jspecify.annotations.Nullable;

/// A symbol of the output; later inputs may change where it is and how it is seen.
final class OutputSymbol {
  private final int nameOffset;
  private int type;
  private int binding;
  private int visibility;
  private @Nullable OutputSection section;
  private final int reserved;
  private long value;
  private long size;

  /// @param section where it is, null if it is nowhere or in a reserved place
  OutputSymbol(int nameOffset, ElfSymbol like, @Nullable OutputSection section, long value) {
    this.nameOffset = nameOffset;
    this.type = like.type();
    this.binding = like.binding();
    this.visibility = like.visibility();
    this.section = section;
    this.reserved = like.isReserved() ? like.section() : Elf.SHN_UNDEF;
    this.value = value;
    this.size = like.size();
  }

  /// Makes it strong if another is, and hidden if another is.
  void tighten(ElfSymbol other) {
    if (other.binding() == Elf.STB_GLOBAL) {
      binding = Elf.STB_GLOBAL;
    }
    visibility = Math.max(visibility, other.visibility());
  }

  /// Moves it to where it is defined.
  void define(ElfSymbol definition, OutputSection place, long at) {
    type = definition.type();
    section = place;
    value = at;
    size = definition.size();
  }

  /// Gives a common symbol its room.
  void allocate(OutputSection place, long at, long bytes) {
    section = place;
    value = at;
    size = bytes;
  }

  long value() {
    return value;
  }

  long size() {
    return size;
  }

  @Nullable OutputSection section() {
    return section;
  }

  void write(ByteWriter out) {
    OutputSection place = section;
    out.u32(nameOffset).u8(binding << 4 | type).u8(visibility);
    out.u16(place == null ? reserved : place.index()).u64(value).u64(size);
  }
}
