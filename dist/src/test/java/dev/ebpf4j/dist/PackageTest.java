package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The downloads: what is unpacked from them runs, and as fast as the image that they hold.
class PackageTest {
  @TempDir static Path packed;
  @TempDir Path scratch;

  @BeforeAll
  static void pack() throws Exception {
    run("sh", Finished.ROOT.resolve("dist/package").toString(), packed.toString());
  }

  @Test
  void theArchiveRunsWhereItIsUnpacked() throws Exception {
    Path image = unpacked("*-linux-*.tar.gz");
    runsFromItsCache(image, image.resolve("bin/bpftool"));
  }

  /// What it needs is a Java of the machine; of that, files are read on any operating system.
  @Test
  void theArchiveWithoutARuntimeReadsFiles() throws Exception {
    String launcher = unpacked("*-any.tar.gz").resolve("bpftool").toString();
    Map<String, String> java = Map.of("JAVA_HOME", System.getProperty("java.home"));
    String object = Finished.ROOT.resolve("examples/getpid.o").toString();
    for (String line :
        List.of(
            "version",
            "btf dump file " + object + " format c",
            "gen skeleton " + object,
            "-p prog dump xlated file " + object)) {
      List<String> command = new ArrayList<>(List.of(launcher));
      command.addAll(List.of(line.split(" ")));
      Finished.Outcome outcome = Finished.run(command, java, 120);
      command.set(0, Finished.BPFTOOL.toString());
      assertEquals(Finished.run(command, Map.of(), 120), outcome, line);
      assertEquals(0, outcome.status(), outcome.out());
    }
  }

  private Path unpacked(String glob) throws Exception {
    Path archive = only(glob);
    run("tar", "-C", scratch.toString(), "-xzf", archive.toString());
    return scratch.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
  }

  @Test
  void theDebianPackageReplacesTheOneOfThatName() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/dpkg-deb")), "needs dpkg-deb");
    Path file = only("*.deb");
    String control = run("dpkg-deb", "--field", file.toString());
    assertTrue(control.contains("Conflicts: bpftool\nReplaces: bpftool\n"), control);
    run("dpkg-deb", "-x", file.toString(), scratch.toString());
    runsFromItsCache(
        scratch.resolve("usr/lib/ebpf4j-bpftool"), scratch.resolve("usr/sbin/bpftool"));
  }

  private void runsFromItsCache(Path image, Path launcher) throws Exception {
    assertTrue(run(launcher.toString(), "version").startsWith("bpftool v7.8"));
    assertTrue(ClassLog.of(image, scratch, "version").isMainCached());
  }

  private static Path only(String glob) throws IOException {
    try (var files = Files.newDirectoryStream(packed, glob)) {
      return files.iterator().next();
    }
  }

  private static String run(String... command) throws Exception {
    Finished.Outcome outcome = Finished.run(List.of(command), Map.of(), 120);
    assertEquals(0, outcome.status(), outcome.out());
    return outcome.out();
  }
}
