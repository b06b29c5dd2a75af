package dev.ebpf4j.btf.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Enumerator;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.BtfType.Param;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.error.MalformedTypeException;
import dev.ebpf4j.util.TextBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CHeaderTest {

  /// The definitions in the header of these types, without the frame that all headers have.
  private static String definitions(Consumer<BtfBuilder> types) {
    String text = header(build(types), true);
    int start = text.indexOf("#endif\n#endif\n\n") + "#endif\n#endif\n\n".length();
    return text.substring(start, text.indexOf("\n/* BPF kfuncs */"));
  }

  private static Btf build(Consumer<BtfBuilder> types) {
    BtfBuilder builder = new BtfBuilder(null, ByteOrder.LITTLE_ENDIAN);
    types.accept(builder);
    return builder.build();
  }

  private static String header(Btf btf, boolean unsorted) {
    TextBuffer text = new TextBuffer();
    CHeader header = new CHeader(btf, text);
    if (unsorted) {
      header.unsorted();
    } else {
      header.sorted();
    }
    return text.toString();
  }

  private static int number(BtfBuilder b) {
    return b.add(BtfType.Int.of("int", 4, true));
  }

  private static int character(BtfBuilder b) {
    return b.add(BtfType.Int.of("char", 1, true));
  }

  private static DynamicTest gives(String name, String expected, Consumer<BtfBuilder> types) {
    return dynamicTest(name, () -> assertEquals(expected, definitions(types)));
  }

  @TestFactory
  List<DynamicTest> definitionsAndTheirOrder() {
    return List.of(
        gives(
            "what is embedded comes first",
            "struct inner {\n\tint x;\n};\n\nstruct outer {\n\tstruct inner i;\n};\n\n",
            b -> {
              int x = number(b);
              b.add(BtfType.Struct.of("outer", 4, List.of(Member.at("i", x + 2, 0))));
              b.add(BtfType.Struct.of("inner", 4, List.of(Member.at("x", x, 0))));
            }),
        gives(
            "what is pointed to is declared",
            "struct b;\n\nstruct a {\n\tstruct b *p;\n};\n\nstruct b {\n\tstruct a *p;\n};\n\n",
            b -> {
              b.add(BtfType.Struct.of("a", 8, List.of(Member.at("p", 3, 0))));
              b.add(BtfType.Struct.of("b", 8, List.of(Member.at("p", 4, 0))));
              b.add(new BtfType.Ptr(2));
              b.add(new BtfType.Ptr(1));
            }),
        gives(
            "the same name again",
            "struct s {\n\tint x;\n};\n\nstruct s___2 {\n\tint y;\n};\n\n"
                + "typedef int s;\n\ntypedef int s___2;\n\n"
                + "enum e {\n\tA = 0,\n};\n\nenum e___2 {\n\tA___2 = 0,\n};\n\n",
            b -> {
              int x = number(b);
              b.add(BtfType.Struct.of("s", 4, List.of(Member.at("x", x, 0))));
              b.add(BtfType.Struct.of("s", 4, List.of(Member.at("y", x, 0))));
              b.add(new BtfType.Typedef("s", x));
              b.add(new BtfType.Typedef("s", x));
              b.add(new BtfType.Enum("e", 4, false, List.of(new Enumerator("A", 0))));
              b.add(new BtfType.Enum("e", 4, false, List.of(new Enumerator("A", 0))));
            }),
        gives(
            "forward declarations keep their name",
            "struct f;\n\nunion f;\n\nenum f;\n\n",
            b -> {
              b.add(new BtfType.Fwd("f", false));
              b.add(new BtfType.Fwd("f", true));
              b.add(new BtfType.Enum("f", 4, false, List.of()));
            }),
        gives(
            "lists of arguments",
            "typedef __builtin_va_list __gnuc_va_list;\n\n",
            b -> {
              b.add(new BtfType.Typedef("__gnuc_va_list", 0));
              b.add(new BtfType.Typedef("__builtin_va_list", 0));
            }),
        gives(
            "integers that are no built-in types",
            "typedef unsigned char __Poly8_t;\n\ntypedef __Poly8_t p8;\n\n"
                + "typedef unsigned short __Poly16_t;\n\ntypedef __Poly16_t p16;\n\n"
                + "typedef unsigned long long __Poly64_t;\n\ntypedef __Poly64_t p64;\n\n"
                + "typedef unsigned __int128 __Poly128_t;\n\ntypedef __Poly128_t p128;\n\n",
            b -> {
              for (int bits : new int[] {8, 16, 64, 128}) {
                int poly = b.add(BtfType.Int.of("__Poly" + bits + "_t", bits / 8, false));
                b.add(new BtfType.Typedef("p" + bits, poly));
              }
            }),
        gives(
            "a struct and a typedef that need each other",
            "struct same;\n\ntypedef struct same same;\n\nstruct same {\n\tsame *me;\n};\n\n",
            b -> {
              b.add(new BtfType.Typedef("same", 2));
              b.add(BtfType.Struct.of("same", 8, List.of(Member.at("me", 3, 0))));
              b.add(new BtfType.Ptr(1));
            }),
        gives(
            "sizes of enumerations",
            "enum b {\n\tB = 1,\n} __attribute__((mode(byte)));\n\n"
                + "enum w {\n\tW = -1,\n} __attribute__((mode(word)));\n\n"
                + "enum small {\n\tS = 1ULL,\n} __attribute__((mode(word)));\n\n"
                + "enum large {\n\tL = 4294967296LL,\n};\n\n",
            b -> {
              b.add(new BtfType.Enum("b", 1, false, List.of(new Enumerator("B", 1))));
              b.add(new BtfType.Enum("w", 8, true, List.of(new Enumerator("W", -1))));
              b.add(new BtfType.Enum64("small", 8, false, List.of(new Enumerator("S", 1))));
              b.add(new BtfType.Enum64("large", 8, true, List.of(new Enumerator("L", 1L << 32))));
            }),
        gives(
            "attributes that are not tags",
            "struct s {\n\tint __attribute__((address_space(1))) *p;\n};\n\n",
            b -> {
              int tag = b.add(new BtfType.TypeTag("address_space(1)", number(b), true));
              b.add(
                  BtfType.Struct.of(
                      "s", 8, List.of(Member.at("p", b.add(new BtfType.Ptr(tag)), 0))));
            }),
        gives(
            "packed",
            "struct p {\n\tchar c;\n\tint i;\n} __attribute__((packed));\n\n"
                + "struct q {\n\tint i;\n\tchar c;\n} __attribute__((packed));\n\n",
            b -> {
              int i = number(b);
              int c = character(b);
              b.add(BtfType.Struct.of("p", 5, List.of(Member.at("c", c, 0), Member.at("i", i, 1))));
              b.add(BtfType.Struct.of("q", 5, List.of(Member.at("i", i, 0), Member.at("c", c, 4))));
            }),
        gives(
            "four-byte pointers",
            "struct s {\n\tint *p;\n\tlong: 32;\n\tint *q;\n};\n\n",
            b -> {
              int i = number(b);
              b.add(BtfType.Int.of("long", 4, true));
              int p = b.add(new BtfType.Ptr(i));
              b.add(
                  BtfType.Struct.of("s", 12, List.of(Member.at("p", p, 0), Member.at("q", p, 8))));
            }));
  }

  @TestFactory
  List<DynamicTest> holes() {
    return List.of(
        hole("up to the next alignment by itself", 32, 64, 8, false, ""),
        hole("a boundary that the next member does not force", 32, 64, 1, false, "long: 0;"),
        hole("whole words", 0, 96, 4, false, "long: 64; int: 32;"),
        hole("between bit-fields", 3, 32, 4, true, "int: 29;"),
        hole("between bit-fields, long", 37, 64, 8, true, "long: 27;"),
        hole("between bit-fields, two steps", 13, 18, 4, true, "short: 3; char: 2;"),
        hole("an odd rest", 64, 64 + 27, 1, false, "int: 27;"),
        hole("a half that would fit", 32, 96, 1, false, "long: 0; int: 32;"));
  }

  private static DynamicTest hole(
      String name, int end, int next, int alignment, boolean inBitfield, String expected) {
    return dynamicTest(
        name,
        () -> {
          TextBuffer text = new TextBuffer();
          new CPadding(text, 8).write(end, next, alignment, inBitfield, 0);
          assertEquals(expected, text.toString().strip().replace("\n", " "));
        });
  }

  @Test
  void functionsThatProgramsMayCall() {
    Btf btf =
        build(
            b -> {
              int i = number(b);
              int plain = b.add(new BtfType.FuncProto(i, List.of(new Param("x", i))));
              int second = b.add(new BtfType.Func("second", plain, BtfType.STATIC));
              int first = b.add(new BtfType.Func("first", plain, BtfType.GLOBAL));
              b.add(new BtfType.Func("third", plain, BtfType.GLOBAL));
              b.add(new BtfType.DeclTag("bpf_kfunc", second, -1, false));
              b.add(new BtfType.DeclTag("bpf_kfunc", first, -1, false));
              b.add(new BtfType.DeclTag("bpf_fastcall", first, -1, false));
              b.add(new BtfType.DeclTag("bpf_kfunc", plain, 0, false));
            });
    String text = header(btf, false);
    assertTrue(
        text.contains(
            """

            /* BPF kfuncs */
            #ifndef BPF_NO_KFUNC_PROTOTYPES
            extern __bpf_fastcall int first(int x) __weak __ksym;
            extern int second(int x) __weak __ksym;
            #endif

            """),
        text);
  }

  @Test
  void sortedByRankAndNameAndContent() {
    Btf btf =
        build(
            b -> {
              int i = number(b);
              b.add(BtfType.Struct.of("z", 4, List.of(Member.at("b", i, 0))));
              b.add(BtfType.Struct.of("z", 4, List.of(Member.at("a", i, 0))));
              b.add(new BtfType.Typedef("number", i));
              b.add(new BtfType.Enum("e", 4, false, List.of(new Enumerator("E", 1))));
              b.add(new BtfType.Enum("", 4, false, List.of(new Enumerator("ANON", 1))));
              b.add(new BtfType.Fwd("last", false));
            });
    String text = header(btf, false);
    int at = 0;
    for (String next :
        List.of(
            "ANON", "enum e", "typedef int number", "struct z", "struct z___2", "struct last")) {
      int found = text.indexOf(next, at);
      assertTrue(found >= at, next + " in\n" + text);
      at = found;
    }
    assertTrue(text.indexOf("int a;") < text.indexOf("int b;"), text);
  }

  @TestFactory
  List<DynamicTest> typesThatHaveNoC() {
    return List.of(
        refused(
            "struct that contains itself",
            b -> b.add(BtfType.Struct.of("s", 4, List.of(Member.at("me", 1, 0))))),
        refused(
            "anonymous struct that refers to itself",
            b -> {
              b.add(BtfType.Struct.of("", 8, List.of(Member.at("me", 2, 0))));
              b.add(new BtfType.Ptr(1));
              b.add(BtfType.Struct.of("s", 8, List.of(Member.at("a", 1, 0))));
            }),
        refused(
            "pointers in a circle",
            b -> {
              b.add(new BtfType.Ptr(2));
              b.add(new BtfType.Ptr(1));
            }),
        refused(
            "typedefs in a circle",
            b -> {
              b.add(new BtfType.Typedef("a", 2));
              b.add(new BtfType.Typedef("b", 1));
            }),
        refused("a hole of gigabytes", b -> b.add(BtfType.Struct.of("s", 0xf000_0000L, List.of()))),
        refused(
            "anonymous structs that multiply",
            b -> {
              int type = number(b);
              for (int i = 0; i < 40; i++) {
                type =
                    b.add(
                        BtfType.Union.of(
                            "", 4, List.of(Member.at("a", type, 0), Member.at("b", type, 0))));
              }
              b.add(BtfType.Struct.of("s", 4, List.of(Member.at("m", type, 0))));
            }),
        refused(
            "functions that multiply",
            b -> {
              int type = number(b);
              for (int i = 0; i < 60; i++) {
                type =
                    b.add(
                        new BtfType.FuncProto(
                            type, List.of(new Param("", type), new Param("", type))));
              }
              b.add(new BtfType.Typedef("t", type));
            }),
        refused(
            "a variable for a type",
            b -> {
              b.add(new BtfType.Var("v", 0, BtfType.GLOBAL));
              b.add(new BtfType.Typedef("t", 1));
            }));
  }

  private static DynamicTest refused(String name, Consumer<BtfBuilder> types) {
    return dynamicTest(
        name,
        () -> {
          Btf btf = build(types);
          assertThrows(MalformedTypeException.class, () -> header(btf, true));
          assertThrows(MalformedTypeException.class, () -> header(btf, false));
        });
  }
}
