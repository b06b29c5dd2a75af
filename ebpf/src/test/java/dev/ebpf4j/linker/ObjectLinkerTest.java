package dev.ebpf4j.linker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedObjectException;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.object.Fixtures;
import dev.ebpf4j.object.GoldenObjects;
import dev.ebpf4j.object.LinkedProgram;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.object.ProgramLinker;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.object.Relocation;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectLinkerTest {
  private static byte[] link(byte[]... inputs) {
    ObjectLinker linker = new ObjectLinker(LoadLog.SILENT);
    for (int i = 0; i < inputs.length; i++) {
      linker.add(inputs[i], "input" + i + ".o");
    }
    return linker.finish();
  }

  private static byte[] linkFixtures(String... names) {
    byte[][] inputs = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      inputs[i] = Fixtures.bytes(names[i]);
    }
    return link(inputs);
  }

  private static ObjectSpec open(byte[] linked) {
    return ObjectSpec.parse(linked, "linked.o", OpenOptions.DEFAULT);
  }

  private static ElfSymbol symbol(byte[] linked, String name) {
    ElfSymbol symbol = ElfFile.parse(linked).symbols().find(name);
    assertNotNull(symbol, name);
    return symbol;
  }

  private static int dataAt(byte[] linked, ElfSymbol symbol) {
    ElfFile elf = ElfFile.parse(linked);
    return elf.data(elf.section(symbol.section())).i32(symbol.value());
  }

  @ParameterizedTest
  @CsvSource({"strong,weak", "weak,strong", "strong_be,weak_be", "weak_be,strong_be"})
  void strongDefinitionsWinInEitherOrderAndByteOrder(String first, String second) {
    byte[] linked = linkFixtures(first, second);
    assertEquals(20, dataAt(linked, symbol(linked, "level")));
    assertEquals(30, dataAt(linked, symbol(linked, "only_weak")));
    assertEquals(Elf.STB_GLOBAL, symbol(linked, "level").binding());
    ElfSymbol choose = symbol(linked, "choose");
    assertEquals(Elf.STB_GLOBAL, choose.binding());
    ElfFile elf = ElfFile.parse(linked);
    Code text = Code.of(elf.data(elf.section(choose.section())).copy(), elf.order());
    int from = (int) choose.value() / 8;
    boolean adds200 = false;
    for (int slot = from; slot < from + choose.size() / 8; slot++) {
      adds200 |= text.imm(slot) == 200;
    }
    assertTrue(adds200, "the strong function is the one that adds 200");
    requireSound(open(linked), List.of("strong_main", "weak_main"));
  }

  /// All programs link with their functions, and BTF says where each variable is.
  private static void requireSound(ObjectSpec object, List<String> names) {
    for (String name : names) {
      ProgramSpec program = object.program(name);
      assertNotNull(program, name);
      LinkedProgram linked = ProgramLinker.link(object, program, LoadLog.SILENT);
      assertEquals(linked.functions().size(), linked.functionInfo().count(), name);
      for (Relocation relocation : linked.relocations()) {
        if (relocation instanceof Relocation.MapValue value) {
          long size = object.maps().get(value.map()).valueSize();
          assertTrue(value.offset() >= 0 && value.offset() < size, relocation.toString());
        }
      }
    }
    Btf btf = object.btf();
    assertNotNull(btf);
    btf.verifyLayouts();
  }

  @Test
  void typesSayWhereVariablesEndedUp() {
    byte[] linked = linkFixtures("weak", "strong");
    Btf btf = open(linked).btf();
    assertNotNull(btf);
    int data = btf.find(BtfKind.DATASEC, ".data");
    List<String> places = new ArrayList<>();
    for (int i = 0; i < btf.vlen(data); i++) {
      String name = btf.name(btf.sectionVarType(data, i));
      places.add(name);
      if (!name.equals("mine")) {
        assertEquals(symbol(linked, name).value(), btf.sectionVarOffset(data, i), name);
      }
    }
    assertEquals(List.of("pad", "only_weak", "quiet", "mine", "level"), places);
    ElfSection section = ElfFile.parse(linked).section(".data");
    assertNotNull(section);
    assertEquals(section.size(), btf.ownSizeBytes(data));
    assertEquals(BtfType.STATIC, btf.linkage(btf.find(BtfKind.VAR, "quiet")));
    assertEquals(BtfType.GLOBAL, btf.linkage(btf.find(BtfKind.VAR, "level")));
  }

  @Test
  void theResultCanBeLinkedAgain() {
    byte[] once = linkFixtures("functions");
    byte[] twice = link(once);
    ObjectSpec first = open(once);
    ObjectSpec again = open(twice);
    assertEquals(
        first.programs().stream().map(ProgramSpec::function).toList(),
        again.programs().stream().map(ProgramSpec::function).toList());
    assertArrayEquals(link(twice), twice);
    byte[] both = link(twice, Fixtures.bytes("map_extern"));
    requireSound(open(both), List.of("first", "second", "uses_table"));
    assertThrows(MalformedObjectException.class, () -> link(once, twice));
  }

  @Test
  void mapsAreSharedByName() {
    for (String[] order :
        new String[][] {{"functions", "map_extern"}, {"map_extern", "functions"}}) {
      ObjectSpec object = open(linkFixtures(order));
      ProgramSpec program = object.program("uses_table");
      assertNotNull(program);
      MapSpec table = object.map("table");
      assertNotNull(table);
      assertEquals(
          object.maps().indexOf(table),
          ((Relocation.MapFd) program.function().relocations().getFirst()).map());
      requireSound(object, List.of("first", "second", "third", "uses_table"));
    }
  }

  @Test
  void anUnresolvedExternStaysForALaterLink() {
    byte[] half = linkFixtures("strong");
    assertTrue(symbol(half, "only_weak").isUndefined());
    byte[] whole = link(half, Fixtures.bytes("weak"));
    requireSound(open(whole), List.of("strong_main", "weak_main"));
  }

  private static String refused(String... names) {
    List<String> said = new ArrayList<>();
    LoadLog log =
        new LoadLog() {
          @Override
          public boolean wants(Level level) {
            return true;
          }

          @Override
          public void say(Level level, String message) {
            said.add(message);
          }
        };
    ObjectLinker linker = new ObjectLinker(log);
    RuntimeException e =
        assertThrows(
            RuntimeException.class,
            () -> {
              for (String name : names) {
                linker.add(Fixtures.bytes(name), name + ".bpf.o");
              }
            });
    assertTrue(e instanceof MalformedObjectException || e instanceof LoadException, e.toString());
    assertEquals(1, said.stream().filter(line -> !line.startsWith("sec ")).count());
    return String.valueOf(e.getMessage());
  }

  @Test
  void clashesNameBothFilesAndTheSymbol() {
    String type = refused("weak", "clash_type");
    assertTrue(type.contains("'level'"), type);
    assertTrue(type.contains("weak.bpf.o") && type.contains("clash_type.bpf.o"), type);
    String map = refused("functions", "map_extern_other");
    assertTrue(map.contains("'table'") && map.contains("'max_entries': 4 and 5"), map);
    String twice = refused("strong", "strong");
    assertTrue(twice.contains("conflicting non-weak symbol") && twice.contains("choose"), twice);
    String license = refused("weak", "clash_license");
    assertTrue(license.contains("non-identical contents of section 'license'"), license);
    String order = refused("weak", "strong_be");
    assertTrue(order.contains("byte order mismatch with ELF file strong_be.bpf.o"), order);
  }

  @Test
  void linesAndRelocationsFollowTheirInstructions() {
    byte[] linked = link(GoldenObjects.bytes("core.bpf.o"), GoldenObjects.bytes("iter_task.bpf.o"));
    ObjectSpec before = GoldenObjects.open("core.bpf.o");
    ObjectSpec after = open(linked);
    for (ProgramSpec program : before.programs()) {
      ProgramSpec same = after.program(program.name());
      assertNotNull(same);
      for (int slot = 0; slot < program.function().code().slots(); slot++) {
        String one = withoutIds(before.describeCore(program.function(), slot));
        String other = withoutIds(after.describeCore(same.function(), slot));
        assertEquals(one, other, program.name() + " slot " + slot);
      }
    }
  }

  private static String withoutIds(String description) {
    return description == null ? "" : description.replaceAll("\\[[0-9]+] ", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arena",
        "attach",
        "bad",
        "badmany",
        "barrier",
        "code",
        "core",
        "getpid",
        "iter_map",
        "iter_task",
        "link_a",
        "maps",
        "pin",
        "sops",
        "types",
        "types_be",
        "xdp8080"
      })
  void everyRecordedObjectReadsTheSameWhenLinkedAlone(String name) {
    ObjectSpec before = GoldenObjects.open(name + ".bpf.o");
    byte[] linked = link(GoldenObjects.bytes(name + ".bpf.o"));
    ObjectSpec after = open(linked);
    assertEquals(
        before.programs().stream().map(p -> p.name() + p.function().code()).toList(),
        after.programs().stream().map(p -> p.name() + p.function().code()).toList());
    assertEquals(
        before.maps().stream().map(ObjectLinkerTest::text).toList(),
        after.maps().stream().map(ObjectLinkerTest::text).toList());
    assertEquals(before.license(), after.license());
    assertEquals(before.order(), after.order());
    Btf btf = after.btf();
    assertNotNull(btf);
    btf.verifyLayouts();
  }

  private static String text(MapSpec map) {
    return map.dataSection().isEmpty()
        ? map + " " + map.keySize() + " " + map.valueSize() + " " + map.flags() + map.slots()
        : map.dataSection() + " " + map.valueSize() + " " + map.flags();
  }

  /// Uninitialized variables of `-fcommon` ask for room: the largest size and alignment count, and
  /// what one input initializes is that.
  @ParameterizedTest
  @CsvSource({"common,common_second", "common_second,common"})
  void commonSymbolsShareTheirRoom(String first, String second) {
    byte[] linked = linkFixtures(first, second);
    assertEquals(5, dataAt(linked, symbol(linked, "initialized")));
    assertEquals(32, symbol(linked, "wide").size());
    ElfFile elf = ElfFile.parse(linked);
    ElfSection bss = elf.section(".bss");
    assertNotNull(bss);
    assertEquals(Elf.SHT_NOBITS, bss.type());
    ObjectSpec object = open(linked);
    requireSound(object, List.of("first", "second"));
    Btf btf = object.btf();
    assertNotNull(btf);
    int datasec = btf.find(BtfKind.DATASEC, ".bss");
    long end = 0;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < btf.vlen(datasec); i++) {
      int variable = btf.sectionVarType(datasec, i);
      ElfSymbol symbol = symbol(linked, btf.name(variable));
      names.add(symbol.name());
      assertEquals(bss.index(), symbol.section());
      assertEquals(symbol.value(), btf.sectionVarOffset(datasec, i), symbol.name());
      assertEquals(symbol.size(), btf.sectionVarSizeBytes(datasec, i), symbol.name());
      assertEquals(symbol.size(), btf.sizeBytes(btf.target(variable)), symbol.name());
      assertTrue(symbol.value() >= end, symbol.name());
      end = symbol.value() + symbol.size();
    }
    names.sort(null);
    assertEquals(List.of("only_first", "shared", "typed", "wide"), names);
    assertEquals(bss.size(), end);
    int typed = btf.target(btf.find(BtfKind.VAR, "typed"));
    assertEquals("pair", btf.name(typed), "its type is the one that a declaration gives");
    byte[] again = link(linked);
    assertEquals(symbol(linked, "wide").value(), symbol(again, "wide").value());
    assertArrayEquals(again, link(again), "nothing is left to share");
  }

  @ParameterizedTest
  @CsvSource({"common,common_other", "common_other,common"})
  void aCommonSymbolOfAnotherSizeIsAClash(String first, String second) {
    MalformedObjectException clash =
        assertThrows(MalformedObjectException.class, () -> linkFixtures(first, second));
    assertTrue(clash.getMessage().contains("'shared'"), clash.getMessage());
    assertTrue(clash.getMessage().contains("input0.o"), clash.getMessage());
    assertTrue(clash.getMessage().contains("input1.o"), clash.getMessage());
  }

  @Test
  void nothingToLinkIsAMistakeOfTheCaller() {
    assertThrows(IllegalStateException.class, () -> new ObjectLinker(LoadLog.SILENT).finish());
    assertEquals(ByteOrder.BIG_ENDIAN, ElfFile.parse(linkFixtures("weak_be")).order());
  }

  @Test
  void everyFlippedByteLinksOrIsRefused() {
    byte[] whole = Fixtures.bytes("strong");
    int refused = 0;
    for (int at = 0; at < whole.length; at += 3) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) 0x41;
      try {
        link(changed, Fixtures.bytes("weak"));
      } catch (BpfException e) {
        refused++;
      }
    }
    assertTrue(refused > 100, "only " + refused + " changes were noticed");
  }
}
