package dev.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.error.MalformedTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FieldPathTest {

  private final BtfBuilder builder = new BtfBuilder();
  private final int u32 = builder.add(BtfType.Int.of("unsigned int", 4, false));
  private final int array = builder.add(new BtfType.Array(u32, u32, 4));
  private final int matrix = builder.add(new BtfType.Array(array, u32, 2));
  private final int flexible = builder.add(new BtfType.Array(u32, u32, 0));
  private final int anonymous =
      builder.add(
          BtfType.Union.of(
              "", 8, List.of(new Member("low", u32, 0, 3), new Member("high", u32, 3, 29))));
  private final int point =
      builder.add(
          BtfType.Struct.of(
              "point", 16, List.of(Member.at("x", u32, 0), Member.at("", anonymous, 8))));
  private final int pointT = builder.add(new BtfType.Typedef("point_t", point));
  private final int constPoint = builder.add(new BtfType.Const(pointT));
  private final int pointer = builder.add(new BtfType.Ptr(constPoint));
  private final int root =
      builder.add(
          BtfType.Struct.of(
              "root",
              128,
              List.of(
                  Member.at("first", u32, 0),
                  Member.at("p", pointT, 16),
                  Member.at("ptr", pointer, 32),
                  Member.at("m", matrix, 40),
                  Member.at("tail", flexible, 120))));
  private final Btf btf = builder.build();

  record Case(String path, List<Long> pointers, long bits, int type, int bitfield, long size) {}

  @TestFactory
  List<DynamicTest> paths() {
    return List.of(
            new Case("first", List.of(), 0, u32, 0, 32),
            new Case("p", List.of(), 128, pointT, 0, 128),
            new Case("p.x", List.of(), 128, u32, 0, 32),
            new Case("p.low", List.of(), 192, u32, 3, 3),
            new Case("p.high", List.of(), 195, u32, 29, 29),
            new Case("ptr", List.of(), 256, pointer, 0, 64),
            new Case("ptr.x", List.of(32L), 0, u32, 0, 32),
            new Case("ptr.high", List.of(32L), 67, u32, 29, 29),
            new Case("ptr[2].x", List.of(32L), 256, u32, 0, 32),
            new Case("m[1]", List.of(), 448, array, 0, 128),
            new Case("m[1][3]", List.of(), 544, u32, 0, 32),
            new Case("tail[10]", List.of(), 1280, u32, 0, 32))
        .stream()
        .map(
            c ->
                dynamicTest(
                    c.path(),
                    () -> {
                      FieldPath field = btf.struct("root").field(c.path());
                      assertEquals(c.pointers(), field.pointers());
                      assertEquals(c.bits(), field.bitOffset());
                      assertEquals(c.bits() / 8, field.offsetBytes());
                      assertEquals(c.type(), field.type());
                      assertEquals(c.bitfield(), field.bitfieldSize());
                      assertEquals(c.bitfield() != 0, field.isBitfield());
                      assertEquals(c.size(), field.sizeBits());
                    }))
        .toList();
  }

  @TestFactory
  List<DynamicTest> pathsThatLeadNowhere() {
    return List.of("none", "first.x", "p.none", "ptr.none", "m[2]", "first[0]", "p.x.y").stream()
        .map(
            path ->
                dynamicTest(
                    path,
                    () -> {
                      BtfStruct struct = btf.struct(root);
                      var e = assertThrows(NoSuchElementException.class, () -> struct.field(path));
                      assertTrue(e.getMessage().contains("'" + path + "'"), e.getMessage());
                      assertEquals(Optional.empty(), struct.findField(path));
                    }))
        .toList();
  }

  @TestFactory
  List<DynamicTest> pathsThatAreNotWritten() {
    return List.of(
            "", ".", "p.", "p..x", "m[", "m[]", "m[x]", "m[1", "[0]", "m[1]x", "m[99999999999]")
        .stream()
        .map(
            path ->
                dynamicTest(
                    "path '" + path + "'",
                    () ->
                        assertThrows(
                            IllegalArgumentException.class, () -> btf.struct(root).field(path))))
        .toList();
  }

  @Test
  void structsAreFoundByNameOrId() {
    assertEquals(root, btf.struct("root").id());
    assertEquals("root", btf.struct("root").name());
    assertEquals(128, btf.struct("root").sizeBytes());
    assertFalse(btf.struct("root").isUnion());
    assertTrue(btf.struct(anonymous).isUnion());
    assertEquals(point, btf.struct(pointT).id());
    assertThrows(NoSuchElementException.class, () -> btf.struct("none"));
    assertThrows(IllegalArgumentException.class, () -> btf.struct(u32));
    assertEquals(Optional.of(u32), btf.struct(root).findField("first").map(FieldPath::type));
  }

  @Test
  void fieldsOfAnonymousMembersStandAtTheirPlace() {
    List<FieldPath> fields = btf.struct("point").fields();
    assertEquals(List.of("x", "low", "high"), fields.stream().map(FieldPath::path).toList());
    assertEquals(List.of(0L, 64L, 67L), fields.stream().map(FieldPath::bitOffset).toList());
  }

  @Test
  void aStructBehindAUnionOfTheSameNameWins() {
    BtfBuilder b = new BtfBuilder();
    b.add(BtfType.Union.of("u", 4, List.of()));
    assertEquals(1, b.build().struct("u").id());
    b.add(BtfType.Struct.of("u", 8, List.of()));
    assertEquals(2, b.build().struct("u").id());
  }

  /// Each anonymous struct has two members of the next: 2^60 ways through them.
  @Test
  void sharedAnonymousTypesTakeNoTime() {
    BtfBuilder b = new BtfBuilder();
    int inner = b.add(BtfType.Int.of("int", 4, true));
    for (int i = 0; i < 60; i++) {
      inner =
          b.add(
              BtfType.Struct.of("", 4, List.of(Member.at("", inner, 0), Member.at("", inner, 0))));
    }
    BtfStruct struct = b.build().struct(inner);
    assertThrows(NoSuchElementException.class, () -> struct.field("none"));
    assertThrows(MalformedTypeException.class, struct::fields);
  }

  @Test
  void anonymousTypesThatContainThemselvesAreRefused() {
    BtfBuilder b = new BtfBuilder();
    b.add(BtfType.Struct.of("s", 4, List.of(Member.at("", 1, 0))));
    BtfStruct struct = b.build().struct("s");
    assertThrows(NoSuchElementException.class, () -> struct.field("x"));
    assertThrows(MalformedTypeException.class, struct::fields);
  }

  @Test
  void deepAnonymousNestingIsRefused() {
    BtfBuilder b = new BtfBuilder();
    int inner = b.add(BtfType.Int.of("int", 4, true));
    for (int i = 0; i < 100; i++) {
      inner = b.add(BtfType.Struct.of("", 4, List.of(Member.at("", inner, 0))));
    }
    BtfStruct struct = b.build().struct(inner);
    assertThrows(MalformedTypeException.class, () -> struct.field("x"));
  }

  @Test
  void kernelFieldsAreFound() {
    Btf kernel = Btf.parse(Samples.kernel());
    BtfStruct task = kernel.struct("task_struct");
    FieldPath code = task.field("mm.start_code");
    assertEquals(List.of(task.field("mm").offsetBytes()), code.pointers());
    assertEquals(BtfKind.INT, kernel.kind(kernel.resolve(code.type())));
    assertEquals(64, code.sizeBits());
    assertEquals(16 * 8, task.field("comm").sizeBits());
    assertTrue(task.fields().size() > 100);
  }

  @Test
  void referencesAreVisitedInOrder() {
    List<Integer> seen = new ArrayList<>();
    btf.forEachReference(root, seen::add);
    assertEquals(List.of(u32, pointT, pointer, matrix, flexible), seen);
    seen.clear();
    BtfBuilder split = new BtfBuilder(btf, btf.byteOrder());
    int proto = split.add(new BtfType.FuncProto(0, List.of(new BtfType.Param("a", pointer))));
    int func = split.add(new BtfType.Func("f", proto, BtfType.STATIC));
    Btf all = split.build();
    all.forEachReference(func, seen::add);
    all.forEachReference(proto, seen::add);
    all.forEachReference(array, seen::add);
    all.forEachReference(u32, seen::add);
    assertEquals(List.of(proto, 0, pointer, u32, u32), seen);
  }
}
