package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What one run of the tool gave: ours in this process, or an installed one in its own.
public record Run(int status, String out, String err) {

  private static final Path INSTALLED = Path.of("/usr/sbin/bpftool");

  /// Runs ours.
  public static Run ours(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Main.run(words, new ByteArrayInputStream(new byte[0]), out, err);
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// Runs the installed one; skips the test where there is none.
  public static Run installed(String... words) {
    assumeTrue(Files.isExecutable(INSTALLED), "needs an installed bpftool as oracle");
    List<String> command = new ArrayList<>(List.of(INSTALLED.toString()));
    command.addAll(List.of(words));
    try {
      Path err = Files.createTempFile("bpftool", ".err");
      Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      String out;
      try (InputStream stream = process.getInputStream()) {
        out = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      }
      int status = process.waitFor();
      String text = Files.readString(err);
      Files.delete(err);
      return new Run(status, out, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
