package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.ExternSpec;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Whatever a kernel's configuration says and whatever its verifier writes, the loader makes
/// something of it or says why not.
class TextFuzzTest {

  /// One of each kind and size: `CONFIG_B0`, `CONFIG_T1`, `CONFIG_C2` and so on.
  private static List<ExternSpec.Config> externs() {
    List<ExternSpec.Config> externs = new ArrayList<>();
    int offset = 0;
    for (ExternSpec.ConfigKind kind : ExternSpec.ConfigKind.values()) {
      int[] sizes =
          switch (kind) {
            case BOOL, CHAR -> new int[] {1};
            case TRISTATE -> new int[] {4};
            case INT -> new int[] {2, 4, 8};
            case CHAR_ARRAY -> new int[] {1, 5};
          };
      for (int size : sizes) {
        int index = externs.size();
        String name = "CONFIG_" + kind.name().charAt(0) + index;
        externs.add(
            new ExternSpec.Config(
                name, index + 1, false, 1, kind, index % 2 == 0, size, 1, offset));
        offset += size;
      }
    }
    return externs;
  }

  @FuzzTest(maxDuration = "10m")
  void configuration(byte[] bytes) {
    List<ExternSpec.Config> externs = externs();
    ExternSpec.Config last = externs.getLast();
    byte[] value = new byte[last.offset() + last.sizeBytes()];
    Kconfig kconfig = new Kconfig(externs, value, ByteOrder.LITTLE_ENDIAN, LoadLog.SILENT);
    try {
      kconfig.read(new String(bytes, StandardCharsets.UTF_8));
    } catch (LoadException e) {
      assertNotNull(e.getMessage());
    }
    assertEquals(0, value[value.length - 1], "a text without an end");
  }

  @FuzzTest(maxDuration = "10m")
  void verifierLog(byte[] bytes) {
    String log = new String(bytes, StandardCharsets.UTF_8);
    String summary = VerifierLog.summary(log, Errno.EACCES);
    assertFalse(summary.isEmpty());
    assertTrue(summary.length() <= 3 * log.length() + 64, "longer than the log");
    assertEquals(log, new PoisonExplainer((_, _) -> null).fix(log), "changed without a reason");
    String fixed = new PoisonExplainer((number, at) -> number + " at " + at + "\n").fix(log);
    assertTrue(fixed.length() <= log.length() + 32, "longer than the log");
  }
}
