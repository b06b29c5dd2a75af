package dev.ebpf4j.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.elf.Elf;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedObjectException;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.CodeEditor;
import dev.ebpf4j.insn.Opcode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What is wrong with an object is said in libbpf's words and with its number.
class ObjectRefusalsTest {
  private static final Code EXIT =
      new CodeEditor(ByteOrder.LITTLE_ENDIAN)
          .append(Opcode.ALU64 | Opcode.MOV, 0, 0, 0, 0)
          .append(Opcode.EXIT_INSN, 0, 0, 0, 0)
          .code();
  private static final Code WIDE =
      new CodeEditor(ByteOrder.LITTLE_ENDIAN)
          .append(Opcode.LD_IMM64, 1, 0, 0, 0)
          .append(0, 0, 0, 0, 0)
          .append(EXIT)
          .code();
  private static final Code CALL =
      new CodeEditor(ByteOrder.LITTLE_ENDIAN)
          .append(Opcode.CALL_IMM, 0, Opcode.PSEUDO_CALL, 0, -1)
          .append(EXIT)
          .code();

  private record Case(int errno, String message, Consumer<TestObject> make) {}

  private static DynamicTest test(Case row, boolean relaxed) {
    return dynamicTest(
        row.message(),
        () -> {
          TestObject object = new TestObject();
          row.make().accept(object);
          byte[] bytes = object.build();
          GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.WARN);
          OpenOptions options = OpenOptions.DEFAULT.withLog(heard).withRelaxedMaps(relaxed);
          BpfException e =
              assertThrows(
                  BpfException.class, () -> ObjectSpec.parse(bytes, "t.o", options).programs());
          assertEquals(List.of(row.message()), heard.messages());
          assertEquals(
              row.errno(),
              switch (e) {
                case LoadException load -> load.errno();
                case MalformedObjectException malformed -> malformed.errno();
                default -> -1;
              });
        });
  }

  private static List<DynamicTest> tests(List<Case> rows) {
    List<DynamicTest> out = new ArrayList<>();
    for (Case row : rows) {
      out.add(test(row, false));
    }
    return out;
  }

  @TestFactory
  List<DynamicTest> sectionsAndFunctions() {
    return tests(
        List.of(
            new Case(
                4001,
                "elf: couldn't find symbol table in t.o, stripped object file?",
                o -> o.symbolTables(0)),
            new Case(4001, "elf: multiple symbol tables in t.o", o -> o.symbolTables(2)),
            new Case(
                95,
                "elf: legacy map definitions in 'maps' section are not supported by libbpf v1.0+",
                o -> o.data("maps", 20)),
            new Case(4001, "invalid kver section in t.o", o -> o.data("version", 3)),
            new Case(
                4001,
                "sec 'xdp': program at offset 8 crosses section boundary",
                o -> o.function("p", o.code("xdp", EXIT), 8, 16)),
            new Case(
                22,
                "sec 'xdp': corrupted program 'p', offset 0, size 0",
                o -> o.function("p", o.code("xdp", EXIT), 0, 0)),
            new Case(
                22,
                "sec 'xdp': corrupted program 'p', offset 4, size 8",
                o -> o.function("p", o.code("xdp", EXIT), 4, 8)),
            new Case(
                95,
                "sec 'xdp': program 'p' is static and not supported",
                o -> o.symbol("p", o.code("xdp", EXIT), Elf.STT_FUNC, Elf.STB_LOCAL, 0, 16)),
            new Case(
                2,
                "BTF is required, but is missing or corrupted.",
                o -> o.symbol("x", 0, Elf.STT_NOTYPE, Elf.STB_GLOBAL, 0, 0)),
            new Case(
                2,
                "failed to find BTF for extern 'x': -2",
                o -> {
                  o.types().add(BtfType.Int.of("int", 4, true));
                  o.symbol("x", 0, Elf.STT_NOTYPE, Elf.STB_GLOBAL, 0, 0);
                })));
  }

  private static int program(TestObject o, Code code) {
    int section = o.code("socket", code);
    o.function("p", section, 0, code.slots() * 8L);
    return section;
  }

  @TestFactory
  List<DynamicTest> relocations() {
    return tests(
        List.of(
            new Case(
                4001,
                "sec '.relsocket': symbol #99 not found for relo #0",
                o -> o.relocation(".relsocket", program(o, WIDE), 0, 99, 1)),
            new Case(
                4001,
                "sec '.relsocket': invalid offset 0x4 for relo #0",
                o -> o.relocation(".relsocket", program(o, WIDE), 4, 1, 1)),
            new Case(
                4001,
                "sec '.relsocket': invalid offset 0x400 for relo #0",
                o -> o.relocation(".relsocket", program(o, WIDE), 0x400, 1, 1)),
            new Case(
                4001,
                "sec '.relsocket': corrupted symbol #2 pointing to invalid section #65522 for relo"
                    + " #0",
                o -> {
                  int code = program(o, WIDE);
                  int common = o.symbol("c", Elf.SHN_COMMON, Elf.STT_OBJECT, Elf.STB_GLOBAL, 4, 4);
                  o.relocation(".relsocket", code, 0, common, 1);
                }),
            new Case(
                4005,
                "prog 'p': invalid relo against 'p' for insns[0].code 0xb7",
                o -> o.relocation(".relsocket", program(o, EXIT), 0, 1, 1)),
            new Case(
                4005,
                "prog 'p': bad call relo against 'd' in section '.data'",
                o -> {
                  int code = program(o, CALL);
                  int data = o.data(".data", 8);
                  int d = o.symbol("d", data, Elf.STT_OBJECT, Elf.STB_GLOBAL, 0, 8);
                  o.relocation(".relsocket", code, 0, d, 10);
                }),
            new Case(
                4005,
                "prog 'p': bad call relo against 'f' at offset 4",
                o -> {
                  int code = program(o, CALL);
                  int text = o.code(".text", EXIT);
                  int f = o.symbol("f", text, Elf.STT_NOTYPE, Elf.STB_GLOBAL, 4, 0);
                  o.relocation(".relsocket", code, 0, f, 10);
                }),
            new Case(
                4005,
                "prog 'p': incorrect bpf_call opcode",
                o -> {
                  Code helper =
                      new CodeEditor(ByteOrder.LITTLE_ENDIAN)
                          .append(Opcode.CALL_IMM, 0, 0, 0, 1)
                          .append(EXIT)
                          .code();
                  o.relocation(".relsocket", program(o, helper), 0, 1, 10);
                }),
            new Case(
                4005,
                "prog 'p': bad subprog addr relo against 'g' at offset 4+0",
                o -> {
                  int code = program(o, WIDE);
                  int text = o.code(".text", EXIT);
                  int g = o.symbol("g", text, Elf.STT_SECTION, Elf.STB_LOCAL, 4, 0);
                  o.relocation(".relsocket", code, 0, g, 1);
                }),
            new Case(
                4005,
                "prog 'p': bad map relo against 'license' in section 'license'",
                o -> {
                  int code = program(o, WIDE);
                  int data = o.section("license", Elf.SHT_PROGBITS, 3, (byte) 'G', (byte) 0);
                  int s = o.symbol("", data, Elf.STT_SECTION, Elf.STB_LOCAL, 0, 0);
                  o.relocation(".relsocket", code, 0, s, 1);
                }),
            new Case(
                4005,
                "prog 'p': invalid relo against 'nowhere' in special section 0x0; forgot to"
                    + " initialize global var?..",
                o -> {
                  int code = program(o, WIDE);
                  int s = o.symbol("nowhere", 0, Elf.STT_NOTYPE, Elf.STB_LOCAL, 0, 0);
                  o.relocation(".relsocket", code, 0, s, 1);
                })));
  }

  // ---- maps ------------------------------------------------------------------------------------

  /// A number in a map definition: a pointer to an array of that length.
  private static Member number(TestObject o, String name, int value) {
    BtfBuilder types = o.types();
    int integer = types.add(BtfType.Int.of("int", 4, true));
    int array = types.add(new BtfType.Array(integer, integer, value));
    return Member.at(name, types.add(new BtfType.Ptr(array)), 0);
  }

  private static Member pointer(TestObject o, String name, BtfType to) {
    int target = o.types().add(to);
    return Member.at(name, o.types().add(new BtfType.Ptr(target)), 0);
  }

  private static Member values(TestObject o, int target, long length) {
    int pointer = o.types().add(new BtfType.Ptr(target));
    return Member.at("values", o.types().add(new BtfType.Array(pointer, pointer, length)), 0);
  }

  private static int struct(TestObject o, Member... members) {
    return o.types().add(BtfType.Struct.of("", 32, List.of(members)));
  }

  @TestFactory
  List<DynamicTest> mapDefinitions() {
    return tests(
        List.of(
            new Case(22, "map 'm': map type isn't specified.", o -> o.map()),
            new Case(22, "map 'm': invalid field #0.", o -> o.map(number(o, "", 1))),
            new Case(95, "map 'm': unknown field 'colour'.", o -> o.map(number(o, "colour", 1))),
            new Case(
                22,
                "map 'm': conflicting key size 4 != 8.",
                o -> o.map(number(o, "key_size", 4), number(o, "key_size", 8))),
            new Case(
                22,
                "map 'm': conflicting value size 8 != 4.",
                o ->
                    o.map(
                        number(o, "value_size", 8),
                        pointer(o, "value", BtfType.Int.of("int", 4, true)))),
            new Case(
                22,
                "map 'm': key spec is not PTR: int.",
                o -> o.map(Member.at("key", o.types().add(BtfType.Int.of("int", 4, true)), 0))),
            new Case(
                22,
                "map 'm': can't determine value size for type [1]: -22.",
                o -> o.map(pointer(o, "value", new BtfType.Fwd("unknown", false)))),
            new Case(
                22,
                "map 'm': attr 'type': expected PTR, got int.",
                o -> o.map(Member.at("type", o.types().add(BtfType.Int.of("int", 4, true)), 0))),
            new Case(
                22,
                "map 'm': attr 'type': expected ARRAY, got int.",
                o -> o.map(pointer(o, "type", BtfType.Int.of("int", 4, true)))),
            new Case(22, "map 'm': invalid pinning value 2.", o -> o.map(number(o, "pinning", 2))),
            new Case(
                22,
                "map 'm': attr 'map_extra': expected ENUM or ENUM64, got int.",
                o ->
                    o.map(
                        Member.at("map_extra", o.types().add(BtfType.Int.of("int", 4, true)), 0))),
            new Case(
                22,
                "map 'm': attr 'map_extra': invalid __ulong",
                o ->
                    o.map(
                        Member.at(
                            "map_extra",
                            o.types().add(new BtfType.Enum("", 4, false, List.of())),
                            0))),
            new Case(
                95,
                "map 'm': should be map-in-map or prog-array.",
                o -> o.map(number(o, "type", MapType.HASH), values(o, struct(o), 0))),
            new Case(
                22,
                "map 'm': 'values' member should be last.",
                o ->
                    o.map(
                        number(o, "type", MapType.ARRAY_OF_MAPS),
                        values(o, struct(o), 0),
                        number(o, "max_entries", 1))),
            new Case(
                22,
                "map 'm': map-in-map inner spec is not a zero-sized array.",
                o -> o.map(number(o, "type", MapType.ARRAY_OF_MAPS), values(o, struct(o), 3))),
            new Case(
                22,
                "map 'm': conflicting value size 8 != 4.",
                o ->
                    o.map(
                        number(o, "type", MapType.ARRAY_OF_MAPS),
                        number(o, "value_size", 8),
                        values(o, struct(o), 0))),
            new Case(
                22,
                "map 'm': prog-array value def is of unexpected kind struct.",
                o -> o.map(number(o, "type", MapType.PROG_ARRAY), values(o, struct(o), 0))),
            new Case(
                22,
                "map 'm': map-in-map inner def is of unexpected kind int.",
                o ->
                    o.map(
                        number(o, "type", MapType.HASH_OF_MAPS),
                        values(o, o.types().add(BtfType.Int.of("int", 4, true)), 0))),
            new Case(
                22,
                "map 'm.inner': inner def can't be pinned.",
                o ->
                    o.map(
                        number(o, "type", MapType.HASH_OF_MAPS),
                        values(o, struct(o, number(o, "pinning", 1)), 0))),
            new Case(
                95,
                "map 'm.inner': multi-level inner maps not supported.",
                o ->
                    o.map(
                        number(o, "type", MapType.HASH_OF_MAPS),
                        values(
                            o,
                            struct(
                                o,
                                number(o, "type", MapType.HASH_OF_MAPS),
                                values(o, struct(o), 0)),
                            0)))));
  }

  private static void mapVariable(TestObject o, BtfType.Var variable, long offset, long size) {
    int section = o.data(".maps", 32);
    o.symbol("m", section, Elf.STT_OBJECT, Elf.STB_GLOBAL, 0, 32);
    int id = o.types().add(variable);
    o.types()
        .add(new BtfType.Datasec(".maps", 32, List.of(new BtfType.SectionVar(id, offset, size))));
  }

  @TestFactory
  List<DynamicTest> mapVariables() {
    return tests(
        List.of(
            new Case(
                2,
                "DATASEC '.maps' not found.",
                o -> {
                  o.data(".maps", 8);
                  o.types().add(BtfType.Int.of("int", 4, true));
                }),
            new Case(
                22,
                "map #0: empty name.",
                o -> mapVariable(o, new BtfType.Var("", struct(o), BtfType.GLOBAL), 0, 32)),
            new Case(
                22,
                "map 'm' BTF data is corrupted.",
                o -> mapVariable(o, new BtfType.Var("m", struct(o), BtfType.GLOBAL), 8, 32)),
            new Case(
                95,
                "map 'm': unsupported map linkage static.",
                o -> mapVariable(o, new BtfType.Var("m", struct(o), BtfType.STATIC), 0, 32)),
            new Case(
                22,
                "map 'm': unexpected def kind int.",
                o -> {
                  int integer = o.types().add(BtfType.Int.of("int", 4, true));
                  mapVariable(o, new BtfType.Var("m", integer, BtfType.GLOBAL), 0, 32);
                }),
            new Case(
                22,
                "map 'm': invalid def size.",
                o -> mapVariable(o, new BtfType.Var("m", struct(o), BtfType.GLOBAL), 0, 8)),
            new Case(
                2,
                "elf: sec '.addr_space.1': to use global __arena variables the ARENA map should be"
                    + " explicitly declared in SEC(\".maps\")",
                o -> {
                  o.data(".addr_space.1", 8);
                  o.map(number(o, "type", MapType.HASH));
                })));
  }

  @Test
  void relaxedReadingPassesOverUnknownMembers() {
    TestObject object = new TestObject();
    object.map(number(object, "type", MapType.HASH), number(object, "colour", 3));
    ObjectSpec spec =
        ObjectSpec.parse(object.build(), "t.o", OpenOptions.DEFAULT.withRelaxedMaps(true));
    MapSpec map = spec.map("m");
    assertNotNull(map);
    assertEquals(MapType.HASH, map.type());
  }

  @Test
  void everythingADefinitionCanSayIsRead() {
    TestObject object = new TestObject();
    int address =
        object
            .types()
            .add(new BtfType.Enum64("", 8, false, List.of(new BtfType.Enumerator("a", 1L << 40))));
    object.map(
        number(object, "type", MapType.ARRAY_OF_MAPS),
        number(object, "max_entries", 7),
        number(object, "map_flags", 3),
        number(object, "numa_node", 1),
        number(object, "key_size", 4),
        number(object, "pinning", 1),
        Member.at("map_extra", address, 0),
        values(
            object,
            struct(
                object,
                number(object, "type", MapType.HASH),
                number(object, "key_size", 8),
                number(object, "value_size", 16)),
            0));
    GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.DEBUG);
    ObjectSpec spec =
        ObjectSpec.parse(
            object.build(), "dir/name.with.dots.o", OpenOptions.DEFAULT.withLog(heard));
    MapSpec map = spec.map("m");
    assertNotNull(map);
    assertEquals("name", spec.name());
    assertEquals(7, map.maxEntries());
    assertEquals(3, map.flags());
    assertEquals(1, map.numaNode());
    assertEquals(1L << 40, map.mapExtra());
    assertEquals(MapSpec.Pinning.BY_NAME, map.pinning());
    MapSpec inner = map.inner();
    assertNotNull(inner);
    assertEquals(16, inner.valueSize());
    assertTrue(heard.messages().contains("map 'm': found map_extra = 0x10000000000."));
    assertTrue(heard.messages().contains("map 'm': found inner map definition."));
    assertTrue(heard.messages().contains("map 'm.inner': found key_size = 8."));
  }

  // ---- slots and struct_ops --------------------------------------------------------------------

  @TestFactory
  List<DynamicTest> slots() {
    return tests(
        List.of(
            new Case(
                4001,
                ".maps relo #0: symbol 63 not found",
                o -> {
                  o.map(number(o, "type", MapType.PROG_ARRAY));
                  o.relocation(".rel.maps", 2, 0, 99, 2);
                }),
            new Case(
                22,
                ".maps relo #0: cannot find map 'm' at rel->r_offset 64",
                o -> {
                  o.map(number(o, "type", MapType.PROG_ARRAY));
                  o.relocation(".rel.maps", 2, 64, 1, 2);
                }),
            new Case(
                22,
                ".maps relo #0: map 'm' has no slots",
                o -> {
                  o.map(number(o, "type", MapType.HASH));
                  o.relocation(".rel.maps", 2, 0, 1, 2);
                }),
            new Case(
                3,
                ".maps relo #0: 'm' isn't a valid program reference",
                o -> {
                  o.map(number(o, "type", MapType.PROG_ARRAY));
                  o.relocation(".rel.maps", 2, 0, 1, 2);
                }),
            new Case(
                22,
                ".maps relo #0: hash-of-maps 'm' should have key size 4.",
                o -> {
                  o.map(number(o, "type", MapType.HASH_OF_MAPS), number(o, "key_size", 8));
                  o.relocation(".rel.maps", 2, 0, 1, 2);
                }),
            new Case(
                4005,
                ".maps relo #0: 'd' isn't a BTF-defined map",
                o -> {
                  o.map(number(o, "type", MapType.ARRAY_OF_MAPS));
                  int data = o.data(".data", 8);
                  int d = o.symbol("d", data, Elf.STT_OBJECT, Elf.STB_GLOBAL, 0, 8);
                  o.relocation(".rel.maps", 2, 0, d, 2);
                }),
            new Case(
                22,
                "map 'm': elements without member 'values'",
                o -> {
                  o.map(number(o, "type", MapType.ARRAY_OF_MAPS));
                  o.relocation(".rel.maps", 2, 0, 1, 2);
                }),
            new Case(
                22,
                "map 'm': no element at offset 4 of its definition",
                o -> {
                  o.map(
                      number(o, "type", MapType.ARRAY_OF_MAPS),
                      values(o, struct(o, number(o, "type", MapType.HASH)), 0));
                  o.relocation(".rel.maps", 2, 4, 1, 2);
                })));
  }

  /// A struct_ops variable `ops` with a function pointer and a number.
  private static int structOps(TestObject o, String typeName, int size) {
    int section = o.data(".struct_ops", size);
    BtfBuilder types = o.types();
    int integer = types.add(BtfType.Int.of("int", 4, true));
    int prototype = types.add(new BtfType.FuncProto(integer, List.of()));
    int pointer = types.add(new BtfType.Ptr(prototype));
    int struct =
        types.add(
            BtfType.Struct.of(
                typeName, 16, List.of(Member.at("call", pointer, 0), Member.at("n", integer, 8))));
    int variable = types.add(new BtfType.Var("ops", struct, BtfType.GLOBAL));
    types.add(
        new BtfType.Datasec(".struct_ops", size, List.of(new BtfType.SectionVar(variable, 0, 16))));
    o.symbol("ops", section, Elf.STT_OBJECT, Elf.STB_GLOBAL, 0, 16);
    return section;
  }

  private static final String WHERE = "struct_ops reloc ops: ";

  @TestFactory
  List<DynamicTest> structOps() {
    return tests(
        List.of(
            new Case(
                22,
                "struct_ops init: DATASEC .struct_ops not found",
                o -> {
                  o.data(".struct_ops", 8);
                  o.types().add(BtfType.Int.of("int", 4, true));
                }),
            new Case(
                95, "struct_ops init: anonymous type is not supported", o -> structOps(o, "", 16)),
            new Case(
                22,
                "struct_ops init: var ops is beyond the end of DATASEC .struct_ops",
                o -> structOps(o, "ops_t", 8)),
            new Case(
                4001,
                "struct_ops reloc: symbol 63 not found",
                o -> o.relocation(".rel.struct_ops", structOps(o, "ops_t", 16), 0, 99, 2)),
            new Case(
                22,
                "struct_ops reloc: cannot find map at rel->r_offset 16",
                o -> o.relocation(".rel.struct_ops", structOps(o, "ops_t", 16), 16, 1, 2)),
            new Case(
                22,
                WHERE + "cannot find member at moff 4",
                o -> o.relocation(".rel.struct_ops", structOps(o, "ops_t", 16), 4, 1, 2)),
            new Case(
                22,
                WHERE + "cannot relocate non func ptr n",
                o -> o.relocation(".rel.struct_ops", structOps(o, "ops_t", 16), 8, 1, 2)),
            new Case(
                22,
                WHERE + "cannot find prog at shdr_idx 2 to relocate func ptr call",
                o -> o.relocation(".rel.struct_ops", structOps(o, "ops_t", 16), 0, 1, 2)),
            new Case(
                22,
                WHERE + "prog p is not struct_ops BPF program",
                o -> {
                  int ops = structOps(o, "ops_t", 16);
                  int code = o.code("xdp", EXIT);
                  int p = o.function("p", code, 0, 16);
                  o.relocation(".rel.struct_ops", ops, 0, p, 2);
                })));
  }

  @Test
  void whatIsNotNeededIsSkippedWithAWord() {
    TestObject object = new TestObject();
    int other = object.data("something", 8);
    object.section("empty", Elf.SHT_PROGBITS, 0);
    object.section("notes", Elf.SHT_NOTE, 0, new byte[4]);
    object.relocation(".relsomething", other, 0, 0, 2);
    GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.INFO);
    ObjectSpec.parse(object.build(), "t.o", OpenOptions.DEFAULT.withLog(heard));
    assertEquals(
        List.of(
            "elf: skipping unrecognized data section(2) something",
            "elf: skipping section(3) empty (size 0)",
            "elf: skipping section(4) notes (size 4)",
            "elf: skipping relo section(6) .relsomething for section(2) something"),
        heard.messages());
  }

  @Test
  void aCallToNoFunctionIsRefusedWhenLinked() {
    TestObject object = new TestObject();
    int code = program(object, CALL);
    int text = object.code(".text", EXIT);
    int t = object.symbol("", text, Elf.STT_SECTION, Elf.STB_LOCAL, 0, 0);
    object.relocation(".relsocket", code, 0, t, 10);
    ObjectSpec spec = ObjectSpec.parse(object.build(), "t.o", OpenOptions.DEFAULT);
    GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.WARN);
    ProgramSpec program = spec.programs().getFirst();
    assertThrows(MalformedObjectException.class, () -> ProgramLinker.link(spec, program, heard));
    assertEquals(
        List.of(
            "prog 'p': no .text section found yet sub-program call exists",
            "prog 'p': failed to relocate calls: -4005"),
        heard.messages());
  }

  @Test
  void damagedTypesAreSaidAndDoneWithoutIfNobodyNeedsThem() {
    TestObject object = new TestObject();
    program(object, EXIT);
    object.section(".BTF", Elf.SHT_PROGBITS, 0, new byte[30]);
    GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.WARN);
    ObjectSpec spec = ObjectSpec.parse(object.build(), "t.o", OpenOptions.DEFAULT.withLog(heard));
    assertEquals(null, spec.btf());
    assertEquals(1, spec.programs().size());
    assertTrue(
        heard.messages().getFirst().startsWith("Error loading ELF section .BTF: "),
        heard.messages().toString());
  }
}
