package dev.ebpf4j.object;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.core.CoreTarget;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadLog;

/// Whatever the bytes are, opening an object gives the object or a defined error, and so does what
/// comes before loading it. Runs over the saved inputs; `JAZZER_FUZZ=1` looks for new ones.
class ObjectFuzzTest {
  /// Types that relocations are tried against.
  private static final Btf TARGET = target();

  private static Btf target() {
    Btf btf = GoldenObjects.open("core.bpf.o").btf();
    assertNotNull(btf);
    return btf;
  }

  @FuzzTest(maxDuration = "10m")
  void opening(byte[] bytes) {
    ObjectSpec object;
    try {
      object = ObjectSpec.parse(bytes, "fuzz.o", OpenOptions.DEFAULT);
    } catch (BpfException e) {
      assertNotNull(e.getMessage());
      return;
    }
    link(object);
    try {
      link(object.withCore(CoreTarget.of(TARGET), LoadLog.SILENT));
    } catch (BpfException e) {
      assertNotNull(e.getMessage());
    }
  }

  private static void link(ObjectSpec object) {
    for (ProgramSpec program : object.programs()) {
      try {
        assertNotNull(ProgramLinker.link(object, program, LoadLog.SILENT).code());
      } catch (BpfException e) {
        assertNotNull(e.getMessage());
      }
    }
  }
}
