package dev.ebpf4j.object;

import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfWriter;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// An object file put together by hand, for what no compiler writes.
public final class TestObject {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private final ElfWriter writer = new ElfWriter(ORDER);
  private final ByteWriter symbols = new ByteWriter(ORDER).zeros(24);
  private final List<Runnable> relocations = new ArrayList<>();
  private final BtfBuilder types = new BtfBuilder(null, ORDER);
  private int symbolCount = 1;
  private boolean hasTypes;
  private int symbolTables = 1;
  private int sections = 1;

  /// An object without sections of its own yet.
  public TestObject() {}

  /// Adds a section and returns its index.
  public int section(String name, int type, long flags, byte... bytes) {
    sections++;
    ByteWriter contents = new ByteWriter(ORDER).bytes(bytes);
    return writer.add(name, type, flags, 0, 0, 8, 0, contents);
  }

  public int data(String name, int size) {
    return section(name, Elf.SHT_PROGBITS, Elf.SHF_ALLOC | Elf.SHF_WRITE, new byte[size]);
  }

  public int code(String name, Code code) {
    return section(name, Elf.SHT_PROGBITS, Elf.SHF_ALLOC | Elf.SHF_EXECINSTR, code.toByteArray());
  }

  /// Adds a symbol and returns its index.
  public int symbol(String name, int section, int type, int binding, long value, long size) {
    symbols.u32(writer.string(name)).u8(binding << 4 | type).u8(0).u16(section);
    symbols.u64(value).u64(size);
    return symbolCount++;
  }

  public int function(String name, int section, long value, long size) {
    return symbol(name, section, Elf.STT_FUNC, Elf.STB_GLOBAL, value, size);
  }

  /// Adds a section with one relocation of section `target`.
  public void relocation(String name, int target, long offset, int symbol, int type) {
    relocations.add(
        () -> {
          ByteWriter entry = new ByteWriter(ORDER).u64(offset).u64((long) symbol << 32 | type);
          writer.add(name, Elf.SHT_REL, Elf.SHF_INFO_LINK, sections + 1, target, 8, 16, entry);
        });
  }

  public BtfBuilder types() {
    hasTypes = true;
    return types;
  }

  /// A section `.maps` with one definition, whose members are given.
  public TestObject map(BtfType.Member... members) {
    int section = data(".maps", 32);
    symbol("m", section, Elf.STT_OBJECT, Elf.STB_GLOBAL, 0, 32);
    int struct = types().add(BtfType.Struct.of("", 32, List.of(members)));
    int variable = types.add(new BtfType.Var("m", struct, BtfType.GLOBAL));
    types.add(new BtfType.Datasec(".maps", 32, List.of(new BtfType.SectionVar(variable, 0, 32))));
    return this;
  }

  /// Leaves the symbol table out, or adds it twice.
  public TestObject symbolTables(int count) {
    symbolTables = count;
    return this;
  }

  public byte[] build() {
    for (int i = 0; i < symbolTables; i++) {
      writer.add(".symtab", Elf.SHT_SYMTAB, 0, 1, 1, 8, 24, symbols);
    }
    relocations.forEach(Runnable::run);
    if (hasTypes) {
      ByteWriter btf = new ByteWriter(ORDER).bytes(types.build().toBytes());
      writer.add(".BTF", Elf.SHT_PROGBITS, 0, 0, 0, 4, 0, btf);
    }
    return writer.toByteArray(Elf.EM_BPF);
  }
}
