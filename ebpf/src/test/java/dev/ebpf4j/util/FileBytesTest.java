package dev.ebpf4j.util;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBytesTest {

  @TempDir Path directory;

  @Test
  void filesOfAnySize() throws IOException {
    for (int size : new int[] {0, 1, 65_535, 65_536, 200_000}) {
      byte[] bytes = new byte[size];
      for (int i = 0; i < size; i++) {
        bytes[i] = (byte) (i * 31);
      }
      Path file = Files.write(directory.resolve("f" + size), bytes);
      assertArrayEquals(bytes, FileBytes.read(file.toString()));
    }
  }

  @Test
  void filesWhoseSizeIsNotKnownBefore() {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "no /proc here");
    String text = new String(FileBytes.read("/proc/self/status"), StandardCharsets.UTF_8);
    assertTrue(text.startsWith("Name:") && text.endsWith("\n"), text);
  }

  @Test
  void failuresKeepTheirNumber() {
    assertEquals(Errno.ENOENT, failure(directory.resolve("none").toString()));
    assertEquals(Errno.EISDIR, failure(directory.toString()));
    assertEquals(Errno.EIO, FileBytes.errno(new IOException()));
    assertEquals(Errno.EIO, FileBytes.errno(new IOException("something (odd)")));
    assertEquals(Errno.ENOSPC, FileBytes.errno(new IOException("No space left on device")));
  }

  private static int failure(String path) {
    return assertThrows(SyscallException.class, () -> FileBytes.read(path)).errno();
  }
}
