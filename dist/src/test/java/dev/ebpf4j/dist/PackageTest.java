package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    run("tar", "-C", scratch.toString(), "-xzf", only("*.tar.gz").toString());
    Path image;
    try (Stream<Path> unpacked = Files.list(scratch)) {
      image = unpacked.findFirst().orElseThrow();
    }
    assertEquals(image.getFileName() + ".tar.gz", only("*.tar.gz").getFileName().toString());
    runsFromItsCache(image, image.resolve("bin/bpftool"));
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
