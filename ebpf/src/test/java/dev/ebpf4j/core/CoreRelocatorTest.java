package dev.ebpf4j.core;

import static dev.ebpf4j.core.CoreKind.ENUMVAL_EXISTS;
import static dev.ebpf4j.core.CoreKind.ENUMVAL_VALUE;
import static dev.ebpf4j.core.CoreKind.FIELD_BYTE_OFFSET;
import static dev.ebpf4j.core.CoreKind.FIELD_BYTE_SIZE;
import static dev.ebpf4j.core.CoreKind.FIELD_EXISTS;
import static dev.ebpf4j.core.CoreKind.FIELD_LSHIFT_U64;
import static dev.ebpf4j.core.CoreKind.FIELD_RSHIFT_U64;
import static dev.ebpf4j.core.CoreKind.FIELD_SIGNED;
import static dev.ebpf4j.core.CoreKind.TYPE_EXISTS;
import static dev.ebpf4j.core.CoreKind.TYPE_ID_LOCAL;
import static dev.ebpf4j.core.CoreKind.TYPE_ID_TARGET;
import static dev.ebpf4j.core.CoreKind.TYPE_MATCHES;
import static dev.ebpf4j.core.CoreKind.TYPE_SIZE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Enumerator;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.CodeEditor;
import dev.ebpf4j.insn.Opcode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CoreRelocatorTest {
  /// Types under construction, with the few that every case needs.
  private static final class Types {
    final BtfBuilder builder;
    final int s32;
    final int u32;
    final int u64;
    final int character;

    Types(ByteOrder order) {
      builder = new BtfBuilder(null, order);
      s32 = builder.add(BtfType.Int.of("int", 4, true));
      u32 = builder.add(BtfType.Int.of("unsigned int", 4, false));
      u64 = builder.add(BtfType.Int.of("unsigned long", 8, false));
      character = builder.add(BtfType.Int.of("char", 1, true));
    }

    Types() {
      this(ByteOrder.LITTLE_ENDIAN);
    }

    int struct(String name, int size, Member... members) {
      return builder.add(BtfType.Struct.of(name, size, List.of(members)));
    }

    int union(String name, int size, Member... members) {
      return builder.add(BtfType.Union.of(name, size, List.of(members)));
    }

    int array(int element, long length) {
      return builder.add(new BtfType.Array(element, u32, length));
    }

    int pointer(int to) {
      return builder.add(new BtfType.Ptr(to));
    }

    int enumeration(String name, boolean signed, Enumerator... values) {
      return builder.add(new BtfType.Enum(name, 4, signed, List.of(values)));
    }

    int access(String path) {
      return builder.string(path);
    }
  }

  private static Member field(String name, int type, int byteOffset) {
    return Member.at(name, type, byteOffset);
  }

  private static Member bits(String name, int type, int bitOffset, int size) {
    return new Member(name, type, bitOffset, size);
  }

  private static CoreResult resolve(
      Types local, int root, String access, CoreKind kind, Types target) {
    int path = local.access(access);
    Btf types = local.builder.build();
    CoreRelocator relocator =
        new CoreRelocator(types, CoreTarget.of(target.builder.build()), LoadLog.SILENT);
    return relocator.resolve("p", 0, new BtfExt.CoreRelo(0, root, path, kind.number()));
  }

  private record Row(String name, CoreKind kind, String access, long old, long now) {}

  @TestFactory
  List<DynamicTest> fieldsMove() {
    List<Row> rows =
        List.of(
            new Row("offset of a field", FIELD_BYTE_OFFSET, "0:1", 4, 16),
            new Row(
                "offset in an array of roots", FIELD_BYTE_OFFSET, "2:1", 4 + 2 * 56, 16 + 2 * 64),
            new Row("size of a field", FIELD_BYTE_SIZE, "0:2", 16, 32),
            new Row("a field exists", FIELD_EXISTS, "0:1", 1, 1),
            new Row("a field does not", FIELD_EXISTS, "0:8", 1, 0),
            new Row("sign of a signed field", FIELD_SIGNED, "0:0", 1, 1),
            new Row("sign of an unsigned field", FIELD_SIGNED, "0:1", 0, 0),
            new Row("element of an array", FIELD_BYTE_OFFSET, "0:2:3", 11, 27),
            new Row("through members without a name", FIELD_BYTE_OFFSET, "0:3:0:1", 28, 60),
            new Row("left shift of a plain field", FIELD_LSHIFT_U64, "0:0", 32, 32),
            new Row("right shift of a plain field", FIELD_RSHIFT_U64, "0:0", 32, 32),
            new Row("bytes of a bit-field", FIELD_BYTE_OFFSET, "0:4", 32, 8),
            new Row("width of a bit-field", FIELD_BYTE_SIZE, "0:4", 4, 4),
            new Row("left shift of a bit-field", FIELD_LSHIFT_U64, "0:4", 59, 55),
            new Row("right shift of a bit-field", FIELD_RSHIFT_U64, "0:4", 61, 60),
            new Row("bit-field sign", FIELD_SIGNED, "0:4", 0, 0),
            new Row("bit-field across units", FIELD_BYTE_SIZE, "0:5", 4, 8),
            new Row("flexible array", FIELD_BYTE_OFFSET, "0:9:5", 56 + 20, 64 + 20));
    List<DynamicTest> tests = new ArrayList<>();
    for (Row row : rows) {
      tests.add(
          dynamicTest(
              row.name(),
              () -> {
                Types local = new Types();
                int inner = local.union("", 8, field("x", local.s32, 0), field("y", local.s32, 4));
                int unnamed = local.struct("", 8, field("", inner, 0));
                int root =
                    local.struct(
                        "thing___mine",
                        56,
                        field("a", local.s32, 0),
                        field("b", local.u32, 4),
                        field("c", local.array(local.character, 16), 8),
                        field("", unnamed, 24),
                        bits("f", local.u32, 32 * 8 + 2, 3),
                        bits("g", local.u32, 36 * 8, 20),
                        field("pad", local.u64, 40),
                        field("pad2", local.s32, 48),
                        field("gone", local.s32, 52),
                        field("flex", local.array(local.s32, 0), 56));
                check(row, resolve(local, root, row.access(), row.kind(), kernelThing()));
              }));
    }
    return tests;
  }

  private static void check(Row row, CoreResult result) {
    assertEquals(row.old(), result.oldValue(), "by the object's types");
    assertEquals(row.now(), result.newValue(), "by the kernel's types");
    assertEquals(false, result.poisoned());
  }

  private static Types kernelThing() {
    Types target = new Types();
    int inner = target.struct("", 8, field("z", target.s32, 0), field("y", target.s32, 4));
    int flexible = target.array(target.s32, 0);
    target.struct(
        "thing",
        64,
        field("a", target.s32, 0),
        bits("g", target.u32, 8 * 8 + 60 - 32, 20),
        bits("f", target.u32, 8 * 8 + 5, 4),
        field("b", target.u32, 16),
        field("c", target.array(target.character, 32), 24),
        field("", inner, 56),
        field("flex", flexible, 64));
    return target;
  }

  @Test
  void shiftsFollowTheByteOrder() {
    Types local = new Types(ByteOrder.BIG_ENDIAN);
    int root = local.struct("t", 4, bits("f", local.u32, 3, 5));
    Types target = new Types(ByteOrder.BIG_ENDIAN);
    target.struct("t", 8, bits("f", target.u32, 32 + 6, 7));
    CoreResult left = resolve(local, root, "0:0", FIELD_LSHIFT_U64, target);
    assertEquals(32 + 3, left.oldValue());
    assertEquals(32 + 6, left.newValue());
    CoreResult right = resolve(local, root, "0:0", FIELD_RSHIFT_U64, target);
    assertEquals(64 - 7, right.newValue());
  }

  @Test
  void aBitfieldTooWideForOneLoadIsAnError() {
    Types local = new Types();
    int root = local.struct("t", 16, bits("f", local.u64, 0, 60));
    Types target = new Types();
    target.struct("t", 16, bits("f", target.u64, 8, 60));
    assertThrows(LoadException.class, () -> resolve(local, root, "0:0", FIELD_BYTE_OFFSET, target));
  }

  @Test
  void typesAreFoundMeasuredAndNumbered() {
    Types local = new Types();
    int root = local.struct("t___v2", 4, field("a", local.s32, 0));
    int absent = local.struct("absent", 4, field("a", local.s32, 0));
    Types target = new Types();
    int there = target.struct("t", 24, field("b", target.s32, 0));
    assertEquals(1, resolve(local, root, "0", TYPE_EXISTS, target).newValue());
    assertEquals(0, resolve(local, absent, "0", TYPE_EXISTS, target).newValue());
    assertEquals(24, resolve(local, root, "0", TYPE_SIZE, target).newValue());
    assertEquals(4, resolve(local, root, "0", TYPE_SIZE, target).oldValue());
    assertEquals(0, resolve(local, absent, "0", TYPE_SIZE, target).newValue());
    assertEquals(there, resolve(local, root, "0", TYPE_ID_TARGET, target).newValue());
    assertEquals(0, resolve(local, absent, "0", TYPE_ID_TARGET, target).newValue());
    assertEquals(root, resolve(local, root, "0", TYPE_ID_LOCAL, target).newValue());
    assertEquals(0, resolve(local, root, "0", TYPE_MATCHES, target).newValue());
  }

  @Test
  void enumerationsOfEitherWidthStandForEachOther() {
    Types local = new Types();
    int root =
        local.enumeration(
            "color___old", false, new Enumerator("RED___x", 1), new Enumerator("BLUE", 2));
    Types target = new Types();
    target.builder.add(
        new BtfType.Enum64(
            "color",
            8,
            false,
            List.of(new Enumerator("GREEN", 1), new Enumerator("RED", 1L << 40))));
    assertEquals(1L << 40, resolve(local, root, "0", ENUMVAL_VALUE, target).newValue());
    assertEquals(1, resolve(local, root, "0", ENUMVAL_EXISTS, target).newValue());
    assertEquals(0, resolve(local, root, "1", ENUMVAL_EXISTS, target).newValue());
    assertTrue(resolve(local, root, "1", ENUMVAL_VALUE, target).poisoned());
  }

  private record Match(String name, boolean expected, Pair pair) {
    /// Makes the root type on both sides; the last one made is it.
    interface Pair {
      void make(Types local, Types target);
    }
  }

  @TestFactory
  List<DynamicTest> typesMatch() {
    List<Match> rows =
        List.of(
            new Match(
                "more members in the kernel",
                true,
                (l, t) -> {
                  l.struct("r", 4, field("a", l.s32, 0));
                  t.struct("r", 8, field("b", t.s32, 0), field("a", t.s32, 4));
                }),
            new Match(
                "fewer members",
                false,
                (l, t) -> {
                  l.struct("r", 8, field("a", l.s32, 0), field("b", l.s32, 4));
                  t.struct("r", 4, field("a", t.s32, 0));
                }),
            new Match(
                "other sign",
                false,
                (l, t) -> {
                  l.struct("r", 4, field("a", l.s32, 0));
                  t.struct("r", 4, field("a", t.builder.add(BtfType.Int.of("int", 4, false)), 0));
                }),
            new Match(
                "behind a pointer only the kind of a struct counts",
                true,
                (l, t) -> {
                  int ours = l.struct("x", 4, field("q", l.s32, 0));
                  int theirs = t.struct("x", 8, field("w", t.u64, 0));
                  l.struct("r", 8, field("p", l.pointer(ours), 0));
                  t.struct("r", 8, field("p", t.pointer(theirs), 0));
                }),
            new Match(
                "a forward stands for a struct behind a pointer",
                true,
                (l, t) -> {
                  int ours = l.builder.add(new BtfType.Fwd("x", false));
                  int theirs = t.struct("x", 8, field("w", t.u64, 0));
                  l.struct("r", 8, field("p", l.pointer(ours), 0));
                  t.struct("r", 8, field("p", t.pointer(theirs), 0));
                }),
            new Match(
                "but not for a union",
                false,
                (l, t) -> {
                  int ours = l.builder.add(new BtfType.Fwd("x", false));
                  int theirs = t.union("x", 8, field("w", t.u64, 0));
                  l.struct("r", 8, field("p", l.pointer(ours), 0));
                  t.struct("r", 8, field("p", t.pointer(theirs), 0));
                }),
            new Match(
                "arrays of other lengths differ",
                false,
                (l, t) -> {
                  l.struct("r", 4, field("a", l.array(l.character, 4), 0));
                  t.struct("r", 8, field("a", t.array(t.character, 8), 0));
                }),
            new Match(
                "enumerations by their names",
                true,
                (l, t) -> {
                  l.struct("r", 4, field("e", l.enumeration("e", false, v("A", 1)), 0));
                  t.struct("r", 4, field("e", t.enumeration("e", false, v("B", 1), v("A", 9)), 0));
                }),
            new Match(
                "a name that is missing",
                false,
                (l, t) -> {
                  l.struct("r", 4, field("e", l.enumeration("e", false, v("A", 1)), 0));
                  t.struct("r", 4, field("e", t.enumeration("e", false, v("B", 1)), 0));
                }),
            new Match(
                "functions by their parameters",
                true,
                (l, t) -> {
                  l.struct("r", 8, field("f", function(l, l.s32), 0));
                  t.struct("r", 8, field("f", function(t, t.s32), 0));
                }),
            new Match(
                "functions with other parameters",
                false,
                (l, t) -> {
                  l.struct("r", 8, field("f", function(l, l.s32), 0));
                  t.struct("r", 8, field("f", function(t, t.u64), 0));
                }),
            new Match(
                "structs within structs",
                false,
                (l, t) -> {
                  int ours = l.struct("x", 4, field("q", l.s32, 0));
                  int theirs = t.struct("x", 4, field("w", t.s32, 0));
                  l.struct("r", 8, field("p", ours, 0));
                  t.struct("r", 8, field("p", theirs, 0));
                }));
    return rows.stream()
        .map(
            row ->
                dynamicTest(
                    row.name(),
                    () -> {
                      Types local = new Types();
                      Types target = new Types();
                      row.pair().make(local, target);
                      int root = local.builder.nextId() - 1;
                      CoreResult result = resolve(local, root, "0", TYPE_MATCHES, target);
                      assertEquals(row.expected() ? 1 : 0, result.newValue());
                    }))
        .toList();
  }

  private static Enumerator v(String name, long value) {
    return new Enumerator(name, value);
  }

  private static int function(Types types, int parameter) {
    int prototype =
        types.builder.add(
            new BtfType.FuncProto(types.s32, List.of(new BtfType.Param("p", parameter))));
    return types.pointer(prototype);
  }

  @Test
  void functionTypesExistByTheirShape() {
    Types local = new Types();
    int ours = local.builder.add(new BtfType.Typedef("callback", function(local, local.s32)));
    Types same = new Types();
    same.builder.add(new BtfType.Typedef("callback", function(same, same.s32)));
    Types other = new Types();
    other.builder.add(new BtfType.Typedef("callback", other.pointer(other.s32)));
    assertEquals(1, resolve(local, ours, "0", TYPE_EXISTS, same).newValue());
    assertEquals(0, resolve(local, ours, "0", TYPE_EXISTS, other).newValue());
  }

  @Test
  void candidatesThatDisagreeAreRefused() {
    Types local = new Types();
    int root = local.struct("t", 4, field("a", local.s32, 0));
    int path = local.access("0:0");
    Types target = new Types();
    target.struct("t", 8, field("a", target.s32, 4));
    target.struct("t___other", 8, field("a", target.s32, 0));
    List<String> said = new ArrayList<>();
    CoreRelocator relocator =
        new CoreRelocator(
            local.builder.build(), CoreTarget.of(target.builder.build()), heard(said));
    LoadException e =
        assertThrows(
            LoadException.class,
            () -> relocator.resolve("prog", 3, new BtfExt.CoreRelo(0, root, path, 0)));
    assertEquals(22, e.errno());
    assertEquals(
        List.of(
            "prog 'prog': relo #3: field offset ambiguity: 0 != 32",
            "prog 'prog': relo #3: failed to relocate: -EINVAL"),
        said);
  }

  private static LoadLog heard(List<String> said) {
    return new LoadLog() {
      @Override
      public boolean wants(Level level) {
        return level == Level.WARN;
      }

      @Override
      public void say(Level level, String message) {
        said.add(message);
      }
    };
  }

  @Test
  void candidatesWithoutTheFieldDoNotCount() {
    Types local = new Types();
    int root = local.struct("t", 4, field("a", local.s32, 0));
    Types target = new Types();
    target.struct("t", 8, field("a", target.s32, 4));
    target.struct("t", 8, field("b", target.s32, 0));
    target.struct("t", 8, field("a", target.pointer(target.s32), 0));
    target.union("t", 8, field("a", target.s32, 0));
    CoreResult result = resolve(local, root, "0:0", FIELD_BYTE_OFFSET, target);
    assertEquals(4, result.newValue());
    assertNotNull(result.target());
  }

  @Test
  void modulesAreAskedWhenTheKernelDoesNotKnow() {
    Types local = new Types();
    int known = local.struct("known", 4, field("a", local.s32, 0));
    int drivers = local.struct("drivers", 4, field("a", local.s32, 0));
    int path = local.access("0:0");
    Types target = new Types();
    target.struct("known", 8, field("a", target.s32, 4));
    Btf kernel = target.builder.build();
    BtfBuilder module = new BtfBuilder(kernel, ByteOrder.LITTLE_ENDIAN);
    module.add(BtfType.Struct.of("known", 16, List.of(field("a", target.s32, 12))));
    module.add(BtfType.Struct.of("drivers", 16, List.of(field("a", target.s32, 8))));
    CoreRelocator relocator =
        new CoreRelocator(
            local.builder.build(),
            CoreTarget.of(kernel, () -> List.of(new CoreTarget.Module("driver", module.build()))),
            LoadLog.SILENT);
    assertEquals(4, relocator.resolve("p", 0, relo(known, path)).newValue());
    assertEquals(8, relocator.resolve("p", 0, relo(drivers, path)).newValue());
  }

  private static BtfExt.CoreRelo relo(int root, int path) {
    return new BtfExt.CoreRelo(0, root, path, FIELD_BYTE_OFFSET.number());
  }

  private record BadPath(String access, CoreKind kind) {}

  @TestFactory
  List<DynamicTest> pathsThatMakeNoSenseAreRefused() {
    List<BadPath> rows =
        List.of(
            new BadPath("", FIELD_BYTE_OFFSET),
            new BadPath(":0", FIELD_BYTE_OFFSET),
            new BadPath("0:", FIELD_BYTE_OFFSET),
            new BadPath("0:-1", FIELD_BYTE_OFFSET),
            new BadPath("0:9", FIELD_BYTE_OFFSET),
            new BadPath("0:0:0", FIELD_BYTE_OFFSET),
            new BadPath("0:1:4", FIELD_BYTE_OFFSET),
            new BadPath("0:1111111111111", FIELD_BYTE_OFFSET),
            new BadPath("0" + ":0".repeat(70), FIELD_BYTE_OFFSET),
            new BadPath("0:0", TYPE_EXISTS),
            new BadPath("0", ENUMVAL_VALUE));
    List<DynamicTest> tests = new ArrayList<>();
    for (BadPath row : rows) {
      tests.add(
          dynamicTest(
              row.kind() + " " + row.access(),
              () -> {
                Types local = new Types();
                int root =
                    local.struct(
                        "t", 8, field("a", local.s32, 0), field("b", local.array(1, 1), 4));
                assertThrows(
                    LoadException.class,
                    () -> resolve(local, root, row.access(), row.kind(), kernelThing()));
              }));
    }
    return tests;
  }

  @Test
  void typesWithoutANameHaveNoCandidates() {
    Types local = new Types();
    int root = local.struct("", 4, field("a", local.s32, 0));
    LoadException e =
        assertThrows(
            LoadException.class, () -> resolve(local, root, "0:0", FIELD_BYTE_OFFSET, new Types()));
    assertEquals(95, e.errno());
  }

  @Test
  void hostileTypesEnd() {
    Types local = new Types();
    int root = local.struct("t", 4, field("wanted", local.s32, 0));
    Types target = new Types();
    int inner = target.struct("", 4, field("x", target.s32, 0));
    for (int i = 0; i < 40; i++) {
      inner = target.struct("", 4, field("", inner, 0), field("", inner, 0));
    }
    target.struct("t", 4, field("", inner, 0));
    assertThrows(LoadException.class, () -> resolve(local, root, "0:0", FIELD_BYTE_OFFSET, target));
  }

  @Test
  void aPlaceIsDescribedInWords() {
    Types local = new Types();
    int inner = local.struct("", 8, field("y", local.array(local.s32, 2), 0));
    int root =
        local.struct("t", 16, field("a", local.s32, 0), field("", inner, 4), bits("f", 2, 99, 3));
    int color = local.enumeration("color", true, v("RED", -1));
    List<Integer> paths = List.of(local.access("1:1:0:1"), local.access("0:2"), local.access("0"));
    Btf btf = local.builder.build();
    assertEquals(
        "<byte_off> [" + root + "] struct t[1].y[1] (1:1:0:1 @ offset 24)",
        CoreRelocator.describe(btf, new BtfExt.CoreRelo(0, root, paths.get(0), 0)));
    assertEquals(
        "<field_exists> [" + root + "] struct t.f (0:2 @ offset 12.3)",
        CoreRelocator.describe(btf, new BtfExt.CoreRelo(0, root, paths.get(1), 2)));
    assertEquals(
        "<enumval_value> [" + color + "] enum color::RED = -1",
        CoreRelocator.describe(btf, new BtfExt.CoreRelo(0, color, paths.get(2), 11)));
    assertEquals(
        "<type_size> [" + root + "] struct t",
        CoreRelocator.describe(btf, new BtfExt.CoreRelo(0, root, paths.get(2), 9)));
    assertNull(CoreRelocator.describe(btf, new BtfExt.CoreRelo(0, root, paths.get(2), 77)));
    assertNull(CoreRelocator.describe(btf, new BtfExt.CoreRelo(0, root, 1 << 20, 9)));
  }

  // ---- instructions ----------------------------------------------------------------------------

  private static final int MOV_IMM = Opcode.ALU64 | Opcode.MOV;
  private static final int LDX_W = Opcode.LDX | Opcode.MODE_MEM;
  private static final int LDX_DW = Opcode.LDX | Opcode.MODE_MEM | 0x18;

  private static Code relocated(CodeEditor code, CoreKind kind, int ours, int theirs) {
    return relocated(code, kind, ours, theirs, true);
  }

  /// Relocates slot 0 for field `a` that moves between the two offsets.
  private static Code relocated(
      CodeEditor code, CoreKind kind, int ours, int theirs, boolean exists) {
    Types local = new Types();
    int root = local.struct("t", 40000, field("a", local.u32, ours));
    int path = local.access("0:0");
    Types target = new Types();
    target.struct("t", 40000, field(exists ? "a" : "b", target.u32, theirs));
    new CoreRelocator(local.builder.build(), CoreTarget.of(target.builder.build()), LoadLog.SILENT)
        .relocate("p", 0, new BtfExt.CoreRelo(0, root, path, kind.number()), code.code(), code, 0);
    return code.code();
  }

  private static CodeEditor one(int opcode, int off, int imm) {
    return new CodeEditor(ByteOrder.LITTLE_ENDIAN).append(opcode, 1, 0, off, imm);
  }

  @Test
  void numbersGoIntoTheField() {
    assertEquals(12, relocated(one(MOV_IMM, 0, 4), FIELD_BYTE_OFFSET, 4, 12).imm(0));
    assertEquals(12, relocated(one(LDX_W, 4, 0), FIELD_BYTE_OFFSET, 4, 12).off(0));
    CodeEditor wide = one(Opcode.LD_IMM64, 0, 4).append(0, 0, 0, 0, 0);
    assertEquals(12, relocated(wide, FIELD_BYTE_OFFSET, 4, 12).imm64(0));
  }

  @Test
  void whatIsMissingPoisonsTheInstruction() {
    Code code = relocated(one(LDX_W, 4, 0), FIELD_BYTE_OFFSET, 4, 4, false);
    assertEquals(Opcode.CALL_IMM, code.opcode(0));
    assertEquals(0xbad2310, code.imm(0));
    CodeEditor wide = one(Opcode.LD_IMM64, 0, 4).append(0, 0, 0, 0, 0);
    Code both = relocated(wide, FIELD_BYTE_OFFSET, 4, 4, false);
    assertEquals(0xbad2310, both.imm(0));
    assertEquals(0xbad2310, both.imm(1));
    assertEquals(Opcode.CALL_IMM, both.opcode(1));
  }

  private record BadInsn(String name, CodeEditor code, int theirs) {}

  @TestFactory
  List<DynamicTest> instructionsThatDoNotFitAreRefused() {
    return List.of(
            new BadInsn("other immediate", one(MOV_IMM, 0, 5), 8),
            new BadInsn("other offset", one(LDX_W, 5, 0), 8),
            new BadInsn("no immediate", one(MOV_IMM | Opcode.X, 0, 4), 8),
            new BadInsn("jump", one(Opcode.GOTO, 4, 0), 8),
            new BadInsn("half of a wide load", one(Opcode.LD_IMM64, 0, 4), 8),
            new BadInsn(
                "wide load of a map",
                new CodeEditor(ByteOrder.LITTLE_ENDIAN)
                    .append(Opcode.LD_IMM64, 1, 1, 0, 4)
                    .append(0, 0, 0, 0, 0),
                8),
            new BadInsn("other wide number", one(Opcode.LD_IMM64, 0, 5).append(0, 0, 0, 0, 0), 8),
            new BadInsn("too far for a load", one(LDX_W, 4, 0), 36000))
        .stream()
        .map(
            row ->
                dynamicTest(
                    row.name(),
                    () ->
                        assertThrows(
                            LoadException.class,
                            () -> relocated(row.code(), FIELD_BYTE_OFFSET, 4, row.theirs()))))
        .toList();
  }

  /// Loads field `a` whose type changes; the instruction is at slot 0.
  private static Code resized(int opcode, int ours, int theirs) {
    Types local = new Types();
    Types target = new Types();
    int root = local.struct("t", 16, field("a", ours, 0));
    int path = local.access("0:0");
    target.struct("t", 16, field("a", theirs, 8));
    CodeEditor code = one(opcode, 0, 0);
    new CoreRelocator(local.builder.build(), CoreTarget.of(target.builder.build()), LoadLog.SILENT)
        .relocate("p", 0, relo(root, path), code.code(), code, 0);
    return code.code();
  }

  @Test
  void loadsOfUnsignedNumbersChangeTheirSize() {
    int u32 = 2;
    int u64 = 3;
    Code wider = resized(LDX_W, u32, u64);
    assertEquals(LDX_DW, wider.opcode(0));
    assertEquals(8, wider.off(0));
    assertEquals(1, wider.dst(0));
    assertEquals(LDX_W, resized(LDX_DW, u64, u32).opcode(0));
    assertThrows(LoadException.class, () -> resized(LDX_W, u64, u32));
  }

  @Test
  void loadsOfSignedNumbersDoNot() {
    int s32 = 1;
    int u64 = 3;
    assertEquals(0xbad2310, resized(LDX_W, s32, u64).imm(0));
  }
}
