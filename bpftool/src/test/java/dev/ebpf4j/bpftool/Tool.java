package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs the tool under test: within this process, or as processes of a shell script in namespaces
/// of its own, which take all mounts, pins and devices with them when they end.
public final class Tool {

  private static final int PATIENCE_SECONDS = 120;

  /// What a run left behind.
  public record Result(int status, String out, String err) {}

  private Tool() {}

  /// Runs one command line within this process.
  public static Result run(String... args) {
    return run(new byte[0], args);
  }

  /// As [#run(String...)], with `in` as standard input.
  public static Result run(byte[] in, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Main.run(args, new ByteArrayInputStream(in), out, err);
    return new Result(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// Runs a shell script in new mount and network namespaces, with the tool as `bpftool`, an empty
  /// directory of its own as `$DIR`, a bpffs at `$BPF`, and the recorded cases' objects at `$OBJ`.
  /// Skips the test where that takes rights that are missing.
  public static Result script(String script) {
    assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "needs unshare(1)");
    try {
      Path directory = Files.createTempDirectory("ebpf4j-script");
      try {
        return script(directory, script);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Result script(Path directory, String script) throws IOException {
    String java = ProcessHandle.current().info().command().orElseThrow();
    Path tool = directory.resolve("bin/bpftool");
    Files.createDirectories(tool.getParent());
    Files.createDirectories(directory.resolve("bpf"));
    Files.writeString(
        tool,
        "#!/bin/sh\nexec "
            + java
            + " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xshare:auto"
            + " --enable-native-access=ALL-UNNAMED -cp '"
            + System.getProperty("java.class.path")
            + "' dev.ebpf4j.bpftool.Main \"$@\"\n");
    assertTrue(tool.toFile().setExecutable(true, false));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
            "unshare", "-m", "-n", "sh", "-c", "mount -t bpf bpf $BPF && cd $DIR\n" + script);
    builder.environment().put("DIR", directory.toString());
    builder.environment().put("BPF", directory.resolve("bpf").toString());
    builder.environment().put("OBJ", System.getProperty("project.root") + "/testkit/golden/obj");
    builder.environment().put("PATH", tool.getParent() + ":" + System.getenv("PATH"));
    builder.environment().put("LC_ALL", "C");
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the script does not end");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
