package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The AOT cache is what makes the command start fast: it must be there, be used, and hold every
/// class of ours that a command needs. A class from outside means that the training
/// (`dist/training`) misses something.
class CacheTest {
  private static final Set<String> QUICKEST = Set.of("help", "version", "-j version", "prog help");

  @TempDir Path scratch;

  @Test
  void theCacheIsUsed() throws Exception {
    assertTrue(ClassLog.of(Finished.IMAGE, scratch, "version").isMainCached());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "help",
        "version",
        "-j version",
        "prog help",
        "prog show",
        "-j prog show",
        "-p -f prog show",
        "prog show id 1",
        "prog dump xlated id 1",
        "map show",
        "-j map show",
        "map dump id 1",
        "link show",
        "-p link show",
        "btf show",
        "-j btf show",
        "btf dump file testkit/golden/obj/types.bpf.o",
        "-j btf dump file testkit/golden/obj/types.bpf.o",
        "btf dump file testkit/golden/obj/types.bpf.o format c",
        "btf dump file testkit/golden/obj/truncated.bpf.o",
        "cgroup tree",
        "net show",
        "perf show",
        "struct_ops show",
        "feature list_builtins prog_types",
        "batch file none",
        "nonsense",
        "-Z"
      })
  void everyClassOfOursComesFromTheCache(String line) throws Exception {
    assumeTrue(
        Finished.isRoot() || !asksTheKernel(line),
        "an image that an ordinary user builds is not trained on what only root may ask");
    List<String> outside = new ArrayList<>();
    for (String loaded : ClassLog.of(Finished.IMAGE, scratch, line.split(" ")).lines()) {
      // A switch over types makes a class of its own at run time, which no cache of JDK 25 holds.
      // It
      // takes some 2 ms: fine in what asks the kernel, not on the way of `help` and `version`.
      boolean excused = loaded.contains("$$TypeSwitch/") && !QUICKEST.contains(line);
      if (loaded.contains(" dev.ebpf4j.")
          && !loaded.contains("source: shared objects file")
          && !excused) {
        outside.add(loaded);
      }
    }
    assertEquals(List.of(), outside, "loaded from outside the cache");
  }

  private static boolean asksTheKernel(String line) {
    return line.contains("show")
        || line.contains("dump id")
        || line.contains("dump xlated id")
        || line.contains("tree");
  }

  /// The adapters that the public linker generates at each start cost more than the rest of a short
  /// command: the launcher opens the JDK's own stub to us, and it must still be there.
  @Test
  void asksTheKernelThroughTheBareStub() throws Exception {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "the stub is used on x86-64 only");
    List<String> linker =
        ClassLog.of(Finished.IMAGE, scratch, "prog", "show", "id", "1").lines().stream()
            .filter(line -> line.contains("DowncallStub/"))
            .toList();
    assertEquals(List.of(), linker);
  }

  @Test
  void theLauncherFindsTheImageThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(scratch.resolve("bpftool"), Finished.BPFTOOL);
    Finished.Outcome outcome = Finished.run(List.of(link.toString(), "version"), Map.of(), 20);
    assertEquals(0, outcome.status(), outcome.out());
    assertTrue(outcome.out().startsWith("bpftool v7.8"), outcome.out());
  }

  @Test
  void theImageRunsFromElsewhere() throws Exception {
    Path copy = scratch.resolve("copy");
    Finished.Outcome copied =
        Finished.run(List.of("cp", "-r", Finished.IMAGE.toString(), copy.toString()), Map.of(), 60);
    assertEquals(0, copied.status(), copied.out());
    Finished.Outcome outcome =
        Finished.run(
            List.of("sh", "-c", "PATH=" + copy + "/bin:$PATH; cd /; bpftool version"),
            Map.of("JAVA_TOOL_OPTIONS", "-Dpicked.up=true"),
            20);
    assertEquals(0, outcome.status(), outcome.out());
    assertTrue(outcome.out().startsWith("bpftool v7.8"), outcome.out());
  }

  @Test
  void withoutAnImageTheLauncherSaysWhatToRun() throws Exception {
    Path bin = Files.createDirectories(scratch.resolve("clone/bin"));
    Path launcher = bin.resolve("bpftool");
    Files.copy(Finished.BPFTOOL, launcher, StandardCopyOption.COPY_ATTRIBUTES);
    Finished.Outcome outcome = Finished.run(List.of(launcher.toString(), "version"), Map.of(), 20);
    assertEquals(127, outcome.status());
    assertEquals(
        "bpftool: not built yet: run ./mvnw package in " + bin.getParent().toRealPath() + "\n",
        outcome.out());
  }

  @ParameterizedTest
  @CsvSource({
    "help, start",
    "version, start",
    "-V, start",
    "prog help, start",
    "-j -p prog show, show",
    "p s, show",
    "prog, show",
    "btf list, show",
    "prog load x y, load",
    "prog loadall x y, load",
    "prog list, show",
    "map dump id 1, dump",
    "btf dump id 1, dump",
    "feature, probe",
    "gen skeleton x, all",
    "batch file x, all"
  })
  void eachKindOfCommandHasACache(String line, String cache) throws Exception {
    Path chosen = ClassLog.cache(Finished.IMAGE, line.split(" "));
    assertEquals(cache + ".aot", chosen.getFileName().toString());
    assertTrue(Files.exists(chosen));
  }
}
