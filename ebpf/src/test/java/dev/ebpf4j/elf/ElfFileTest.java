package dev.ebpf4j.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteWriter;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElfFileTest {
  /// A file of either class and order with `.text` holding 1, 2, 3, 4, a symbol `main` in it, one
  /// relocation to it, one note and one segment.
  static byte[] sample(boolean is64, ByteOrder order) {
    Builder out = new Builder(is64, order);
    return out.build();
  }

  static final class Builder {
    final boolean is64;
    final ByteWriter out;
    final ByteOrder order;

    Builder(boolean is64, ByteOrder order) {
      this.is64 = is64;
      this.order = order;
      this.out = new ByteWriter(order);
    }

    void word(long value) {
      if (is64) {
        out.u64(value);
      } else {
        out.u32(value);
      }
    }

    void section(int name, int type, long flags, long at, long size, int link, int info, int ent) {
      out.u32(name).u32(type);
      word(flags);
      word(0);
      word(at);
      word(size);
      out.u32(link).u32(info);
      word(1);
      word(ent);
    }

    byte[] build() {
      int header = is64 ? 64 : 52;
      int segment = is64 ? 56 : 32;
      int symbol = is64 ? 24 : 16;
      int rel = is64 ? 16 : 8;
      int text = header + segment;
      int symbols = text + 4;
      int relocations = symbols + 2 * symbol;
      int note = relocations + rel;
      int strings = note + 12 + 8 + 4;
      String names = "\0.text\0.symtab\0.rel.text\0.note.stapsdt\0.strtab\0main\0";
      int sections = strings + names.length();
      out.u8(0x7f).u8('E').u8('L').u8('F').u8(is64 ? 2 : 1);
      out.u8(order == ByteOrder.BIG_ENDIAN ? 2 : 1).u8(1).zeros(9);
      out.u16(Elf.ET_REL).u16(Elf.EM_BPF).u32(1);
      word(0);
      word(header);
      word(sections);
      out.u32(7).u16(header).u16(segment).u16(1).u16(is64 ? 64 : 40).u16(6).u16(5);
      out.u32(Elf.PT_LOAD);
      if (is64) {
        out.u32(Elf.PF_X).u64(text).u64(0x1000).u64(0x1000).u64(4).u64(16).u64(4096);
      } else {
        out.u32(text).u32(0x1000).u32(0x1000).u32(4).u32(16).u32(Elf.PF_X).u32(4096);
      }
      out.u8(1).u8(2).u8(3).u8(4);
      out.zeros(symbol).u32(names.indexOf("main"));
      if (is64) {
        out.u8(0x12).u8(2).u16(1).u64(1).u64(3);
      } else {
        out.u32(1).u32(3).u8(0x12).u8(2).u16(1);
      }
      word(2);
      if (is64) {
        out.u64(1L << 32 | 10);
      } else {
        out.u32(1 << 8 | 10);
      }
      out.u32(8).u32(4).u32(3).string("stapsdt").u8(9).u8(8).u8(7).u8(6);
      out.bytes(names.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      section(0, 0, 0, 0, 0, 0, 0, 0);
      section(names.indexOf(".text"), 1, 6, text, 4, 0, 0, 0);
      section(names.indexOf(".symtab"), 2, 0, symbols, 2 * symbol, 5, 1, symbol);
      section(names.indexOf(".rel.text"), 9, 0, relocations, rel, 2, 1, rel);
      section(names.indexOf(".note"), 7, 0, note, 24, 0, 0, 0);
      section(names.indexOf(".strtab"), 3, 0, strings, names.length(), 0, 0, 0);
      return out.toByteArray();
    }
  }

  @ParameterizedTest
  @CsvSource({"true,false", "true,true", "false,false", "false,true"})
  void readsBothClassesAndByteOrders(boolean is64, boolean big) {
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ElfFile elf = ElfFile.parse(sample(is64, order));
    assertEquals(is64, elf.is64());
    assertEquals(order, elf.order());
    assertEquals(Elf.ET_REL, elf.type());
    assertEquals(Elf.EM_BPF, elf.machine());
    assertEquals(7, elf.flags());
    assertEquals(6, elf.sections().size());
    ElfSection text = elf.section(".text");
    assertNotNull(text);
    assertTrue(text.isExecutable());
    assertEquals(List.of(1, 2, 3, 4), bytes(elf.data(text).copy()));
    ElfSymbol main = elf.symbols().find("main");
    assertNotNull(main);
    assertEquals(
        new ElfSymbol(1, "main", 1, 3, Elf.STT_FUNC, Elf.STB_GLOBAL, Elf.STV_HIDDEN, 1, false),
        main);
    assertTrue(main.isInSection() && main.isGlobal() && main.isFunction());
    assertFalse(main.isWeak() || main.isUndefined());
    ElfSection rel = elf.section(".rel.text");
    assertNotNull(rel);
    assertEquals(List.of(new ElfRelocation(2, 1, 10, 0)), elf.relocations(rel));
    ElfSection notes = elf.section(".note.stapsdt");
    assertNotNull(notes);
    ElfNote note = elf.notes(notes).getFirst();
    assertEquals("stapsdt", note.owner());
    assertEquals(3, note.type());
    assertEquals(9, note.description().u8(0));
    assertEquals(1, elf.segments().size());
    int textAt = (is64 ? 64 : 52) + (is64 ? 56 : 32);
    assertEquals(textAt + 5, elf.fileOffset(0x1005));
    assertEquals(-1, elf.fileOffset(0x1010));
    assertEquals(0, elf.dynamicSymbols().size());
    assertNull(elf.section(".data"));
  }

  private static List<Integer> bytes(byte[] bytes) {
    Integer[] out = new Integer[bytes.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = bytes[i] & 0xff;
    }
    return Arrays.asList(out);
  }

  @Test
  void everyTruncationIsAnErrorOrReads() {
    byte[] whole = sample(true, ByteOrder.LITTLE_ENDIAN);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(MalformedException.class, () -> ElfFile.parse(part), "length " + length);
    }
  }

  @Test
  void everyFlippedByteIsAnErrorOrReads() {
    byte[] whole = sample(true, ByteOrder.LITTLE_ENDIAN);
    int errors = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) 0xff;
      try {
        readAll(changed);
      } catch (MalformedException e) {
        errors++;
      }
    }
    assertTrue(errors > 50, "only " + errors + " of the changes were noticed");
  }

  private static void readAll(byte[] bytes) {
    ElfFile elf = ElfFile.parse(bytes);
    for (ElfSection section : elf.sections()) {
      elf.data(section);
      switch (section.type()) {
        case Elf.SHT_SYMTAB -> elf.symbols(section).all();
        case Elf.SHT_REL, Elf.SHT_RELA -> elf.relocations(section);
        case Elf.SHT_NOTE -> elf.notes(section);
        default -> {}
      }
    }
    elf.segments();
    elf.fileOffset(0x1000);
  }

  @Test
  void findsSymbolsOfARealExecutableOnDisk() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");
    ElfFile elf = ElfFile.open(java);
    ElfSymbol symbol = elf.dynamicSymbols().find("JNI_CreateJavaVM");
    assertNotNull(symbol);
    assertTrue(symbol.isFunction() && symbol.isInSection());
    assertTrue(elf.fileOffset(symbol.value()) > 0);
  }

  @Test
  void aFileThatShrinksIsAnError(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("a.o");
    Files.write(file, sample(true, ByteOrder.LITTLE_ENDIAN));
    ElfFile elf = ElfFile.open(file);
    Files.write(file, new byte[100]);
    ElfSection text = elf.section(".text");
    assertNotNull(text);
    assertThrows(MalformedException.class, () -> elf.data(text));
  }

  @Test
  void anIndexFromTheFileIsChecked() {
    ElfFile elf = ElfFile.parse(sample(true, ByteOrder.LITTLE_ENDIAN));
    assertThrows(MalformedException.class, () -> elf.section(6));
    assertThrows(MalformedException.class, () -> elf.section(-1));
    assertThrows(MalformedException.class, () -> elf.symbols().get(2));
    assertEquals(2, elf.symbols().size());
    assertEquals(1, elf.symbols().all().size());
    assertNull(elf.symbols().find("absent"));
    assertFalse(ElfFile.hasMagic(new byte[4]));
    assertTrue(ElfFile.hasMagic(sample(false, ByteOrder.BIG_ENDIAN)));
  }
}
