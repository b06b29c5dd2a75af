package dev.ebpf4j.btf.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Enumerator;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.error.MalformedTypeException;
import dev.ebpf4j.util.TextBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class BtfBuilderTest {

  private final BtfBuilder builder = new BtfBuilder();

  @Test
  void idsAreGivenInOrderAndMayBeUsedBefore() {
    assertEquals(1, builder.nextId());
    assertEquals(1, builder.add(new BtfType.Ptr(2)));
    assertThrows(MalformedTypeException.class, builder::build);
    assertEquals(2, builder.add(BtfType.Int.of("int", 4, true)));
    assertEquals(new BtfType.Ptr(2), builder.build().type(1));
  }

  @Test
  void aTypeIsReplacedByALongerOrShorterOne() {
    int number = builder.add(BtfType.Int.of("int", 4, true));
    int section = builder.add(new BtfType.Datasec(".data", 0, List.of()));
    int last = builder.add(new BtfType.Ptr(number));
    BtfType longer = new BtfType.Datasec(".data", 8, List.of(new BtfType.SectionVar(number, 0, 4)));
    builder.replace(section, longer);
    builder.replace(number, new BtfType.Float("float", 4));
    Btf btf = Btf.parse(builder.build().toBytes());
    assertEquals(new BtfType.Float("float", 4), btf.type(number));
    assertEquals(longer, btf.type(section));
    assertEquals(new BtfType.Ptr(number), btf.type(last));
    assertThrows(IndexOutOfBoundsException.class, () -> builder.replace(4, longer));
    assertThrows(IndexOutOfBoundsException.class, () -> builder.replace(0, longer));
  }

  @Test
  void eachStringIsKeptOnce() {
    int first = builder.string("name");
    assertEquals(first, builder.string("name"));
    assertEquals(0, builder.string(""));
    builder.add(new BtfType.Typedef("name", 0));
    Btf btf = builder.build();
    assertEquals(first, btf.nameOffset(1));
    assertEquals(6, btf.stringEnd());
    assertThrows(IllegalArgumentException.class, () -> builder.string("a\0b"));
  }

  @Test
  void manyStringsAreAllFoundAgain() {
    int[] offsets = new int[5000];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = builder.string("string number " + i);
    }
    BtfBuilder split = new BtfBuilder(builder.build(), ByteOrder.nativeOrder());
    for (int i = 0; i < offsets.length; i++) {
      assertEquals(offsets[i], builder.string("string number " + i));
      assertEquals(offsets[i], split.string("string number " + i));
    }
    assertEquals(builder.build().stringEnd(), split.string("fresh"));
    for (int i = 0; i < 1000; i++) {
      split.string("more " + i); // grows over strings of the base
    }
    BtfBuilder deeper = new BtfBuilder(split.build(), ByteOrder.nativeOrder());
    assertEquals(offsets[7], deeper.string("string number 7"));
    assertEquals(builder.build().stringEnd(), deeper.string("fresh"));
  }

  @Test
  void aCopyKeepsIdsAndUnusedStrings() {
    int unused = builder.string("unused");
    builder.add(BtfType.Int.of("int", 4, true));
    BtfBuilder copy = BtfBuilder.copyOf(builder.build());
    assertEquals(unused, copy.string("unused"));
    assertEquals(2, copy.add(new BtfType.Const(1)));
    assertEquals(BtfType.Int.of("int", 4, true), copy.build().type(1));
  }

  @Test
  void splitTypesGoOnlyOnTheirOwnBase() {
    builder.add(BtfType.Int.of("int", 4, true));
    Btf base = builder.build();
    BtfBuilder split = new BtfBuilder(base, base.byteOrder());
    split.add(new BtfType.Ptr(1));
    Btf onBase = split.build();
    assertEquals(1, split.addAll(onBase));
    assertEquals(new BtfType.Ptr(1), split.build().type(3));
    assertThrows(IllegalArgumentException.class, () -> builder.addAll(onBase));
  }

  record Bad(String name, BtfType type) {}

  @TestFactory
  List<DynamicTest> whatTheFormatCannotHoldIsRefused() {
    Enumerator big = new Enumerator("BIG", 1L << 32);
    return List.of(
            new Bad("void", new BtfType.Void()),
            new Bad("size of 4 GB", BtfType.Struct.of("s", 1L << 32, List.of())),
            new Bad("negative size", new BtfType.Float("f", -1)),
            new Bad("value too large", new BtfType.Enum("e", 4, false, List.of(big))),
            new Bad(
                "negative value of an unsigned enumeration",
                new BtfType.Enum("e", 4, false, List.of(new Enumerator("N", -1)))),
            new Bad(
                "value too large for a sign",
                new BtfType.Enum("e", 4, true, List.of(new Enumerator("N", 1L << 31)))),
            new Bad(
                "bit-field in a struct without bit-fields",
                new BtfType.Struct("s", 4, false, List.of(new Member("m", 0, 0, 3)))),
            new Bad(
                "bit-field too far out",
                BtfType.Struct.of("s", 4, List.of(new Member("m", 0, 1 << 24, 3)))),
            new Bad(
                "bit-field too wide",
                BtfType.Union.of("s", 4, List.of(new Member("m", 0, 0, 256)))),
            new Bad(
                "too many values",
                new BtfType.Enum(
                    "e", 4, true, Collections.nCopies(65_536, new Enumerator("A", 0)))))
        .stream()
        .map(
            bad ->
                dynamicTest(
                    bad.name(),
                    () -> {
                      assertThrows(IllegalArgumentException.class, () -> builder.add(bad.type()));
                      int next = builder.nextId();
                      assertEquals(next, builder.add(BtfType.Int.of("int", 4, true)));
                      assertEquals("int", builder.build().name(next));
                    }))
        .toList();
  }

  @Test
  void stringsAreComparedAndWrittenAsBytes() {
    int apple = builder.string("apple");
    int apricot = builder.string("apricot");
    int umlaut = builder.string("ä\"\\");
    Btf base = builder.build();
    BtfBuilder split = new BtfBuilder(base, base.byteOrder());
    int zebra = split.string("zebra");
    Btf btf = split.build();
    assertEquals(0, btf.compareStrings(apple, apple));
    assertFalse(btf.compareStrings(apple, apricot) >= 0);
    assertFalse(btf.compareStrings(umlaut, zebra) <= 0); // as bytes, not as characters
    assertFalse(btf.stringPrefix(apple) >= btf.stringPrefix(apricot));
    assertEquals("zebra".hashCode(), (int) btf.stringHash(zebra));
    TextBuffer out = new TextBuffer();
    btf.appendString(zebra, out);
    btf.appendJsonString(umlaut, out);
    assertEquals("zebraä\\\"\\\\", out.toString());
  }
}
