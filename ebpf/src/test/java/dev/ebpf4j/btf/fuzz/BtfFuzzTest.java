package dev.ebpf4j.btf.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.FieldPath;
import dev.ebpf4j.btf.dedup.BtfDedup;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.MalformedTypeException;

/// Any bytes are either refused with a reason or give types that every question can be asked about.
/// An ordinary test run tries the inputs kept in the resources; with `JAZZER_FUZZ=1` and one method
/// selected it looks for new ones.
class BtfFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void types(byte[] data) {
    Btf btf;
    try {
      btf = Btf.parse(data);
    } catch (MalformedException e) {
      assertTrue(e.offset() >= -1 && !e.problem().isEmpty());
      return;
    }
    assertEquals(btf.typeCount(), Btf.parse(btf.toBytes()).typeCount());
    try {
      btf.verifyLayouts();
    } catch (MalformedTypeException e) {
      assertTrue(e.typeId() > 0 && e.typeId() < btf.typeCount());
    }
    for (int id = 0; id < btf.typeCount(); id++) {
      BtfType type = btf.type(id);
      assertEquals(btf.kind(id), type.kind());
      if (isText(type.name())) {
        assertTrue(btf.find(btf.kind(id), type.name()) > 0);
      }
      askAbout(btf, id);
    }
    dedup(btf);
  }

  /// Whether a name can be looked up: not empty, and UTF-8 in the file.
  private static boolean isText(String name) {
    return !name.isEmpty() && name.indexOf('\ufffd') < 0;
  }

  private static void askAbout(Btf btf, int id) {
    try {
      assertTrue(btf.sizeBytes(id) >= 0);
      assertTrue(btf.alignBytes(id) > 0);
    } catch (MalformedTypeException e) {
      assertTrue(e.typeId() >= 0 && e.typeId() < btf.typeCount());
    }
    try {
      int end = btf.resolve(id);
      assertTrue(btf.elementOf(id) >= 0);
      if (btf.kind(end).isComposite()) {
        for (FieldPath field : btf.struct(end).fields()) {
          assertTrue(field.type() < btf.typeCount());
        }
      }
    } catch (MalformedTypeException e) {
      assertTrue(e.typeId() >= 0 && e.typeId() < btf.typeCount());
    }
  }

  private static void dedup(Btf btf) {
    Btf once = BtfDedup.of(btf).btf();
    assertTrue(once.typeCount() <= btf.typeCount());
    assertArrayEquals(once.toBytes(), BtfDedup.of(once).btf().toBytes());
    Btf copy = BtfBuilder.copyOf(once).build();
    assertArrayEquals(once.toBytes(), copy.toBytes());
  }

  @FuzzTest(maxDuration = "10m")
  void extension(byte[] data) {
    BtfExt ext;
    try {
      ext = BtfExt.parse(data);
    } catch (MalformedException e) {
      assertEquals(".BTF.ext", e.what());
      return;
    }
    long records = 0;
    for (BtfExt.Part part : ext.functions().parts()) {
      records += BtfExt.functions(part).size();
    }
    for (BtfExt.Part part : ext.lines().parts()) {
      records += BtfExt.lines(part).size();
    }
    for (BtfExt.Part part : ext.relocations().parts()) {
      records += BtfExt.relocations(part).size();
    }
    assertTrue(records * 8 <= data.length * 3L, records + " records in " + data.length + " bytes");
  }
}
