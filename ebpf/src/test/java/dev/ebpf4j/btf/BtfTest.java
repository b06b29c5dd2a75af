package dev.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.btf.BtfType.Enumerator;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.BtfType.Param;
import dev.ebpf4j.btf.BtfType.SectionVar;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.error.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BtfTest {

  /// One type of each kind, with ids from 1 on in this order.
  private static final List<BtfType> ALL =
      List.of(
          BtfType.Int.of("int", 4, true), // 1
          new BtfType.Int("_Bool", 1, 4, 0, 8), // 2
          new BtfType.Ptr(1), // 3
          new BtfType.Array(1, 1, 0xffff_ffffL), // 4
          new BtfType.Struct(
              "s",
              0x8000_0000L,
              true,
              List.of(new Member("f", 1, 5, 3), new Member("", 7, 32, 0))), // 5
          BtfType.Struct.of("t", 8, List.of(Member.at("x", 1, 4))), // 6
          BtfType.Union.of("", 4, List.of(Member.at("y", 1, 0), new Member("z", 1, 0, 7))), // 7
          new BtfType.Enum("e", 4, true, List.of(new Enumerator("NEG", -5))), // 8
          new BtfType.Enum("", 4, false, List.of(new Enumerator("BIG", 0xffff_ffffL))), // 9
          new BtfType.Enum64(
              "e64",
              8,
              false,
              List.of(new Enumerator("TOP", -1L), new Enumerator("L", 1L << 40))), // 10
          new BtfType.Fwd("later", true), // 11
          new BtfType.Typedef("int_t", 1), // 12
          new BtfType.Volatile(12), // 13
          new BtfType.Const(13), // 14
          new BtfType.Restrict(3), // 15
          new BtfType.FuncProto(1, List.of(new Param("p", 3), new Param("", 0))), // 16
          new BtfType.Func("main", 16, BtfType.GLOBAL), // 17
          new BtfType.Var("v", 1, BtfType.EXTERN), // 18
          new BtfType.Datasec(".data", 0, List.of(new SectionVar(18, 0xffff_fff0L, 4))), // 19
          new BtfType.Float("double", 8), // 20
          new BtfType.DeclTag("tag", 5, -1, false), // 21
          new BtfType.DeclTag("attr", 5, 1, true), // 22
          new BtfType.TypeTag("user", 1, false), // 23
          new BtfType.TypeTag("attr", 23, true)); // 24

  private static Btf all(ByteOrder order) {
    BtfBuilder builder = new BtfBuilder(null, order);
    for (BtfType type : ALL) {
      builder.add(type);
    }
    return Btf.parse(builder.build().toBytes());
  }

  @Test
  void everyKindComesBackInEitherByteOrder() {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      Btf btf = all(order);
      assertEquals(order, btf.byteOrder());
      assertEquals(ALL.size() + 1, btf.typeCount());
      assertEquals(new BtfType.Void(), btf.type(0));
      for (int i = 0; i < ALL.size(); i++) {
        assertEquals(ALL.get(i), btf.type(i + 1));
        assertEquals(ALL.get(i).kind(), btf.kind(i + 1));
        assertEquals(ALL.get(i).name(), btf.name(i + 1));
      }
    }
  }

  @Test
  void accessorsAgreeWithRecords() {
    Btf btf = all(ByteOrder.BIG_ENDIAN);
    assertEquals(5, btf.memberBitOffset(5, 0));
    assertEquals(3, btf.memberBitfieldSize(5, 0));
    assertEquals(32, btf.memberBitOffset(6, 0));
    assertEquals(0, btf.memberBitfieldSize(6, 0));
    assertEquals("f", btf.memberName(5, 0));
    assertEquals(7, btf.memberType(5, 1));
    assertEquals(-5, btf.value(8, 0));
    assertEquals(0xffff_ffffL, btf.value(9, 0));
    assertEquals(-1, btf.value(10, 0));
    assertEquals(1L << 40, btf.value(10, 1));
    assertEquals("L", btf.valueName(10, 1));
    assertEquals("p", btf.paramName(16, 0));
    assertEquals(3, btf.paramType(16, 0));
    assertEquals(18, btf.sectionVarType(19, 0));
    assertEquals(0xffff_fff0L, btf.sectionVarOffset(19, 0));
    assertEquals(4, btf.sectionVarSizeBytes(19, 0));
    assertEquals(BtfType.GLOBAL, btf.linkage(17));
    assertEquals(BtfType.EXTERN, btf.linkage(18));
    assertEquals(-1, btf.component(21));
    assertEquals(1, btf.intEncoding(1));
    assertEquals(8, btf.intBits(2));
    assertTrue(btf.kindFlag(11));
    assertEquals(btf.vlen(10) * 3 + 3, btf.wordCount(10));
    assertEquals(btf.sizeOrType(3), btf.target(3));
    assertTrue(btf.is(3, BtfKind.PTR));
    assertEquals(3, btf.wordCount(0));
    assertEquals(-1, btf.recordOffset(0));
    assertEquals(24, btf.recordOffset(1));
    BtfType.Int bool = (BtfType.Int) btf.type(2);
    assertTrue(bool.isBool() && !bool.isSigned() && !bool.isChar());
  }

  record Size(String name, int id, long bytes, int align) {}

  @TestFactory
  List<DynamicTest> sizes() {
    Btf btf = all(ByteOrder.LITTLE_ENDIAN);
    return List.of(
            new Size("an integer keeps its own", 1, 4, 4),
            new Size("a pointer follows the machine", 3, 8, 8),
            new Size("a struct keeps its own", 6, 8, 4),
            new Size("a union too", 7, 4, 4),
            new Size("an enumeration", 8, 4, 4),
            new Size("a 64-bit enumeration", 10, 8, 8),
            new Size("a typedef is its target", 12, 4, 4),
            new Size("modifiers do not count", 14, 4, 4),
            new Size("nor does restrict", 15, 8, 8),
            new Size("nor do type tags", 24, 4, 4),
            new Size("a variable is its type", 18, 4, 4),
            new Size("a float", 20, 8, 8))
        .stream()
        .map(
            s ->
                dynamicTest(
                    s.name(),
                    () -> {
                      assertEquals(s.bytes(), btf.sizeBytes(s.id()));
                      assertEquals(s.align(), btf.alignBytes(s.id()));
                    }))
        .toList();
  }

  @Test
  void packedStructsHaveAlignmentOne() {
    BtfBuilder builder = new BtfBuilder();
    int i = builder.add(BtfType.Int.of("int", 4, true));
    int c = builder.add(BtfType.Int.of("char", 1, true));
    int askew =
        builder.add(BtfType.Struct.of("", 8, List.of(Member.at("c", c, 0), Member.at("i", i, 1))));
    int odd =
        builder.add(BtfType.Struct.of("", 5, List.of(Member.at("i", i, 0), Member.at("c", c, 4))));
    int outer = builder.add(BtfType.Struct.of("", 8, List.of(Member.at("p", askew, 0))));
    int array = builder.add(new BtfType.Array(i, i, 3));
    Btf btf = builder.build();
    assertEquals(1, btf.alignBytes(askew));
    assertEquals(1, btf.alignBytes(odd));
    assertEquals(1, btf.alignBytes(outer));
    assertEquals(4, btf.alignBytes(array));
    assertEquals(12, btf.sizeBytes(array));
    btf.verifyLayouts();
  }

  @Test
  void chainsAreFollowed() {
    Btf btf = all(ByteOrder.LITTLE_ENDIAN);
    assertEquals(12, btf.skipModifiers(14));
    assertEquals(1, btf.resolve(14));
    assertEquals(1, btf.elementOf(4));
    assertEquals(1, btf.resolve(24));
    assertEquals(0, btf.resolve(0));
  }

  @Test
  void namesAreFoundByKind() {
    Btf btf = all(ByteOrder.LITTLE_ENDIAN);
    assertEquals(5, btf.find(BtfKind.STRUCT, "s"));
    assertEquals(0, btf.find(BtfKind.UNION, "s"));
    assertEquals(0, btf.find(BtfKind.UNION, ""));
    assertEquals(17, btf.find(BtfKind.FUNC, "main"));
    assertEquals(0, btf.find(BtfKind.FUNC, "mai"));
    assertArrayEquals(new int[] {22, 24}, btf.findAll("attr"));
    assertArrayEquals(new int[0], btf.findAll("none"));
    assertArrayEquals(new int[0], btf.findAll(""));
  }

  @Test
  void flavoursAreCandidates() {
    BtfBuilder builder = new BtfBuilder();
    String[] names = {"task", "task___old", "task___", "task____x", "task_", "task___a___b"};
    for (String name : names) {
      builder.add(BtfType.Int.of(name, 4, true));
    }
    Btf btf = builder.build();
    assertArrayEquals(new int[] {1, 2}, btf.candidatesOwn(BtfKind.INT, "task"));
    assertArrayEquals(new int[] {6}, btf.candidatesOwn(BtfKind.INT, "task___a"));
    assertArrayEquals(new int[0], btf.candidatesOwn(BtfKind.STRUCT, "task"));
    assertArrayEquals(new int[0], btf.candidatesOwn(BtfKind.FUNC, "task"));
    for (int i = 0; i < names.length; i++) {
      assertArrayEquals(new int[] {i + 1}, btf.findAll(names[i]));
    }
  }

  @Test
  void manyCandidatesAreAllFound() {
    BtfBuilder builder = new BtfBuilder();
    int[] ids = new int[100];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = builder.add(BtfType.Int.of("x", 4, true));
    }
    assertArrayEquals(ids, builder.build().findAll("x"));
  }

  @Test
  void splitMayGoOnFromVoidAlone() {
    Btf base = new BtfBuilder().build();
    BtfBuilder builder = new BtfBuilder(base, ByteOrder.LITTLE_ENDIAN);
    builder.add(new BtfType.Ptr(0));
    Btf split = Btf.parse(builder.build().toBytes(), base);
    assertEquals(1, split.firstId());
    assertEquals(2, split.typeCount());
    assertEquals(new BtfType.Ptr(0), split.type(1));
  }

  @Test
  void splitGoesOnWhereTheBaseEnds() {
    Btf base = all(ByteOrder.LITTLE_ENDIAN);
    BtfBuilder builder = new BtfBuilder(base, ByteOrder.LITTLE_ENDIAN);
    int own = builder.add(new BtfType.Ptr(5));
    int struct = builder.add(BtfType.Struct.of("s", 4, List.of(Member.at("fresh", 1, 0))));
    Btf split = Btf.parse(builder.build().toBytes(), base);
    assertSame(base, split.base());
    assertNull(base.base());
    assertEquals(base.typeCount(), split.firstId());
    assertEquals(1, base.firstId());
    assertEquals(own, split.firstId());
    assertEquals(base.typeCount() + 2, split.typeCount());
    assertEquals(base.type(5), split.type(5));
    assertEquals(new BtfType.Ptr(5), split.type(own));
    assertEquals("fresh", split.memberName(struct, 0));
    assertEquals(base.nameOffset(5), split.nameOffset(struct)); // shares the base's string
    assertTrue(split.firstString() == base.stringEnd() && split.stringEnd() > base.stringEnd());
    assertEquals(5, split.find(BtfKind.STRUCT, "s"));
    assertEquals(struct, split.findOwn(BtfKind.STRUCT, "s"));
    assertArrayEquals(new int[] {5, struct}, split.findAll("s"));
    assertEquals(8, split.sizeBytes(own));
    assertEquals(24, split.recordOffset(own));
    assertEquals(24, split.recordOffset(1));
  }

  @Test
  void pointerSizeFollowsLong() {
    for (String name : new String[] {"long", "long unsigned int", "unsigned long"}) {
      BtfBuilder builder = new BtfBuilder();
      builder.add(BtfType.Int.of("long long", 8, true));
      int pointer = builder.add(new BtfType.Ptr(0));
      builder.add(BtfType.Int.of(name, 4, true));
      Btf btf = builder.build();
      assertEquals(4, btf.pointerSizeBytes());
      assertEquals(4, btf.sizeBytes(pointer));
      assertEquals(4, btf.alignBytes(1));
      assertEquals(4, new BtfBuilder(btf, btf.byteOrder()).build().pointerSizeBytes());
    }
    Btf none = new BtfBuilder().build();
    assertEquals(8, none.pointerSizeBytes());
    BtfBuilder split = new BtfBuilder(none, none.byteOrder());
    split.add(BtfType.Int.of("long", 4, true));
    assertEquals(4, split.build().pointerSizeBytes());
  }

  @Test
  void stringsAreCopiedAndComparedAsBytes() {
    BtfBuilder builder = new BtfBuilder();
    int offset = builder.string("grün");
    Btf btf = builder.build();
    byte[] utf8 = "grün".getBytes(StandardCharsets.UTF_8);
    byte[] target = new byte[7];
    assertEquals(5, btf.stringLength(offset));
    assertEquals(5, btf.copyString(offset, target, 1));
    assertArrayEquals(new byte[] {0, utf8[0], utf8[1], utf8[2], utf8[3], utf8[4], 0}, target);
    assertEquals(5, btf.copyString(offset, target, 4)); // does not fit: nothing is copied
    assertEquals(utf8[3], target[4]);
    assertTrue(btf.stringEquals(offset, utf8));
    assertFalse(btf.stringEquals(offset, "grü".getBytes(StandardCharsets.UTF_8)));
    assertFalse(btf.stringEquals(offset, "grünes".getBytes(StandardCharsets.UTF_8)));
    assertEquals("grün", btf.string(offset));
    assertEquals("", btf.string(0));
    assertEquals(offset, builder.string("grün"));
  }

  @Test
  void kindsKnowTheirSort() {
    assertTrue(BtfKind.TYPE_TAG.isModifier() && !BtfKind.TYPEDEF.isModifier());
    assertTrue(BtfKind.UNION.isComposite() && !BtfKind.FWD.isComposite());
    assertTrue(BtfKind.ENUM64.isAnyEnum() && !BtfKind.INT.isAnyEnum());
    for (BtfKind kind : BtfKind.values()) {
      assertSame(kind, BtfKind.of(kind.number()));
    }
  }

  @Test
  void kernelTypesAreSound() {
    Btf btf = Btf.parse(Samples.kernel());
    btf.verifyLayouts();
    int task = btf.find(BtfKind.STRUCT, "task_struct");
    assertEquals("task_struct", btf.name(task));
    assertEquals(8, btf.pointerSizeBytes());
    assertTrue(btf.sizeBytes(task) > 1000);
    for (int id = 1; id < btf.typeCount(); id++) {
      String name = btf.name(id);
      if (!name.isEmpty()) {
        int found = btf.find(btf.kind(id), name);
        assertTrue(found != 0 && found <= id && btf.name(found).equals(name));
      }
    }
  }

  @Test
  void kernelTypesAreReadFromMemoryThatGoesAway() {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      Btf base = all(order);
      BtfBuilder builder = new BtfBuilder(base, order);
      int own = builder.add(BtfType.Struct.of("own", 4, List.of(Member.at("fresh", 1, 0))));
      Btf split = builder.build();

      Btf kernel = Btf.ofKernel(passing(base.toBytes()), null);
      Btf module = Btf.ofKernel(passing(split.toBytes()), kernel);
      assertArrayEquals(base.toBytes(), kernel.toBytes());
      assertArrayEquals(split.toBytes(), module.toBytes());
      assertEquals(own, module.find(BtfKind.STRUCT, "own"));
      assertEquals(5, module.find(BtfKind.STRUCT, "s"));
    }
    byte[] broken = all(ByteOrder.LITTLE_ENDIAN).toBytes();
    for (int size = 0; size < broken.length; size += 7) {
      ByteBuffer part = ByteBuffer.wrap(broken, 0, size);
      assertThrows(MalformedException.class, () -> Btf.ofKernel(part, null));
    }
  }

  /// The bytes somewhere within native memory, as a mapping of the kernel's is.
  private static ByteBuffer passing(byte[] bytes) {
    ByteBuffer memory = ByteBuffer.allocateDirect(bytes.length + 8).position(4);
    return memory.put(bytes).flip().position(4);
  }

  @Test
  void numbersChangeInPlace() {
    Btf btf = all(ByteOrder.LITTLE_ENDIAN);
    int[] words = btf.tables().words().clone();
    int struct = btf.find(BtfKind.STRUCT, "s");
    words[btf.tables().starts()[struct] + 2] += 8;
    Btf other = btf.withWords(words);
    assertEquals(btf.ownSizeBytes(struct) + 8, other.ownSizeBytes(struct));
    assertEquals("s", other.name(struct));
  }
}
