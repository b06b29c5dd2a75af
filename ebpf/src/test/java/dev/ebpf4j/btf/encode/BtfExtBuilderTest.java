package dev.ebpf4j.btf.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.btf.BtfExt.CoreRelo;
import dev.ebpf4j.btf.BtfExt.FuncInfo;
import dev.ebpf4j.btf.BtfExt.LineInfo;
import dev.ebpf4j.btf.BtfExt.Part;
import dev.ebpf4j.btf.Samples;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BtfExtBuilderTest {

  @ParameterizedTest
  @ValueSource(strings = {"types", "types_be", "core", "code", "attach", "maps"})
  void whatACompilerWroteIsWrittenAgain(String sample) {
    byte[] raw = Samples.bytes(sample + ".btfext");
    BtfExt ext = BtfExt.parse(raw);
    BtfExtBuilder builder = new BtfExtBuilder(ext.byteOrder());
    for (Part part : ext.functions().parts()) {
      BtfExt.functions(part).forEach(info -> builder.add(part.sectionName(), info));
    }
    for (Part part : ext.lines().parts()) {
      BtfExt.lines(part).forEach(info -> builder.add(part.sectionName(), info));
    }
    for (Part part : ext.relocations().parts()) {
      BtfExt.relocations(part).forEach(info -> builder.add(part.sectionName(), info));
    }
    assertArrayEquals(raw, builder.build());
  }

  @Test
  void recordsOfOneSectionStandTogether() {
    BtfExtBuilder builder = new BtfExtBuilder(ByteOrder.BIG_ENDIAN);
    assertTrue(builder.isEmpty());
    builder.add(5, new FuncInfo(0, 1)).add(9, new FuncInfo(0, 2)).add(5, new FuncInfo(8, 3));
    builder.add(9, new LineInfo(0, 1, 2, 1_000_000, 1023)).add(5, new CoreRelo(8, 1, 2, 12));
    assertFalse(builder.isEmpty());
    BtfExt ext = BtfExt.parse(builder.build());
    assertEquals(List.of(5, 9), ext.functions().parts().stream().map(Part::sectionName).toList());
    assertEquals(
        List.of(new FuncInfo(0, 1), new FuncInfo(8, 3)),
        BtfExt.functions(ext.functions().parts().getFirst()));
    assertEquals(
        List.of(new LineInfo(0, 1, 2, 1_000_000, 1023)),
        BtfExt.lines(ext.lines().parts().getFirst()));
    assertEquals(
        List.of(new CoreRelo(8, 1, 2, 12)),
        BtfExt.relocations(ext.relocations().parts().getFirst()));
  }
}
