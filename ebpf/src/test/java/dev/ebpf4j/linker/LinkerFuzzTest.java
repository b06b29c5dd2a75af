package dev.ebpf4j.linker;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.Fixtures;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;

/// Whatever an input is, linking it with a sound one gives an object that opens or a defined error.
/// Runs over the saved inputs; `JAZZER_FUZZ=1` looks for new ones.
class LinkerFuzzTest {
  private static final byte[] SOUND = Fixtures.bytes("weak");

  @FuzzTest(maxDuration = "10m")
  void linking(byte[] bytes) {
    ObjectLinker linker = new ObjectLinker(LoadLog.SILENT);
    byte[] linked;
    try {
      linker.add(bytes, "fuzz.o");
      linker.add(SOUND, "sound.o");
      linked = linker.finish();
    } catch (BpfException e) {
      assertNotNull(e.getMessage());
      return;
    }
    try {
      assertNotNull(ObjectSpec.parse(linked, "linked.o", OpenOptions.DEFAULT));
    } catch (BpfException e) {
      assertNotNull(e.getMessage());
    }
  }
}
