package dev.ebpf4j.btf.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Enumerator;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.BtfType.Param;
import dev.ebpf4j.btf.BtfType.SectionVar;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.MalformedTypeException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToIntFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ValueFormatterTest {

  private record Case(
      String name, ToIntFunction<BtfBuilder> type, String little, String big, String expected) {}

  /// A value of the same bytes in either order.
  private static Case same(
      String name, ToIntFunction<BtfBuilder> type, String bytes, String expected) {
    return new Case(name, type, bytes, bytes, expected);
  }

  private static int number(BtfBuilder b, int bytes, boolean signed) {
    return b.add(BtfType.Int.of("n" + bytes + signed, bytes, signed));
  }

  private static int encoded(BtfBuilder b, String name, int bytes, int encoding) {
    return b.add(new BtfType.Int(name, bytes, encoding, 0, bytes * 8));
  }

  private static int array(BtfBuilder b, int element, long count) {
    return b.add(new BtfType.Array(element, number(b, 4, false), count));
  }

  private static int struct(BtfBuilder b, long size, Member... members) {
    return b.add(BtfType.Struct.of("s", size, List.of(members)));
  }

  private static int colour(BtfBuilder b, int size, boolean signed) {
    return b.add(
        new BtfType.Enum(
            "colour",
            size,
            signed,
            List.of(
                new Enumerator("RED", 1),
                new Enumerator("ROSSO", 1),
                new Enumerator("BLUE", signed ? -2 : 0xffff_fffeL))));
  }

  private static final List<Case> CASES =
      List.of(
          same("u8", b -> number(b, 1, false), "c8", "200"),
          same("s8", b -> number(b, 1, true), "9c", "-100"),
          new Case("u16", b -> number(b, 2, false), "34f2", "f234", "62004"),
          new Case("s16", b -> number(b, 2, true), "0080", "8000", "-32768"),
          new Case("u32", b -> number(b, 4, false), "feffffff", "fffffffe", "4294967294"),
          new Case("s32", b -> number(b, 4, true), "feffffff", "fffffffe", "-2"),
          same("u64", b -> number(b, 8, false), "ffffffffffffffff", "18446744073709551615"),
          new Case(
              "s64",
              b -> number(b, 8, true),
              "0000000000000080",
              "8000000000000000",
              "-9223372036854775808"),
          new Case(
              "u128",
              b -> number(b, 16, false),
              "00ffeeddccbbaa998877665544332211",
              "112233445566778899aabbccddeeff00",
              "0x1122334455667788:99aabbccddeeff00"),
          same("bool", b -> encoded(b, "_Bool", 1, BtfFormat.INT_BOOL), "02", "true"),
          same("false", b -> encoded(b, "_Bool", 1, BtfFormat.INT_BOOL), "00", "false"),
          same("char", b -> encoded(b, "letter", 1, BtfFormat.INT_CHAR), "e9", "'e9'"),
          new Case(
              "an integer of 24 bits",
              b -> b.add(new BtfType.Int("odd", 4, 0, 0, 24)),
              "56341200",
              "12345600",
              "0x123456"),
          new Case(
              "an integer that starts within its byte",
              b -> b.add(new BtfType.Int("late", 4, 0, 4, 8)),
              "f0bcffff",
              "fcffffff",
              "0xcf"),
          same("enum", b -> colour(b, 1, false), "01", "RED"),
          same("enum: values are compared as signed", b -> colour(b, 1, false), "fe", "BLUE"),
          same("enum without a name for it", b -> colour(b, 1, true), "80", "-128"),
          new Case(
              "enum of 8 bytes",
              b -> colour(b, 8, true),
              "0100000000000000",
              "0000000000000001",
              "RED"),
          new Case(
              "enum64",
              b ->
                  b.add(
                      new BtfType.Enum64(
                          "e", 8, false, List.of(new Enumerator("HUGE", 0x1_0000_0000L)))),
              "0000000001000000",
              "0000000100000000",
              "HUGE"),
          new Case(
              "pointer",
              b -> b.add(new BtfType.Ptr(0)),
              "0010000000000000",
              "0000000000001000",
              "*1000"),
          same(
              "pointers of 4 bytes where long has 4",
              b -> {
                b.add(BtfType.Int.of("long", 4, true));
                return b.add(new BtfType.Ptr(0));
              },
              "10101010",
              "*10101010"),
          same(
              "typedefs and qualifiers are passed over",
              b ->
                  b.add(
                      new BtfType.Typedef(
                          "t",
                          b.add(
                              new BtfType.Const(
                                  b.add(
                                      new BtfType.Volatile(
                                          b.add(
                                              new BtfType.Restrict(
                                                  b.add(
                                                      new BtfType.TypeTag(
                                                          "tag",
                                                          number(b, 1, false),
                                                          false)))))))))),
              "07",
              "7"),
          same("array", b -> array(b, number(b, 1, true), 3), "01ff02", "[+1 -1 +2]"),
          same(
              "array of arrays",
              b -> array(b, array(b, number(b, 1, false), 2), 2),
              "01020304",
              "[[1 2] [3 4]]"),
          same("flexible array", b -> array(b, number(b, 1, false), 0), "", "[]"),
          same(
              "text",
              b -> array(b, b.add(new BtfType.Const(encoded(b, "char", 1, 1))), 4),
              "68690000",
              "\"hi\""),
          same(
              "text by encoding",
              b -> array(b, encoded(b, "letter", 1, BtfFormat.INT_CHAR), 3),
              "686900",
              "\"hi\""),
          same(
              "text without an end is numbers",
              b -> array(b, encoded(b, "char", 1, 1), 2),
              "6869",
              "[+104 +105]"),
          same(
              "text that is not printable is numbers",
              b -> array(b, encoded(b, "char", 1, 0), 3),
              "680a00",
              "[104 10 0]"),
          same(
              "a typedef of char makes no text",
              b -> array(b, b.add(new BtfType.Typedef("c", encoded(b, "char", 1, 0))), 2),
              "6800",
              "[104 0]"),
          same(
              "struct with a hole and an anonymous union",
              b -> {
                int u8 = number(b, 1, false);
                int u16 = number(b, 2, false);
                int union =
                    b.add(
                        BtfType.Union.of(
                            "", 2, List.of(Member.at("w", u16, 0), Member.at("b", u8, 0))));
                return struct(b, 4, Member.at("a", u8, 0), Member.at("", union, 2));
              },
              "01ee3434",
              "{a=1 ={w=13364 b=52}}"),
          same("empty struct", b -> struct(b, 0), "", "{}"),
          new Case(
              "bit-fields",
              b -> {
                int u32 = number(b, 4, false);
                return struct(
                    b,
                    8,
                    new Member("one", u32, 0, 1),
                    new Member("three", u32, 1, 3),
                    new Member("nine", u32, 4, 9),
                    new Member("next", u32, 32, 32));
              },
              "db150000efbeadde",
              "dae80000deadbeef",
              "{one=0x1 three=0x5 nine=0x15d next=0xdeadbeef}"),
          same(
              "variable",
              b -> b.add(new BtfType.Var("v", number(b, 1, false), BtfType.GLOBAL)),
              "07",
              "{v=7}"),
          same(
              "section",
              b -> {
                int u8 = number(b, 1, false);
                int a = b.add(new BtfType.Var("a", u8, BtfType.GLOBAL));
                int c = b.add(new BtfType.Var("c", u8, BtfType.STATIC));
                return b.add(
                    new BtfType.Datasec(
                        ".data", 3, List.of(new SectionVar(a, 2, 1), new SectionVar(c, 0, 1))));
              },
              "07ee09",
              "{.data=[{a=9} {c=7}]}"));

  @TestFactory
  List<DynamicTest> values() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Case c : CASES) {
      tests.add(
          dynamicTest(
              c.name + ", little-endian",
              () -> assertEquals(c.expected, text(c.type, ByteOrder.LITTLE_ENDIAN, c.little))));
      tests.add(
          dynamicTest(
              c.name + ", big-endian",
              () -> assertEquals(c.expected, text(c.type, ByteOrder.BIG_ENDIAN, c.big))));
    }
    return tests;
  }

  private static String text(ToIntFunction<BtfBuilder> type, ByteOrder order, String bytes) {
    BtfBuilder builder = new BtfBuilder(null, order);
    int id = type.applyAsInt(builder);
    byte[] value = HexFormat.of().parseHex(bytes);
    byte[] data = new byte[value.length + 5];
    System.arraycopy(value, 0, data, 3, value.length);
    ValueFormatter formatter = ValueFormatter.of(builder.build(), id);
    assertTrue(formatter.sizeBytes() <= value.length);
    SinkText sink = new SinkText();
    assertTrue(formatter.format(data, 3, sink));
    return sink.toString();
  }

  private static Btf btf(ToIntFunction<BtfBuilder> types) {
    BtfBuilder builder = new BtfBuilder(null, ByteOrder.LITTLE_ENDIAN);
    types.applyAsInt(builder);
    return builder.build();
  }

  /// The last type that was built.
  private static int last(Btf btf) {
    return btf.typeCount() - 1;
  }

  @Property
  void everyBitFieldOfEveryWidth(
      @ForAll @Size(20) byte[] data,
      @ForAll @IntRange(max = 7) int offset,
      @ForAll @IntRange(min = 1, max = 128) int bits,
      @ForAll boolean bigEndian) {
    BitsPlan plan = new BitsPlan(offset, bits, bigEndian);
    SinkText sink = new SinkText();
    plan.format(data, 1, sink);

    byte[] magnitude = new byte[(int) plan.extent];
    for (int i = 0; i < magnitude.length; i++) {
      magnitude[i] = data[1 + (bigEndian ? i : magnitude.length - 1 - i)];
    }
    int below = bigEndian ? magnitude.length * 8 - offset - bits : offset;
    BigInteger expected =
        new BigInteger(1, magnitude).shiftRight(below).mod(BigInteger.ONE.shiftLeft(bits));
    assertEquals(expected, new BigInteger(plainHex(sink.toString()), 16));
  }

  /// `0x1:2` has the low half behind the colon, without its leading zeros.
  private static String plainHex(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return text.substring(2);
    }
    String low = text.substring(colon + 1);
    return text.substring(2, colon) + "0".repeat(16 - low.length()) + low;
  }

  @TestFactory
  List<DynamicTest> typesWithoutAForm() {
    return List.of(
        unsupported("void", b -> 0, "(unknown)"),
        unsupported("forward", b -> b.add(new BtfType.Fwd("f", false)), "(fwd-kind-invalid)"),
        unsupported("float", b -> b.add(new BtfType.Float("float", 4)), "(unsupported-kind)"),
        unsupported(
            "function type", b -> b.add(new BtfType.FuncProto(0, List.of())), "(unsupported-kind)"),
        unsupported(
            "nothing follows, but what is open is closed",
            b -> {
              int u8 = number(b, 1, false);
              int f = array(b, b.add(new BtfType.Float("float", 4)), 2);
              return struct(
                  b, 12, Member.at("a", u8, 0), Member.at("f", f, 4), Member.at("b", u8, 1));
            },
            "{a=0 f=[(unsupported-kind)]}"));
  }

  private static DynamicTest unsupported(
      String name, ToIntFunction<BtfBuilder> type, String expected) {
    return dynamicTest(
        name,
        () -> {
          BtfBuilder builder = new BtfBuilder(null, ByteOrder.LITTLE_ENDIAN);
          int id = type.applyAsInt(builder);
          SinkText sink = new SinkText();
          assertFalse(ValueFormatter.of(builder.build(), id).format(new byte[16], 0, sink));
          assertEquals(expected, sink.toString());
        });
  }

  @Test
  void pointersToFunctionsMayHoldPrograms() {
    Btf btf =
        btf(
            b -> {
              int s = b.add(BtfType.Struct.of("sock", 0, List.of()));
              int sock = b.add(new BtfType.Ptr(s));
              int proto = b.add(new BtfType.FuncProto(0, List.of(new Param("sk", sock))));
              int call = b.add(new BtfType.Ptr(proto));
              return struct(
                  b,
                  32,
                  Member.at("a", call, 0),
                  Member.at("b", call, 8),
                  Member.at("c", call, 16),
                  Member.at("d", sock, 24));
            });
    byte[] data = new byte[32];
    data[0] = 7;
    data[20] = 1;
    data[24] = 9;
    SinkText sink = new SinkText();
    ValueFormatter.of(btf, last(btf), ByteOrder.LITTLE_ENDIAN, id -> "init/prog_id:" + id)
        .format(data, 0, sink);
    assertEquals(
        "{a=<void (struct sock * sk) init/prog_id:7> b=<void (struct sock * sk) 0> c=*100000000"
            + " d=*9}",
        sink.toString());
  }

  @Test
  void dataThatIsTooShortIsRefusedBeforeAnythingIsSaid() {
    Btf btf = btf(b -> array(b, number(b, 4, false), 3));
    SinkText sink = new SinkText();
    ValueFormatter formatter = ValueFormatter.of(btf, last(btf));
    assertThrows(MalformedException.class, () -> formatter.format(new byte[11], 0, sink));
    assertThrows(MalformedException.class, () -> formatter.format(new byte[12], 1, sink));
    assertThrows(MalformedException.class, () -> formatter.format(new byte[12], -1, sink));
    assertEquals("", sink.toString());
  }

  @TestFactory
  List<DynamicTest> typesThatCannotBe() {
    return List.of(
        malformed(
            "struct that contains itself",
            b -> struct(b, 8, Member.at("me", b.nextId(), 0), Member.at("too", b.nextId(), 4))),
        malformed(
            "array that contains itself",
            b -> {
              int index = number(b, 4, false);
              return b.add(new BtfType.Array(b.nextId(), index, 2));
            }),
        malformed("array without end", b -> array(b, number(b, 8, false), 0xffff_ffffL)),
        malformed("nothing, very often", b -> array(b, array(b, struct(b, 0), 1_000_000), 1_000)),
        malformed(
            "unions that multiply",
            b -> {
              int type = number(b, 1, false);
              for (int i = 0; i < 40; i++) {
                type =
                    b.add(
                        BtfType.Union.of(
                            "u" + i, 1, List.of(Member.at("a", type, 0), Member.at("b", type, 0))));
              }
              return type;
            }),
        malformed(
            "too deep",
            b -> {
              int type = number(b, 1, false);
              for (int i = 0; i < 100; i++) {
                type = b.add(BtfType.Struct.of("s" + i, 1, List.of(Member.at("a", type, 0))));
              }
              return type;
            }),
        malformed("enum of three bytes", b -> b.add(new BtfType.Enum("e", 3, false, List.of()))),
        malformed(
            "bit-field of 200 bits",
            b -> struct(b, 32, new Member("wide", number(b, 16, false), 0, 200))));
  }

  private static DynamicTest malformed(String name, ToIntFunction<BtfBuilder> type) {
    return dynamicTest(
        name,
        () ->
            assertThrows(
                MalformedTypeException.class,
                () -> {
                  BtfBuilder builder = new BtfBuilder(null, ByteOrder.LITTLE_ENDIAN);
                  int id = type.applyAsInt(builder);
                  ValueFormatter.of(builder.build(), id);
                }));
  }

  @Test
  void labelsAreReadyForJson() {
    assertEquals("\"plain\"", new String(Label.of("plain").quoted(), UTF_8));
    assertEquals(
        "\"q\\\" b\\\\ \\n\\t\\r\\f\\b \\u0001 \u00e9\"",
        new String(Label.of("q\" b\\ \n\t\r\f\b \u0001 \u00e9").quoted(), UTF_8));
    assertEquals("", Label.of("").toString());
  }
}
