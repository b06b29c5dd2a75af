package dev.ebpf4j.btf;

import static dev.ebpf4j.btf.RawBtf.A;
import static dev.ebpf4j.btf.RawBtf.B;
import static dev.ebpf4j.btf.RawBtf.info;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.MalformedTypeException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Blobs that break the rules of the format: each is refused with a reason, or, where the whole
/// stays usable, accepted and refused by the question that has no answer.
class BadInputTest {

  record Blob(String name, byte[] bytes, String message) {}

  record Type(String name, RawBtf blob, int id, BtfKind kind, long offset, String problem) {}

  record Question(String name, RawBtf blob, Consumer<Btf> ask, int id, String problem) {}

  private static final List<Blob> HEADERS =
      List.of(
          new Blob("empty", new byte[0], "BTF header at offset 0: need 24 bytes, have 0"),
          new Blob("cut", Arrays.copyOf(good(), 23), "need 24 bytes, have 23"),
          new Blob("no magic", new byte[24], "no BTF: starts with 0, 0"),
          new Blob("header too short", head(23, 0, 0, 0, 1, 0), "at offset 4: length 23 of 25"),
          new Blob("header past end", head(0x1000, 0, 0, 0, 1, 0), "length 4096 of 25 bytes"),
          new Blob("header of 4 GB", head(-1, 0, 0, 0, 1, 0), "length 4294967295 of 25 bytes"),
          new Blob("strings past end", head(24, 0, 0, 0, 2, 0), "strings at 0+2 in a body of 1"),
          new Blob(
              "string sum overflows",
              head(24, 0, 0, 0xffff_fff0, 0x20, 0),
              "strings at 4294967280+32 in a body of 1"),
          new Blob("types of 4 GB", head(24, 0, -1, 0, 1, 0), "types at 0+4294967295 reach"),
          new Blob("types past strings", head(24, 0, 4, 0, 5, 0, 0, 0, 0, 0), "types at 0+4 reach"),
          new Blob("types askew", head(24, 2, 0, 2, 1, 0, 0, 0), "not a multiple of 4"),
          new Blob("odd types", head(24, 0, 2, 2, 1, 0, 0, 0), "length 2 of types"),
          new Blob("no strings", head(24, 0, 0, 0, 0), "the last string is not terminated"),
          new Blob("unterminated", head(24, 0, 0, 0, 2, 0, 'x'), "not terminated"),
          new Blob("first not empty", head(24, 0, 0, 0, 2, 'x', 0), "first string is not empty"),
          new Blob(
              "half a record",
              head(24, 0, 8, 8, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
              "BTF types at offset 24: type [1] needs 12 bytes, have 8"));

  private static byte[] good() {
    return RawBtf.little().anInt().bytes();
  }

  private static byte[] head(
      int headerLength, int typeOff, int typeLen, int strOff, int strLen, int... body) {
    var out = RawBtf.little().header(headerLength, typeOff, typeLen, strOff, strLen);
    for (int b : body) {
      out.u8(b);
    }
    return out.toByteArray();
  }

  @TestFactory
  List<DynamicTest> brokenFrames() {
    return HEADERS.stream()
        .map(
            blob ->
                dynamicTest(
                    blob.name(),
                    () -> {
                      var e = assertThrows(MalformedException.class, () -> Btf.parse(blob.bytes()));
                      assertTrue(e.getMessage().contains(blob.message()), e.getMessage());
                    }))
        .toList();
  }

  private static RawBtf blob() {
    return RawBtf.little().anInt();
  }

  private static Type bad(String name, BtfKind kind, RawBtf blob, String problem) {
    return new Type(name, blob, 2, kind, 40, problem);
  }

  private static final List<Type> TYPES =
      List.of(
          bad("name", BtfKind.PTR, blob().type(9, info(BtfKind.PTR, 0), 1), "(string offset 9)"),
          bad(
              "name of 4 GB",
              BtfKind.PTR,
              blob().type(-1, info(BtfKind.PTR, 0), 1),
              "invalid type name (string offset 4294967295)"),
          bad(
              "target",
              BtfKind.PTR,
              blob().type(0, info(BtfKind.PTR, 0), 3),
              "invalid referenced type ID 3"),
          bad(
              "target of 4 GB",
              BtfKind.TYPEDEF,
              blob().type(A, info(BtfKind.TYPEDEF, 0), -1),
              "invalid referenced type ID 4294967295"),
          bad(
              "element",
              BtfKind.ARRAY,
              blob().type(0, info(BtfKind.ARRAY, 0), 0, 7, 1, 2),
              "invalid referenced type ID 7"),
          bad(
              "index",
              BtfKind.ARRAY,
              blob().type(0, info(BtfKind.ARRAY, 0), 0, 1, 8, 2),
              "invalid referenced type ID 8"),
          bad(
              "array cut",
              BtfKind.ARRAY,
              blob().type(0, info(BtfKind.ARRAY, 0), 0, 1),
              "needs 24 bytes, have 16"),
          bad(
              "member name",
              BtfKind.STRUCT,
              blob().type(A, info(BtfKind.STRUCT, 1), 4, 99, 1, 0),
              "invalid field name (string offset 99)"),
          bad(
              "member type",
              BtfKind.UNION,
              blob().type(A, info(BtfKind.UNION, 1), 4, B, 99, 0),
              "invalid referenced type ID 99"),
          bad(
              "members past the end",
              BtfKind.STRUCT,
              blob().type(A, info(BtfKind.STRUCT, 0xffff), 4, B, 1, 0),
              "needs 786432 bytes, have 24"),
          bad(
              "value name",
              BtfKind.ENUM,
              blob().type(A, info(BtfKind.ENUM, 1), 4, 99, 1),
              "invalid enum name (string offset 99)"),
          bad(
              "values past the end",
              BtfKind.ENUM64,
              blob().type(A, info(BtfKind.ENUM64, 2), 8, B, 1, 0),
              "needs 36 bytes, have 24"),
          bad(
              "value name of enum64",
              BtfKind.ENUM64,
              blob().type(A, info(BtfKind.ENUM64, 1), 8, 99, 1, 0),
              "invalid enum name (string offset 99)"),
          bad(
              "parameter name",
              BtfKind.FUNC_PROTO,
              blob().type(0, info(BtfKind.FUNC_PROTO, 1), 0, 99, 1),
              "invalid param name (string offset 99)"),
          bad(
              "parameter type",
              BtfKind.FUNC_PROTO,
              blob().type(0, info(BtfKind.FUNC_PROTO, 1), 0, A, 99),
              "invalid referenced type ID 99"),
          bad(
              "return type",
              BtfKind.FUNC_PROTO,
              blob().type(0, info(BtfKind.FUNC_PROTO, 0), 99),
              "invalid referenced type ID 99"),
          bad(
              "function of no prototype",
              BtfKind.FUNC,
              blob().type(A, info(BtfKind.FUNC, 1), 1),
              "referenced type [1] is not FUNC_PROTO"),
          bad(
              "section variable",
              BtfKind.DATASEC,
              blob().type(A, info(BtfKind.DATASEC, 1), 4, 99, 0, 4),
              "invalid referenced type ID 99"),
          bad(
              "variable cut",
              BtfKind.VAR,
              blob().type(A, info(BtfKind.VAR, 0), 1),
              "needs 16 bytes, have 12"),
          bad(
              "tag target",
              BtfKind.DECL_TAG,
              blob().type(A, info(BtfKind.DECL_TAG, 0), 99, -1),
              "invalid referenced type ID 99"));

  @TestFactory
  List<DynamicTest> brokenTypes() {
    return TYPES.stream()
        .map(
            bad ->
                dynamicTest(
                    bad.name(),
                    () -> {
                      var e = assertThrows(MalformedTypeException.class, () -> bad.blob().parse());
                      assertTrue(e.problem().contains(bad.problem()), e.getMessage());
                      assertEquals(bad.id(), e.typeId());
                      assertEquals(bad.kind().name(), e.kind());
                      assertEquals(bad.offset(), e.offset());
                    }))
        .toList();
  }

  @Test
  void unknownKindsAreNamed() {
    for (int kind : new int[] {0, 20, 31}) {
      RawBtf blob = blob().type(0, kind << 24, 0);
      var e = assertThrows(MalformedTypeException.class, blob::parse);
      assertEquals("unsupported kind " + kind, e.problem());
      assertEquals(2, e.typeId());
      assertEquals(40, e.offset());
    }
  }

  private static final RawBtf SELF_STRUCT =
      blob().type(A, info(BtfKind.STRUCT, 1), 4, B, 2, 0).type(0, info(BtfKind.PTR, 0), 2);
  private static final RawBtf TYPEDEF_CYCLE =
      blob().type(A, info(BtfKind.TYPEDEF, 0), 3).type(B, info(BtfKind.TYPEDEF, 0), 2);
  private static final RawBtf CONST_CYCLE = blob().type(0, info(BtfKind.CONST, 0), 2);
  private static final RawBtf POINTER_CYCLE =
      blob().type(0, info(BtfKind.PTR, 0), 3).type(0, info(BtfKind.PTR, 0), 2);
  private static final RawBtf ARRAY_CYCLE = blob().type(0, info(BtfKind.ARRAY, 0), 0, 2, 1, 1);
  private static final RawBtf HUGE_ARRAY =
      blob()
          .type(0, info(BtfKind.ARRAY, 0), 0, 1, 1, 0x4000_0000)
          .type(0, info(BtfKind.ARRAY, 0), 0, 2, 1, -1);
  private static final RawBtf VOID_MEMBER = blob().type(A, info(BtfKind.STRUCT, 1), 4, B, 0, 0);
  private static final RawBtf VOID_ARRAY = blob().type(0, info(BtfKind.ARRAY, 0), 0, 0, 1, 2);
  private static final RawBtf FAR_MEMBER = blob().type(A, info(BtfKind.STRUCT, 1), 4, B, 1, 8);

  private static final List<Question> QUESTIONS =
      List.of(
          ask("self-containing struct: alignment", SELF_STRUCT, b -> b.alignBytes(2), 2, "itself"),
          ask("self-containing struct", SELF_STRUCT, Btf::verifyLayouts, 2, "contains itself"),
          ask("typedef cycle: resolve", TYPEDEF_CYCLE, b -> b.resolve(2), 2, "endless"),
          ask("typedef cycle: size", TYPEDEF_CYCLE, b -> b.sizeBytes(3), 3, "endless"),
          ask("typedef cycle: element", TYPEDEF_CYCLE, b -> b.elementOf(3), 3, "endless"),
          ask("typedef cycle: alignment", TYPEDEF_CYCLE, b -> b.alignBytes(3), 3, "itself"),
          ask("typedef cycle", TYPEDEF_CYCLE, Btf::verifyLayouts, 2, "contains itself"),
          ask("const cycle", CONST_CYCLE, b -> b.skipModifiers(2), 2, "endless"),
          ask("pointer cycle", POINTER_CYCLE, Btf::verifyLayouts, 2, "endless"),
          ask("array cycle: size", ARRAY_CYCLE, b -> b.sizeBytes(2), 2, "endless"),
          ask("array cycle: element", ARRAY_CYCLE, b -> b.elementOf(2), 2, "endless"),
          ask("array cycle", ARRAY_CYCLE, Btf::verifyLayouts, 2, "contains itself"),
          ask("4 GB array: size", HUGE_ARRAY, b -> b.sizeBytes(2), 2, "exceeds 4 GB"),
          ask("overflowing array: size", HUGE_ARRAY, b -> b.sizeBytes(3), 3, "exceeds 4 GB"),
          ask("huge array", HUGE_ARRAY, Btf::verifyLayouts, 2, "exceeds 4 GB"),
          ask("void member", VOID_MEMBER, Btf::verifyLayouts, 2, "member 0 has no size"),
          ask("void member: alignment", VOID_MEMBER, b -> b.alignBytes(2), 0, "no alignment"),
          ask("array of void", VOID_ARRAY, Btf::verifyLayouts, 2, "elements have no size"),
          ask("array of void: size", VOID_ARRAY, b -> b.sizeBytes(2), 2, "has no size"),
          ask("member outside", FAR_MEMBER, Btf::verifyLayouts, 2, "beyond the size of 4 bytes"),
          ask("void: size", blob(), b -> b.sizeBytes(0), 0, "has no size"));

  private static Question ask(String name, RawBtf blob, Consumer<Btf> ask, int id, String problem) {
    return new Question(name, blob, ask, id, problem);
  }

  @TestFactory
  List<DynamicTest> questionsWithoutAnswer() {
    return QUESTIONS.stream()
        .map(
            question ->
                dynamicTest(
                    question.name(),
                    () -> {
                      Btf btf = question.blob().parse();
                      var e =
                          assertThrows(
                              MalformedTypeException.class, () -> question.ask().accept(btf));
                      assertTrue(e.problem().contains(question.problem()), e.getMessage());
                      assertEquals(question.id(), e.typeId());
                      // and the same when asked again
                      assertThrows(MalformedTypeException.class, () -> question.ask().accept(btf));
                    }))
        .toList();
  }

  @Test
  void deepNestingIsRefusedWithoutOverflowingTheStack() {
    RawBtf blob = blob();
    int depth = 100_000;
    for (int i = 0; i < depth; i++) {
      blob.type(A, info(BtfKind.STRUCT, 1), 4, B, i + 1, 0);
    }
    Btf btf = blob.parse();
    var e = assertThrows(MalformedTypeException.class, () -> btf.alignBytes(depth + 1));
    assertEquals("is nested too deep", e.problem());
    btf.verifyLayouts();
    assertEquals(4, btf.alignBytes(100));
  }

  @Test
  void idsAndOffsetsThatDoNotExistAreCallersMistakes() {
    Btf btf = blob().parse();
    assertThrows(IndexOutOfBoundsException.class, () -> btf.type(2));
    assertThrows(IndexOutOfBoundsException.class, () -> btf.kind(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> btf.string(9));
    assertThrows(IndexOutOfBoundsException.class, () -> btf.string(-1));
    assertThrows(IllegalArgumentException.class, () -> BtfKind.of(20));
  }

  @Test
  void gapsAndLongHeadersAreFine() {
    byte[] types = new byte[8]; // unknown header fields, then a gap
    byte[] raw =
        RawBtf.little()
            .header(32, 4, 16, 24, 5)
            .bytes(types)
            .zeros(4)
            .u32(1)
            .u32(info(BtfKind.INT, 0))
            .u32(4)
            .u32(32)
            .zeros(4)
            .string("")
            .string("int")
            .toByteArray();
    Btf btf = Btf.parse(raw);
    assertEquals(BtfType.Int.of("int", 4, false), btf.type(1));
    assertEquals(36, btf.recordOffset(1));
    assertArrayEquals(
        new RawBtf(ByteOrder.LITTLE_ENDIAN)
            .strings("\0int\0")
            .type(1, info(BtfKind.INT, 0), 4, 32)
            .bytes(),
        btf.toBytes());
  }

  @Test
  void everyCutOfARealBlobIsRefused() {
    byte[] raw = Samples.bytes("types.btf");
    for (int length = 0; length < raw.length; length++) {
      byte[] cut = Arrays.copyOf(raw, length);
      assertThrows(MalformedException.class, () -> Btf.parse(cut));
    }
  }
}
