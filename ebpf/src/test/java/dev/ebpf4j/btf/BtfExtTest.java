package dev.ebpf4j.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.btf.BtfExt.CoreRelo;
import dev.ebpf4j.btf.BtfExt.FuncInfo;
import dev.ebpf4j.btf.BtfExt.LineInfo;
import dev.ebpf4j.btf.BtfExt.Part;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BtfExtTest {

  enum Order {
    LITTLE(ByteOrder.LITTLE_ENDIAN),
    BIG(ByteOrder.BIG_ENDIAN);

    final ByteOrder order;

    Order(ByteOrder order) {
      this.order = order;
    }
  }

  /// Two program sections with functions, one with lines and relocations; line records are longer
  /// than known.
  private static byte[] sample(ByteOrder order) {
    ByteWriter out = header(order, 32, 0, 44, 44, 32, 76, 28);
    out.u32(8).u32(1).u32(2).u32(0).u32(10).u32(16).u32(11).u32(9).u32(1).u32(0).u32(12);
    out.u32(20).u32(1).u32(1).u32(24).u32(3).u32(4).u32(7 << 10 | 5).u32(99);
    out.u32(16).u32(9).u32(1).u32(32).u32(5).u32(6).u32(2);
    return out.toByteArray();
  }

  private static ByteWriter header(ByteOrder order, int length, int... tables) {
    ByteWriter out = new ByteWriter(order).u16(0xeb9f).u8(1).u8(0).u32(length);
    for (int word : tables) {
      out.u32(word);
    }
    return out;
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void tablesAreRead(Order order) {
    BtfExt ext = BtfExt.parse(sample(order.order));
    assertEquals(order.order, ext.byteOrder());
    List<Part> functions = ext.functions().parts();
    assertEquals(2, functions.size());
    assertEquals(1, functions.get(0).sectionName());
    assertEquals(
        List.of(new FuncInfo(0, 10), new FuncInfo(16, 11)), BtfExt.functions(functions.get(0)));
    assertEquals(9, functions.get(1).sectionName());
    assertEquals(List.of(new FuncInfo(0, 12)), BtfExt.functions(functions.get(1)));

    assertEquals(20, ext.lines().recordSizeBytes());
    Part lines = ext.lines().parts().getFirst();
    assertEquals(List.of(new LineInfo(24, 3, 4, 7, 5)), BtfExt.lines(lines));
    assertEquals(7 << 10 | 5, BtfExt.lines(lines).getFirst().lineColumn());
    assertEquals(5, lines.recordWords());
    assertEquals(99, lines.word(0, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> lines.word(0, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> lines.word(1, 0));

    Part relocations = ext.relocations().parts().getFirst();
    assertEquals(List.of(new CoreRelo(32, 5, 6, 2)), BtfExt.relocations(relocations));
  }

  @Test
  void oldHeadersHaveNoRelocations() {
    byte[] raw =
        header(ByteOrder.LITTLE_ENDIAN, 24, 0, 20, 0, 0)
            .u32(8)
            .u32(1)
            .u32(1)
            .u32(0)
            .u32(7)
            .toByteArray();
    BtfExt ext = BtfExt.parse(raw);
    assertEquals(1, ext.functions().parts().size());
    assertTrue(ext.lines().isEmpty());
    assertTrue(ext.relocations().isEmpty());
  }

  @Test
  void compiledObjectsAgreeWithTheirTypes() {
    int relocations = 0;
    for (String name : List.of("types", "types_be", "core", "code", "attach", "link_a", "maps")) {
      Btf btf = Samples.btf(name + ".btf");
      BtfExt ext = BtfExt.parse(Samples.bytes(name + ".btfext"));
      for (Part part : ext.functions().parts()) {
        assertTrue(!btf.string(part.sectionName()).isEmpty());
        for (FuncInfo info : BtfExt.functions(part)) {
          assertEquals(BtfKind.FUNC, btf.kind(info.type()));
        }
      }
      for (Part part : ext.lines().parts()) {
        int last = -1;
        for (LineInfo info : BtfExt.lines(part)) {
          assertTrue(btf.string(info.fileName()).endsWith(".bpf.c"));
          assertTrue(Integer.compareUnsigned(info.insnOffset(), last) > 0 || last == -1);
          last = info.insnOffset();
        }
      }
      for (Part part : ext.relocations().parts()) {
        for (CoreRelo relo : BtfExt.relocations(part)) {
          assertTrue(relo.type() < btf.typeCount());
          assertTrue(btf.string(relo.access()).matches("[0-9:]+"));
          relocations++;
        }
      }
    }
    assertTrue(relocations > 20, "core.bpf.c has CO-RE relocations");
  }

  record Bad(String name, byte[] bytes, String problem) {}

  private static Bad bad(String name, ByteWriter bytes, String problem) {
    return new Bad(name, bytes.toByteArray(), problem);
  }

  private static ByteWriter little(int... tables) {
    return header(ByteOrder.LITTLE_ENDIAN, 24, tables);
  }

  @TestFactory
  List<DynamicTest> brokenTables() {
    List<Bad> all = new ArrayList<>();
    all.add(new Bad("empty", new byte[0], "header needs 24 bytes, have 0"));
    all.add(new Bad("magic", new byte[32], "not with 0xeb9f"));
    byte[] version = sample(ByteOrder.LITTLE_ENDIAN);
    version[2] = 2;
    all.add(new Bad("version", version, "unsupported version 2"));
    byte[] flags = sample(ByteOrder.LITTLE_ENDIAN);
    flags[3] = 1;
    all.add(new Bad("flags", flags, "flags 1"));
    all.add(bad("no body", little(0, 0, 0, 0), "header length 24 of 24"));
    all.add(bad("short", header(ByteOrder.BIG_ENDIAN, 8, 0, 0, 0, 0, 0), "header length 8 of 28"));
    all.add(bad("askew", little(2, 4, 0, 0).u32(0).u32(0), "func_info is not aligned"));
    all.add(bad("past end", little(0, 8, 0, 0).u32(8), "runs past the end at 4"));
    all.add(bad("overflow", little(-4, 8, 0, 0).u32(8), "runs past the end at 4"));
    all.add(bad("tiny", little(0, 2, 0, 0).u32(8), "func_info has no record size"));
    all.add(bad("small record", little(0, 8, 0, 0).u32(4).u32(0), "record size 4"));
    all.add(bad("odd record", little(0, 8, 0, 0).u32(10).u32(0), "record size 10"));
    all.add(bad("4 GB record", little(0, 8, 0, 0).u32(-4).u32(0), "record size 4294967292"));
    all.add(bad("nothing", little(0, 4, 0, 0).u32(8), "func_info has no records"));
    all.add(bad("no part", little(0, 8, 0, 0).u32(8).u32(0), "ends within a section header"));
    all.add(bad("zero records", little(0, 12, 0, 0).u32(8).u32(1).u32(0), "claims 0 records"));
    all.add(
        bad(
            "4 GB of records",
            little(0, 12, 0, 0).u32(8).u32(1).u32(-1),
            "claims 4294967295 records of 8 bytes, have 0 bytes"));
    all.add(bad("lines", little(0, 0, 0, 12).u32(16).u32(1).u32(1), "line_info claims 1 records"));
    all.add(
        bad(
            "odd length",
            little(0, 22, 0, 0).u32(8).u32(1).u32(1).u32(0).u32(7).u32(0),
            "ends within"));
    return all.stream()
        .map(
            b ->
                dynamicTest(
                    b.name(),
                    () -> {
                      var e = assertThrows(MalformedException.class, () -> BtfExt.parse(b.bytes()));
                      assertTrue(e.getMessage().contains(b.problem()), e.getMessage());
                      assertEquals(".BTF.ext", e.what());
                    }))
        .toList();
  }

  @Test
  void cutsOfARealSectionAreRefusedOrShorter() {
    byte[] raw = Samples.bytes("core.btfext");
    for (int length = 0; length < raw.length; length++) {
      byte[] cut = Arrays.copyOf(raw, length);
      assertThrows(MalformedException.class, () -> BtfExt.parse(cut));
    }
  }
}
