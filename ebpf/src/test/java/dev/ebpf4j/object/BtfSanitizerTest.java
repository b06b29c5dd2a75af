package dev.ebpf4j.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Enumerator;
import dev.ebpf4j.btf.encode.BtfBuilder;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BtfSanitizerTest {
  private static final int INT = 1;
  private static final int VAR = 2;
  private static final int PROTO = 5;
  private static final int FUNC = 6;
  private static final int FLOAT = 7;
  private static final int DECL_TAG = 8;
  private static final int TYPE_TAG = 9;
  private static final int SIGNED_ENUM = 10;
  private static final int ENUM64 = 11;

  private static Btf everything() {
    BtfBuilder types = new BtfBuilder();
    types.add(BtfType.Int.of("int", 4, true));
    types.add(new BtfType.Var("v", INT, BtfType.GLOBAL));
    types.add(new BtfType.Datasec(".data", 4, List.of(new BtfType.SectionVar(VAR, 0, 4))));
    types.add(new BtfType.Datasec("?.struct_ops", 4, List.of()));
    types.add(new BtfType.FuncProto(INT, List.of(new BtfType.Param("p", INT))));
    types.add(new BtfType.Func("f", PROTO, BtfType.GLOBAL));
    types.add(new BtfType.Float("double", 8));
    types.add(new BtfType.DeclTag("tag", VAR, -1, false));
    types.add(new BtfType.TypeTag("user", INT, false));
    types.add(new BtfType.Enum("e", 4, true, List.of(new Enumerator("A", -1))));
    types.add(new BtfType.Enum64("w", 8, false, List.of(new Enumerator("B", 1L << 40))));
    return types.build();
  }

  @Test
  void nothingMissingChangesNothing() {
    Btf btf = everything();
    assertSame(btf, BtfSanitizer.without(btf, Set.of()));
  }

  @Test
  void everythingBecomesSomethingOlder() {
    Btf btf = everything();
    Btf old = BtfSanitizer.without(btf, EnumSet.allOf(BtfFeature.class));
    assertEquals(btf.typeCount() + 1, old.typeCount());
    assertEquals(btf.type(INT), old.type(INT));
    assertEquals(BtfType.Int.of("v", 1, false), old.type(VAR));
    assertEquals(
        BtfType.Struct.of("_data", 4, List.of(BtfType.Member.at("v", VAR, 0))), old.type(3));
    assertEquals(BtfType.Struct.of("__struct_ops", 4, List.of()), old.type(4));
    assertEquals(
        new BtfType.Enum("", 4, false, List.of(new Enumerator("p", INT))), old.type(PROTO));
    assertEquals(new BtfType.Typedef("f", PROTO), old.type(FUNC));
    assertEquals(BtfType.Struct.of("", 8, List.of()), old.type(FLOAT));
    assertEquals(BtfType.Int.of("tag", 1, false), old.type(DECL_TAG));
    assertEquals(new BtfType.Const(INT), old.type(TYPE_TAG));
    assertEquals("e", assertInstanceOf(BtfType.Enum.class, old.type(SIGNED_ENUM)).name());
    BtfType.Union wide = assertInstanceOf(BtfType.Union.class, old.type(ENUM64));
    assertEquals(8, wide.sizeBytes());
    assertEquals("enum64_placeholder", old.name(wide.members().getFirst().type()));
  }

  @Test
  void eachIsReplacedForItself() {
    Btf btf = everything();
    Btf old = BtfSanitizer.without(btf, Set.of(BtfFeature.FUNC_GLOBAL));
    assertEquals(new BtfType.Func("f", PROTO, BtfType.STATIC), old.type(FUNC));
    assertEquals(btf.type(VAR), old.type(VAR));
    Btf marked = BtfSanitizer.without(btf, Set.of(BtfFeature.QMARK_DATASEC));
    assertEquals("_.struct_ops", marked.name(4));
    assertTrue(BtfSanitizer.without(btf, Set.of(BtfFeature.ENUM64)).kind(10).isAnyEnum());
  }
}
