package dev.ebpf4j.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfStruct;
import dev.ebpf4j.btf.FieldPath;
import dev.ebpf4j.btf.Samples;
import dev.ebpf4j.error.LoadLog;
import java.util.List;
import org.junit.jupiter.api.Test;

class MinimalBtfTest {

  private static BtfExt ext(String name) {
    return BtfExt.parse(Samples.bytes(name + ".btfext"));
  }

  @Test
  void relocationsComeToTheSameAsWithAllTypes() {
    Btf kernel = Btf.parse(Samples.kernel());
    Btf local = Samples.btf("core.btf");
    MinimalBtf minimal = new MinimalBtf(kernel);
    minimal.add(local, ext("core"), LoadLog.SILENT);
    Btf small = Btf.parse(minimal.build().toBytes());
    small.verifyLayouts();
    assertTrue(small.toBytes().length < 4096, small.toBytes().length + " bytes");

    CoreRelocator full = new CoreRelocator(local, CoreTarget.of(kernel), LoadLog.SILENT);
    CoreRelocator reduced = new CoreRelocator(local, CoreTarget.of(small), LoadLog.SILENT);
    int checked = 0;
    for (BtfExt.Part part : ext("core").relocations().parts()) {
      for (BtfExt.CoreRelo relocation : BtfExt.relocations(part)) {
        CoreResult expected = full.resolve("p", checked, relocation);
        CoreResult actual = reduced.resolve("p", checked, relocation);
        assertEquals(expected.poisoned(), actual.poisoned());
        if (relocation.kind() != CoreKind.TYPE_ID_TARGET.number()) { // ids are those of each BTF
          assertEquals(expected.newValue(), actual.newValue(), expected.local()::toString);
          assertEquals(expected.newSize(), actual.newSize());
        }
        checked++;
      }
    }
    assertTrue(checked > 10);
  }

  @Test
  void onlyWhatIsUsedIsThere() {
    Btf kernel = Btf.parse(Samples.kernel());
    MinimalBtf minimal = new MinimalBtf(kernel);
    minimal.add(Samples.btf("core.btf"), ext("core"), LoadLog.SILENT);
    Btf small = minimal.build();
    BtfStruct task = small.struct("task_struct");
    assertEquals(kernel.struct("task_struct").sizeBytes(), task.sizeBytes());
    List<String> names = task.fields().stream().map(FieldPath::path).toList();
    assertEquals(
        List.of("mm", "sched_reset_on_fork", "pid", "children", "group_leader", "comm"), names);
    assertEquals(
        kernel.struct("task_struct").field("pid").bitOffset(), task.field("pid").bitOffset());
    assertEquals(0, small.find(BtfKind.FUNC, "schedule"));
  }

  @Test
  void anObjectWithoutRelocationsNeedsNothing() {
    MinimalBtf minimal = new MinimalBtf(Samples.btf("types.btf"));
    minimal.add(Samples.btf("maps.btf"), ext("maps"), LoadLog.SILENT);
    assertEquals(1, minimal.build().typeCount());
  }
}
