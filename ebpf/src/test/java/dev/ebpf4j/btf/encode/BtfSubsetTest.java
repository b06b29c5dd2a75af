package dev.ebpf4j.btf.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.BtfType.Param;
import dev.ebpf4j.error.MalformedTypeException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BtfSubsetTest {

  private final BtfBuilder builder = new BtfBuilder();
  private final int number = builder.add(BtfType.Int.of("int", 4, true)); // 1
  private final int inner =
      builder.add(BtfType.Union.of("", 4, List.of(new Member("flag", number, 0, 1)))); // 2
  private final int outer =
      builder.add(
          BtfType.Struct.of(
              "outer",
              32,
              List.of(
                  Member.at("a", number, 0),
                  Member.at("", inner, 8),
                  Member.at("next", 4, 16),
                  Member.at("list", 5, 24)))); // 3
  private final int pointer = builder.add(new BtfType.Ptr(outer)); // 4
  private final int array = builder.add(new BtfType.Array(inner, number, 2)); // 5
  private final int proto =
      builder.add(new BtfType.FuncProto(number, List.of(new Param("o", pointer)))); // 6
  private final int alias = builder.add(new BtfType.Typedef("outer_t", outer)); // 7
  private final int tagged = builder.add(new BtfType.Ptr(9)); // 8
  private final int tag = builder.add(new BtfType.TypeTag("rcu", outer, false)); // 9
  private final Btf source = builder.build();
  private final BtfSubset subset = new BtfSubset(source);

  private void assertTypes(BtfType... expected) {
    Btf small = subset.build();
    assertEquals(expected.length + 1, small.typeCount());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], small.type(i + 1));
    }
  }

  private static BtfType emptyOuter() {
    return BtfType.Struct.of("outer", 32, List.of());
  }

  @Test
  void aTypeComesWithoutMembers() {
    subset.addType(alias);
    assertTypes(emptyOuter(), new BtfType.Typedef("outer_t", 1));
  }

  @Test
  void aPointerPointsToNothingUnlessAskedFor() {
    subset.addType(pointer);
    assertTypes(new BtfType.Ptr(0));
    subset.addTypeWithPointers(pointer);
    assertTypes(emptyOuter(), new BtfType.Ptr(1));
  }

  @Test
  void pointersAreFollowedThroughPrototypesAndTags() {
    subset.addTypeWithPointers(proto);
    subset.addTypeWithPointers(tagged);
    assertTypes(
        BtfType.Int.of("int", 4, true),
        emptyOuter(),
        new BtfType.Ptr(2),
        new BtfType.FuncProto(1, List.of(new Param("o", 3))),
        new BtfType.Ptr(6),
        new BtfType.TypeTag("rcu", 2, false));
  }

  @Test
  void aFieldComesWithItsWay() {
    subset.addField(alias, List.of(0L, 3L, 1L, 0L)); // outer_t.list[1].flag
    assertTypes(
        BtfType.Int.of("int", 4, true),
        BtfType.Union.of("", 4, List.of(new Member("flag", 1, 0, 1))),
        BtfType.Struct.of("outer", 32, List.of(Member.at("list", 4, 24))),
        new BtfType.Array(2, 1, 2),
        new BtfType.Typedef("outer_t", 3));
  }

  @Test
  void aWholeTypeHasAllMembersButThoseBehindPointers() {
    subset.addWhole(tagged);
    assertTypes(emptyOuter(), new BtfType.Ptr(3), new BtfType.TypeTag("rcu", 1, false));
    subset.addWhole(alias);
    assertEquals(
        List.of("a", "", "next", "list"),
        ((BtfType.Struct) subset.build().type(3)).members().stream().map(Member::name).toList());
    assertEquals(new BtfType.Ptr(3), subset.build().type(4));
  }

  @Test
  void wholePrototypesAndArrays() {
    subset.addWhole(proto);
    subset.addWhole(array);
    assertTypes(
        BtfType.Int.of("int", 4, true),
        BtfType.Union.of("", 4, List.of(new Member("flag", 1, 0, 1))),
        emptyOuter(),
        new BtfType.Ptr(3),
        new BtfType.Array(2, 1, 2),
        new BtfType.FuncProto(1, List.of(new Param("o", 4))));
  }

  @Test
  void pathsThatLeadNowhereAreRefused() {
    assertThrows(MalformedTypeException.class, () -> subset.addField(outer, List.of(0L, 4L)));
    assertThrows(MalformedTypeException.class, () -> subset.addField(outer, List.of(0L, 0L, 0L)));
    assertThrows(ArithmeticException.class, () -> subset.addField(outer, List.of(0L, 1L << 40)));
  }

  @Test
  void nothingPickedIsNothing() {
    assertTypes();
    subset.addType(0);
    subset.addWhole(0);
    assertTypes();
    assertEquals(BtfType.Struct.class, source.type(outer).getClass());
    assertEquals(BtfType.TypeTag.class, source.type(tag).getClass());
  }
}
