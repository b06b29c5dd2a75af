package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The man pages of the image: they can be read, and their examples work.
class ManualPagesTest {

  /// A machine of its own for the examples of a page: a BPF file system, cgroups, a network, and
  /// the object files that they name.
  private static final String EXAMPLES =
      """
      set -e
      mount -t bpf bpf /sys/fs/bpf
      umount -R /sys/fs/cgroup 2>/dev/null || true
      mount -t cgroup2 none /sys/fs/cgroup
      [ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing
      cd "$1"
      cp "$2"/examples/*.o "$2"/testkit/golden/obj/iter_task.bpf.o .
      shift 2
      for example; do
        echo "$ $example"
        sh -c "$example"
      done
      """;

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(Finished.IMAGE.resolve("share/man/man8"))) {
      List<Path> pages = files.sorted().toList();
      assertEquals(13, pages.size());
      return pages;
    }
  }

  @Test
  void theyAreCleanForMandoc() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mandoc")), "needs mandoc");
    List<String> command = new ArrayList<>(List.of("mandoc", "-T", "lint", "-W", "warning"));
    pages().forEach(page -> command.add(page.toString()));
    String complaints = Finished.run(command, Map.of(), 60).out();
    // A page of a build has no date.
    assertEquals(
        List.of(), complaints.lines().filter(line -> !line.contains("missing date")).toList());
  }

  @TestFactory
  List<DynamicTest> theirExamplesWork(@TempDir Path scratch) throws Exception {
    Finished.needsKernel();
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      String name = page.getFileName().toString().replace(".8", "");
      tests.add(dynamicTest(name, () -> run(name, Files.createDirectory(scratch.resolve(name)))));
    }
    return tests;
  }

  private static void run(String page, Path directory) throws Exception {
    Path text = Finished.ROOT.resolve("dist/manual/" + page + ".md");
    List<String> examples =
        Files.readAllLines(text).stream()
            .filter(line -> line.startsWith("    "))
            .map(String::strip)
            .toList();
    assertFalse(examples.isEmpty(), "no example");
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "-n", "-C", "sh", "-c"));
    command.addAll(List.of(EXAMPLES, "sh", directory.toString(), Finished.ROOT.toString()));
    command.addAll(examples);
    String path = Finished.BPFTOOL.getParent() + ":" + System.getenv("PATH");
    Finished.Outcome outcome = Finished.run(command, Map.of("PATH", path), 120);
    assertEquals(0, outcome.status(), outcome.out());
  }
}
