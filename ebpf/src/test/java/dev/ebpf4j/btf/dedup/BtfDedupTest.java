package dev.ebpf4j.btf.dedup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Enumerator;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.BtfType.Param;
import dev.ebpf4j.btf.BtfType.SectionVar;
import dev.ebpf4j.btf.Samples;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BtfDedupTest {

  private final BtfBuilder builder = new BtfBuilder();

  private int number(String name, int size) {
    return builder.add(BtfType.Int.of(name, size, true));
  }

  private int struct(String name, int... memberTypes) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < memberTypes.length; i++) {
      members.add(Member.at("m" + i, memberTypes[i], i * 8L));
    }
    return builder.add(BtfType.Struct.of(name, memberTypes.length * 8L, members));
  }

  private int pointer(int target) {
    return builder.add(new BtfType.Ptr(target));
  }

  private int forward(String name) {
    return builder.add(new BtfType.Fwd(name, false));
  }

  private void assertIds(int... expected) {
    BtfDedup dedup = BtfDedup.of(builder.build());
    int[] ids = new int[builder.nextId()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = dedup.id(i);
    }
    assertArrayEquals(expected, ids);
    BtfDedup again = BtfDedup.of(dedup.btf());
    assertEquals(dedup.btf().typeCount(), again.btf().typeCount());
  }

  @Test
  void everyKindMergesWithItsEqual() {
    for (int i = 0; i < 2; i++) {
      int id = number("int", 4); // 1
      int array = builder.add(new BtfType.Array(id, id, 3)); // 2
      builder.add(BtfType.Union.of("u", 12, List.of(Member.at("a", array, 0)))); // 3
      builder.add(new BtfType.Enum("e", 4, false, List.of(new Enumerator("A", 1)))); // 4
      builder.add(new BtfType.Enum64("f", 8, true, List.of(new Enumerator("B", -1)))); // 5
      forward("later"); // 6
      builder.add(new BtfType.Typedef("t", id)); // 7
      builder.add(new BtfType.Const(id)); // 8
      builder.add(new BtfType.Volatile(id)); // 9
      builder.add(new BtfType.Restrict(pointer(id))); // 10 ptr, 11
      int proto = builder.add(new BtfType.FuncProto(id, List.of(new Param("p", id)))); // 12
      int func = builder.add(new BtfType.Func("f", proto, BtfType.GLOBAL)); // 13
      builder.add(new BtfType.Float("float", 4)); // 14
      builder.add(new BtfType.DeclTag("tag", func, -1, false)); // 15
      builder.add(new BtfType.TypeTag("user", id, false)); // 16
    }
    assertIds(
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
        12, 13, 14, 15, 16);
  }

  @Test
  void whatDiffersAnywhereStays() {
    number("int", 4);
    number("int", 8);
    number("long", 8);
    builder.add(new BtfType.Int("int", 4, 0, 0, 32));
    builder.add(new BtfType.Enum("e", 4, false, List.of(new Enumerator("A", 1))));
    builder.add(new BtfType.Enum("e", 4, false, List.of(new Enumerator("A", 2))));
    builder.add(new BtfType.Enum("e", 4, true, List.of(new Enumerator("A", 1))));
    struct("s", 1);
    struct("s", 2);
    builder.add(BtfType.Struct.of("s", 8, List.of(Member.at("other", 1, 0))));
    builder.add(BtfType.Struct.of("s", 8, List.of(Member.at("m0", 1, 4))));
    builder.add(BtfType.Union.of("s", 8, List.of(Member.at("m0", 1, 0))));
    pointer(8);
    pointer(9);
    builder.add(new BtfType.Array(1, 1, 3));
    builder.add(new BtfType.Array(1, 1, 4));
    builder.add(new BtfType.Array(1, 2, 3));
    builder.add(new BtfType.TypeTag("a", 1, false));
    builder.add(new BtfType.TypeTag("a", 1, true));
    builder.add(new BtfType.DeclTag("a", 8, 0, false));
    builder.add(new BtfType.DeclTag("a", 8, -1, false));
    builder.add(new BtfType.FuncProto(0, List.of(new Param("a", 1))));
    builder.add(new BtfType.FuncProto(0, List.of(new Param("b", 1))));
    builder.add(new BtfType.Func("f", 22, BtfType.GLOBAL));
    builder.add(new BtfType.Func("f", 22, BtfType.STATIC));
    int[] same = new int[builder.nextId()];
    for (int i = 0; i < same.length; i++) {
      same[i] = i;
    }
    assertIds(same);
  }

  @Test
  void typesThatContainEachOtherMergeAsAWhole() {
    for (int i = 0; i < 2; i++) {
      int first = builder.nextId();
      struct("a", first + 1); // a holds a pointer to b
      pointer(first + 2);
      struct("b", first + 3); // b holds a pointer to a
      pointer(first);
    }
    assertIds(0, 1, 2, 3, 4, 1, 2, 3, 4);
  }

  @Test
  void oneDifferenceDeepWithinKeepsAllThatLeadToItApart() {
    int i = number("int", 4);
    int l = number("long", 8);
    for (int leaf : new int[] {i, l}) {
      int inner = struct("inner", leaf);
      int p = pointer(inner);
      struct("outer", p);
    }
    assertIds(0, 1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void variablesAndSectionsStay() {
    for (int i = 0; i < 2; i++) {
      int id = number("int", 4);
      int variable = builder.add(new BtfType.Var("v", id, BtfType.GLOBAL));
      builder.add(new BtfType.Datasec(".data", 4, List.of(new SectionVar(variable, 0, 4))));
    }
    assertIds(0, 1, 2, 3, 1, 4, 5);
    BtfDedup all = BtfDedup.withVariables(builder.build());
    assertEquals(4, all.btf().typeCount());
    assertEquals(3, all.id(6));
  }

  @Test
  void aForwardBecomesTheDefinition() {
    int f = forward("s"); // 1
    pointer(f); // 2
    int i = number("int", 4); // 3
    int s = struct("s", i); // 4
    pointer(s); // 5
    assertIds(0, 3, 1, 2, 3, 1);
  }

  @Test
  void aForwardOfTheOtherSortStays() {
    forward("s");
    builder.add(BtfType.Union.of("s", 0, List.of()));
    builder.add(new BtfType.Fwd("s", true));
    assertIds(0, 1, 2, 2);
  }

  @Test
  void aForwardWithTwoMeaningsStays() {
    int f = forward("s");
    pointer(f);
    struct("s", number("int", 4));
    struct("s", number("long", 8));
    forward("s");
    assertIds(0, 1, 2, 3, 4, 5, 6, 1);
  }

  /// The definitions look alike by themselves; only what they refer to tells them apart.
  @Test
  void aForwardStaysWhenItsDefinitionsDifferDeepWithin() {
    int f = forward("s"); // 1
    int p = pointer(f); // 2
    struct("user", p); // 3
    struct("s", pointer(number("int", 4))); // 4 int, 5 ptr, 6
    int q = pointer(struct("s", pointer(number("long", 8)))); // 7 long, 8 ptr, 9, 10
    struct("user", q); // 11
    assertIds(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  }

  /// One object knows the inside of a, the other that of b, the third both.
  @Test
  void forwardsWithinEachOthersDefinitionsAreResolved() {
    int forwardB = forward("b"); // 1
    int p = pointer(forwardB); // 2
    struct("a", p); // 3
    int forwardA = forward("a"); // 4
    int q = pointer(forwardA); // 5
    struct("b", q); // 6
    int first = builder.nextId(); // 7
    struct("a", first + 1); // 7
    pointer(first + 2); // 8
    struct("b", first + 3); // 9
    pointer(first); // 10
    assertIds(0, 4, 1, 2, 2, 3, 4, 2, 1, 4, 3);
  }

  @Test
  void anEnumWithoutValuesIsAForward() {
    builder.add(new BtfType.Enum("e", 4, false, List.of())); // 1
    pointer(1); // 2
    builder.add(new BtfType.Enum64("e", 8, true, List.of(new Enumerator("A", -1)))); // 3
    pointer(3); // 4
    builder.add(new BtfType.Enum("", 4, false, List.of())); // 5: nobody's forward
    builder.add(new BtfType.Enum("", 4, false, List.of(new Enumerator("B", 1)))); // 6
    assertIds(0, 2, 1, 2, 1, 3, 4);
  }

  @Test
  void equalTextsUnderDifferentOffsetsAreTheSameName() {
    byte[] raw =
        blob("\0int\0int\0", new int[] {1, 1 << 24, 4, 1 << 24 | 32, 5, 1 << 24, 4, 1 << 24 | 32});
    BtfDedup dedup = BtfDedup.of(Btf.parse(raw));
    assertEquals(2, dedup.btf().typeCount());
    assertEquals(1, dedup.id(2));
  }

  private static byte[] blob(String strings, int... words) {
    var out =
        new ByteWriter(ByteOrder.LITTLE_ENDIAN)
            .u16(0xeb9f)
            .u8(1)
            .u8(0)
            .u32(24)
            .u32(0)
            .u32(words.length * 4L)
            .u32(words.length * 4L)
            .u32(strings.length());
    for (int word : words) {
      out.u32(word);
    }
    return out.bytes(strings.getBytes(StandardCharsets.UTF_8)).toByteArray();
  }

  @Test
  void ownTypesEqualToTheBasesAreDropped() {
    int i = number("int", 4);
    int s = struct("s", pointer(i));
    Btf base = builder.build();
    BtfBuilder own = new BtfBuilder(base, base.byteOrder());
    int first = own.nextId(); // 4
    own.add(BtfType.Int.of("int", 4, true)); // 4
    own.add(new BtfType.Ptr(first)); // 5
    own.add(BtfType.Struct.of("s", 8, List.of(Member.at("m0", first + 1, 0)))); // 6
    own.add(BtfType.Struct.of("t", 8, List.of(Member.at("m0", first + 2, 0)))); // 7
    own.add(new BtfType.Fwd("s", false)); // 8
    BtfDedup dedup = BtfDedup.of(own.build());
    assertEquals(base.typeCount() + 1, dedup.btf().typeCount());
    assertEquals(s, dedup.id(6));
    assertEquals(s, dedup.id(8));
    assertEquals(i, dedup.id(i));
    assertEquals(BtfType.Struct.of("t", 8, List.of(Member.at("m0", s, 0))), dedup.btf().type(4));
    assertEquals(base, dedup.btf().base());
  }

  /// The base cannot take over a definition, so types of it that use its forward stay different.
  @Test
  void aBasesForwardKeepsItsMeaning() {
    int f = forward("s"); // 1
    int p = pointer(f); // 2
    struct("user", p); // 3
    Btf base = builder.build();
    BtfBuilder own = new BtfBuilder(base, base.byteOrder());
    own.add(BtfType.Struct.of("s", 4, List.of())); // 4
    own.add(new BtfType.Ptr(4)); // 5
    own.add(BtfType.Struct.of("user", 8, List.of(Member.at("m0", 5, 0)))); // 6
    own.add(new BtfType.Fwd("s", false)); // 7: the own definition
    own.add(new BtfType.Fwd("other", false)); // 8
    BtfDedup dedup = BtfDedup.of(own.build());
    assertEquals(new BtfType.Fwd("s", false), dedup.btf().type(dedup.id(1)));
    assertEquals(4, dedup.id(7));
    assertEquals(6, dedup.id(6));
    assertEquals(7, dedup.id(8));
  }

  @Test
  void anOwnForwardWithTwoMeaningsIsTheBasesForward() {
    forward("s"); // 1
    struct("s", number("int", 4)); // 2 int, 3
    Btf base = builder.build();
    BtfBuilder own = new BtfBuilder(base, base.byteOrder());
    own.add(new BtfType.Fwd("s", false)); // 4
    own.add(BtfType.Int.of("long", 8, true)); // 5
    own.add(BtfType.Struct.of("s", 8, List.of(Member.at("m0", 5, 0)))); // 6: another s
    BtfDedup dedup = BtfDedup.of(own.build());
    assertEquals(1, dedup.id(4));
    assertNotEquals(dedup.id(3), dedup.id(6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"types.btf", "types_be.btf", "core.btf", "code.btf", "maps.btf"})
  void whatACompilerWroteTwiceComesBack(String sample) {
    Btf once = BtfDedup.of(Samples.btf(sample)).btf();
    BtfBuilder twice = new BtfBuilder(null, once.byteOrder());
    assertEquals(0, twice.addAll(once));
    assertEquals(once.typeCount() - 1, twice.addAll(once));
    BtfDedup merged = BtfDedup.withVariables(twice.build());
    assertEquals(once.typeCount(), merged.btf().typeCount());
    for (int id = 0; id < once.typeCount(); id++) {
      assertEquals(once.type(id), merged.btf().type(id));
    }
  }

  @Test
  void kernelTypesHaveNoDuplicates() {
    byte[] raw = Samples.kernel();
    assertArrayEquals(raw, BtfDedup.of(Btf.parse(raw)).btf().toBytes());
  }

  @Test
  void kernelTypesTwiceGiveTheKernelTypes() {
    byte[] raw = Samples.kernel();
    Btf kernel = Btf.parse(raw);
    BtfBuilder twice = BtfBuilder.copyOf(kernel);
    int shift = twice.addAll(kernel);
    BtfDedup merged = BtfDedup.withVariables(twice.build());
    assertArrayEquals(raw, merged.btf().toBytes());
    for (int id = 1; id < kernel.typeCount(); id++) {
      assertEquals(id, merged.id(id));
      assertEquals(id, merged.id(id + shift));
    }
  }

  @Test
  void kernelTypesOnTopOfThemselvesLeaveNothing() {
    Btf kernel = Btf.parse(Samples.kernel());
    BtfBuilder split = new BtfBuilder(kernel, kernel.byteOrder());
    for (int id = 1; id < kernel.typeCount(); id++) {
      split.addCopy(kernel, id, target -> target + kernel.typeCount() - 1);
    }
    BtfDedup merged = BtfDedup.withVariables(split.build());
    int forwards = 0;
    for (int id = 1; id < kernel.typeCount(); id++) {
      forwards += kernel.is(id, BtfKind.FWD) ? 1 : 0;
    }
    assertEquals(kernel.typeCount(), merged.btf().typeCount(), forwards + " forwards in the base");
  }

  /// Chains that differ only at their end: every type of one must be told from that of the other.
  @Test
  void longChainsTakeLinearTime() {
    int length = 100_000;
    for (int end : new int[] {number("int", 4), number("long", 8)}) {
      int at = end;
      for (int i = 0; i < length; i++) {
        at = pointer(at);
      }
    }
    Btf chains = builder.build();
    BtfDedup dedup = assertTimeout(Duration.ofSeconds(20), () -> BtfDedup.of(chains));
    assertEquals(chains.typeCount(), dedup.btf().typeCount());
  }

  @Test
  void manyEqualTypesTakeLinearTime() {
    int id = number("int", 4);
    for (int i = 0; i < 100_000; i++) {
      struct("s", pointer(id));
    }
    BtfDedup dedup = assertTimeout(Duration.ofSeconds(20), () -> BtfDedup.of(builder.build()));
    assertEquals(4, dedup.btf().typeCount());
  }
}
