package dev.ebpf4j.btf.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Param;
import dev.ebpf4j.btf.encode.BtfBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FunctionSignatureTest {

  private static DynamicTest parameter(
      String expected, ToIntFunction<BtfBuilder> type, String name) {
    return dynamicTest(
        expected,
        () -> {
          BtfBuilder b = new BtfBuilder();
          int id = type.applyAsInt(b);
          int proto = b.add(new BtfType.FuncProto(0, List.of(new Param(name, id))));
          assertEquals("void (" + expected + ")", FunctionSignature.ofPrototype(b.build(), proto));
        });
  }

  private static int integer(BtfBuilder b) {
    return b.add(BtfType.Int.of("int", 4, true));
  }

  @TestFactory
  List<DynamicTest> everyKindOfParameter() {
    return List.of(
        parameter("int x", b -> integer(b), "x"),
        parameter("int", b -> integer(b), ""),
        parameter("...", b -> 0, ""),
        parameter("float f", b -> b.add(new BtfType.Float("float", 4)), "f"),
        parameter("u32 t", b -> b.add(new BtfType.Typedef("u32", integer(b))), "t"),
        parameter("struct s s", b -> b.add(BtfType.Struct.of("s", 0, List.of())), "s"),
        parameter("union u u", b -> b.add(BtfType.Union.of("u", 0, List.of())), "u"),
        parameter("enum e e", b -> b.add(new BtfType.Enum("e", 4, false, List.of())), "e"),
        parameter("enum e e", b -> b.add(new BtfType.Enum64("e", 8, false, List.of())), "e"),
        parameter(
            "struct f * p", b -> b.add(new BtfType.Ptr(b.add(new BtfType.Fwd("f", false)))), "p"),
        parameter(
            "union f * p", b -> b.add(new BtfType.Ptr(b.add(new BtfType.Fwd("f", true)))), "p"),
        parameter("void *", b -> b.add(new BtfType.Ptr(0)), ""),
        parameter(
            "const int * p",
            b -> b.add(new BtfType.Ptr(b.add(new BtfType.Const(integer(b))))),
            "p"),
        parameter("volatile int v", b -> b.add(new BtfType.Volatile(integer(b))), "v"),
        parameter(
            "restrict int * r",
            b -> b.add(new BtfType.Restrict(b.add(new BtfType.Ptr(integer(b))))),
            "r"),
        parameter("int [3]a", b -> b.add(new BtfType.Array(integer(b), integer(b), 3)), "a"),
        parameter(
            "int (int i)f",
            b -> {
              int i = integer(b);
              return b.add(new BtfType.FuncProto(i, List.of(new Param("i", i))));
            },
            "f"));
  }

  @Test
  void functionsHaveTheirName() {
    BtfBuilder b = new BtfBuilder();
    int i = integer(b);
    int context = b.add(new BtfType.Ptr(b.add(BtfType.Struct.of("xdp_md", 0, List.of()))));
    int proto =
        b.add(
            new BtfType.FuncProto(
                i, List.of(new Param("ctx", context), new Param("n", i), new Param("", 0))));
    int function = b.add(new BtfType.Func("f", proto, BtfType.GLOBAL));
    int pointer = b.add(new BtfType.Ptr(function));
    int caller = b.add(new BtfType.FuncProto(0, List.of(new Param("", pointer))));
    Btf btf = b.build();
    assertEquals("int f(struct xdp_md * ctx, int n, ...)", FunctionSignature.of(btf, function));
    assertEquals(
        "void (int f(struct xdp_md * ctx, int n, ...)*)",
        FunctionSignature.ofPrototype(btf, caller));
  }

  @Test
  void noTextForOtherKindsAndIdsThatAreNot() {
    BtfBuilder b = new BtfBuilder();
    int i = integer(b);
    int proto = b.add(new BtfType.FuncProto(i, List.of()));
    Btf btf = b.build();
    assertNull(FunctionSignature.of(btf, i));
    assertNull(FunctionSignature.of(btf, proto));
    assertNull(FunctionSignature.of(btf, 0));
    assertNull(FunctionSignature.of(btf, -1));
    assertNull(FunctionSignature.of(btf, 99));
    assertNull(FunctionSignature.ofPrototype(btf, i));
  }

  @Test
  void noTextForTypeTags() {
    BtfBuilder b = new BtfBuilder();
    int tagged = b.add(new BtfType.Ptr(b.add(new BtfType.TypeTag("user", integer(b), false))));
    int asParameter = b.add(new BtfType.FuncProto(0, List.of(new Param("p", tagged))));
    int asResult = b.add(new BtfType.FuncProto(tagged, List.of()));
    int inArray =
        b.add(new BtfType.FuncProto(b.add(new BtfType.Array(tagged, integer(b), 2)), List.of()));
    Btf btf = b.build();
    assertNull(FunctionSignature.ofPrototype(btf, asParameter));
    assertNull(FunctionSignature.ofPrototype(btf, asResult));
    assertNull(FunctionSignature.ofPrototype(btf, inArray));
  }

  @Test
  void upTo1023Bytes() {
    assertEquals(1023, signatureOf(1023 - "void (int )".length()).length());
    assertNull(signatureOf(1024 - "void (int )".length()));
    BtfBuilder b = new BtfBuilder();
    int i = integer(b);
    List<Param> many = new ArrayList<>();
    for (int n = 0; n < 5000; n++) {
      many.add(new Param("p" + n, i));
    }
    int proto = b.add(new BtfType.FuncProto(i, many));
    assertNull(FunctionSignature.ofPrototype(b.build(), proto));
  }

  private static String signatureOf(int nameLength) {
    BtfBuilder b = new BtfBuilder();
    int i = integer(b);
    int proto = b.add(new BtfType.FuncProto(0, List.of(new Param("x".repeat(nameLength), i))));
    return FunctionSignature.ofPrototype(b.build(), proto);
  }

  @Test
  void noTextForChainsWithoutEnd() {
    BtfBuilder b = new BtfBuilder();
    int first = b.nextId();
    b.add(new BtfType.Ptr(first + 1));
    int proto = b.add(new BtfType.FuncProto(0, List.of(new Param("p", first))));
    assertNull(FunctionSignature.ofPrototype(b.build(), proto));
  }
}
