package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What does not fit the command's memory ends with one error, as all bad input does.
class LargeFileTest {

  /// BTF of 600 MB by its length, and a heap of 512: a file of holes, which needs no room on disk.
  @Test
  void largerThanTheHeap(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("large.btf");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(new byte[] {(byte) 0x9f, (byte) 0xeb, 1, 0, 24, 0, 0, 0});
      out.setLength(600L << 20);
    }
    Finished.Outcome plain = bpftool("btf", "dump", "file", file.toString());
    assertEquals("Error: not enough memory for this\n", plain.out());
    assertEquals(244, plain.status(), "-ENOMEM");
    Finished.Outcome json = bpftool("-j", "gen", "skeleton", file.toString());
    assertEquals("{\"error\":\"not enough memory for this\"}\n", json.out());
    assertEquals(244, json.status(), "-ENOMEM");
  }

  private static Finished.Outcome bpftool(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(Finished.BPFTOOL.toString()));
    command.addAll(List.of(words));
    return Finished.run(command, Map.of(), 60);
  }
}
