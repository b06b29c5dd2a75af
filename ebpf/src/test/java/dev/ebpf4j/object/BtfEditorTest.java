package dev.ebpf4j.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.SectionVar;
import dev.ebpf4j.btf.encode.BtfBuilder;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What fits into a record is changed in place, other changes make new records: with the same
/// result.
class BtfEditorTest {
  private static final int INT = 1;
  private static final int PROTOTYPE = 2;
  private static final int FUNCTION = 3;
  private static final int VARIABLE = 4;
  private static final int SECTION = 5;

  private static final BtfType.Datasec EMPTY =
      new BtfType.Datasec(".data", 0, List.of(new SectionVar(VARIABLE, 0, 4)));

  private static Btf btf() {
    BtfBuilder builder = new BtfBuilder(null, ByteOrder.BIG_ENDIAN);
    builder.add(BtfType.Int.of("int", 4, true));
    builder.add(new BtfType.FuncProto(INT, List.of()));
    builder.add(new BtfType.Func("run", PROTOTYPE, BtfFormat.LINKAGE_GLOBAL));
    builder.add(new BtfType.Var("count", INT, BtfFormat.LINKAGE_GLOBAL));
    builder.add(EMPTY);
    return builder.build();
  }

  @Test
  void nothingChangedIsTheOriginal() {
    Btf btf = btf();
    BtfEditor editor = new BtfEditor(btf);
    editor.setLinkage(FUNCTION, BtfFormat.LINKAGE_GLOBAL);
    editor.setLinkage(INT, BtfFormat.LINKAGE_STATIC);
    assertSame(btf, editor.toBtf());
  }

  @Test
  void sizesPlacesAndLinkagesChangeInPlace() {
    Btf btf = btf();
    byte[] before = btf.toBytes();
    BtfEditor editor = new BtfEditor(btf);
    BtfType.Datasec filled =
        new BtfType.Datasec(".data", 64, List.of(new SectionVar(VARIABLE, 60, 4)));
    editor.set(SECTION, filled);
    editor.setLinkage(FUNCTION, BtfFormat.LINKAGE_STATIC);
    editor.setLinkage(VARIABLE, BtfFormat.LINKAGE_STATIC);
    Btf changed = Btf.parse(editor.toBtf().toBytes());
    assertEquals(filled, changed.type(SECTION));
    assertEquals(
        new BtfType.Func("run", PROTOTYPE, BtfFormat.LINKAGE_STATIC), changed.type(FUNCTION));
    assertEquals(new BtfType.Var("count", INT, BtfFormat.LINKAGE_STATIC), changed.type(VARIABLE));
    assertEquals(before.length, changed.toBytes().length);
    assertEquals(EMPTY, btf.type(SECTION)); // the original is as before
  }

  @Test
  void whatDoesNotFitMakesNewRecords() {
    BtfType[] others = {
      new BtfType.Datasec(".bss", 0, EMPTY.vars()),
      new BtfType.Datasec(".data", 8, List.of()),
      new BtfType.Ptr(INT)
    };
    for (BtfType other : others) {
      Btf btf = btf();
      BtfEditor editor = new BtfEditor(btf);
      editor.set(SECTION, other);
      Btf changed = editor.toBtf();
      assertNotSame(btf, changed);
      assertEquals(other, Btf.parse(changed.toBytes()).type(SECTION));
    }
    Btf btf = btf();
    BtfEditor editor = new BtfEditor(btf);
    editor.set(FUNCTION, new BtfType.Func("other", PROTOTYPE, BtfFormat.LINKAGE_STATIC));
    editor.set(VARIABLE, new BtfType.Var("count", PROTOTYPE, BtfFormat.LINKAGE_STATIC));
    int added = editor.add(new BtfType.Ptr(INT));
    Btf changed = Btf.parse(editor.toBtf().toBytes());
    assertEquals("other", changed.name(FUNCTION));
    assertEquals(PROTOTYPE, changed.target(VARIABLE));
    assertEquals(new BtfType.Ptr(INT), changed.type(added));
  }
}
