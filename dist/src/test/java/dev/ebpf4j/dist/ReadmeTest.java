package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of README.md do what they say.
class ReadmeTest {
  /// Mounts what a distribution has mounted anyway, then goes on with its arguments.
  private static final String PREPARED =
      """
      [ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing
      exec "$@"
      """;

  @TempDir Path scratch;

  @Test
  void theCommandsForEverybodyRun() throws Exception {
    for (String block : blocks("sh")) {
      Finished.Outcome outcome = Finished.run(List.of("sh", "-euc", block), Map.of(), 60);
      assertEquals(0, outcome.status(), block + outcome.out());
    }
  }

  @Test
  void theCommandsForRootRun() throws Exception {
    Finished.needsKernel();
    for (String block : blocks("sh root")) {
      Finished.Outcome outcome = Finished.run(List.of("sh", "-euc", block), Map.of(), 60);
      assertEquals(0, outcome.status(), block + outcome.out());
    }
  }

  @Test
  void theLibraryExampleRuns() throws Exception {
    Finished.needsKernel();
    for (String block : blocks("java")) {
      runJava(block);
    }
  }

  /// The generated class lies next to it.
  @Test
  void theExampleWithAGeneratedClassRuns() throws Exception {
    Finished.needsKernel();
    Files.copy(Finished.ROOT.resolve("examples/Execs.java"), scratch.resolve("Execs.java"));
    for (String block : blocks("java with Execs")) {
      String out = runJava(block);
      assertTrue(out.lines().anyMatch(line -> line.matches("[0-9]+ is (sh|true)")), out);
    }
  }

  private String runJava(String block) throws Exception {
    Path source = Files.writeString(scratch.resolve("Example.java"), block);
    Finished.Outcome outcome =
        Finished.run(
            List.of(
                "unshare",
                "-m",
                "sh",
                "-euc",
                PREPARED,
                "sh",
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=dev.ebpf4j",
                "-p",
                Finished.jar("ebpf").toString(),
                "--add-modules",
                "dev.ebpf4j",
                source.toString()),
            Map.of(),
            60);
    assertEquals(0, outcome.status(), block + outcome.out());
    return outcome.out();
  }

  private static List<String> blocks(String kind) throws Exception {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = null;
    for (String line : Files.readAllLines(Finished.ROOT.resolve("README.md"))) {
      if (block == null) {
        block = line.equals("```" + kind) ? new StringBuilder() : null;
      } else if (line.equals("```")) {
        blocks.add(block.toString());
        block = null;
      } else {
        block.append(line).append('\n');
      }
    }
    assertFalse(blocks.isEmpty(), "README.md has no example of kind " + kind);
    return blocks;
  }
}
