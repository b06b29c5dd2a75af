package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.ExternSpec;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Values of the kernel's configuration, and what is said of those that do not fit.
class KconfigTest {

  private final List<String> messages = new ArrayList<>();
  private final byte[] value = new byte[2];

  private final LoadLog log =
      new LoadLog() {
        @Override
        public boolean wants(Level level) {
          return level == Level.WARN;
        }

        @Override
        public void say(Level level, String message) {
          messages.add(message);
        }
      };

  private Kconfig wanting(ExternSpec.ConfigKind kind, int sizeBytes) {
    ExternSpec.Config extern =
        new ExternSpec.Config("CONFIG_X", 1, false, 1, kind, false, sizeBytes, sizeBytes, 0);
    return new Kconfig(List.of(extern), value, ByteOrder.LITTLE_ENDIAN, log);
  }

  private void refused(
      ExternSpec.ConfigKind kind, String line, int errno, String problem, String name) {
    messages.clear();
    LoadException refused =
        assertThrows(LoadException.class, () -> wanting(kind, 2).read("CONFIG_A=y\n" + line));
    assertEquals(errno, refused.errno());
    assertEquals(
        List.of(problem, "error parsing system Kconfig line '" + name + "': -" + Errno.name(errno)),
        messages);
  }

  @Test
  void aNumberThatFits() {
    wanting(ExternSpec.ConfigKind.INT, 2).read("# CONFIG_Y is not set\nCONFIG_X=0x1ff\n");
    assertArrayEquals(new byte[] {-1, 1}, value);
    assertEquals(List.of(), messages);
  }

  @Test
  void valuesThatDoNotFit() {
    String extern = "extern (kcfg) 'CONFIG_X': ";
    refused(
        ExternSpec.ConfigKind.INT,
        "CONFIG_X=65536",
        Errno.ERANGE,
        extern + "value '65536' doesn't fit in 2 bytes",
        "CONFIG_X");
    refused(
        ExternSpec.ConfigKind.INT,
        "CONFIG_X=-1",
        Errno.ERANGE,
        extern + "value '18446744073709551615' doesn't fit in 2 bytes",
        "CONFIG_X");
    refused(
        ExternSpec.ConfigKind.BOOL,
        "CONFIG_X=m",
        Errno.EINVAL,
        extern + "value 'm' implies tristate or char type",
        "CONFIG_X");
    refused(
        ExternSpec.ConfigKind.INT,
        "CONFIG_Z",
        Errno.EINVAL,
        "failed to parse 'CONFIG_Z': no separator",
        "CONFIG_Z");
  }
}
