package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The finished command and the directories around it.
final class Finished {
  static final Path ROOT = Path.of(System.getProperty("project.root")).toAbsolutePath();
  static final Path BPFTOOL = ROOT.resolve("bin/bpftool");
  static final Path IMAGE = ROOT.resolve("dist/target/bpftool");

  /// What a process did.
  record Outcome(int status, String out) {}

  private Finished() {}

  /// Runs a command to its end; standard error is mixed into its output.
  static Outcome run(List<String> command, Map<String, String> environment, int limitSeconds)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("finished", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(ROOT.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
        process.destroy(); // scripts clean up after themselves when they are asked to end
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
        throw new AssertionError(
            command + " took longer than " + limitSeconds + " s\n" + Files.readString(output));
      }
      return new Outcome(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }

  /// The jar this build made of a module.
  static Path jar(String module) {
    String name =
        (module.equals("ebpf") ? "ebpf4j" : module)
            + "-"
            + System.getProperty("project.version")
            + ".jar";
    return ROOT.resolve(module).resolve(System.getProperty("target")).resolve(name);
  }

  /// Skips the test, visibly, where programs cannot be loaded.
  static void needsKernel() throws IOException, InterruptedException {
    assumeTrue(isRoot(), "needs root");
    assumeTrue(
        run(List.of("unshare", "-m", "-n", "true"), Map.of(), 20).status() == 0,
        "needs the right to make namespaces");
    assumeTrue(
        run(List.of("unshare", "-m", "sh", "-c", "mount -t bpf bpf /sys/fs/bpf"), Map.of(), 20)
                .status()
            == 0,
        "needs a kernel with BPF");
  }

  static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }
}
