package dev.ebpf4j.bpftool;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs a file of command lines in one process, for the AOT cache: what they load and link is what
/// the cache will hold. Used while the image is built, never at run time.
final class Training {
  private Training() {}

  /// Runs each line of the file that is the only argument, plain and with `-j`. Words are separated
  /// by single spaces; empty lines and those that start with `#` are left out. A failing line is
  /// fine: errors are commands too. What the lines print goes nowhere.
  public static void main(String[] arguments) throws IOException {
    for (String line : Files.readAllLines(Path.of(arguments[0]))) {
      if (!line.isEmpty() && line.charAt(0) != '#') {
        run(line.split(" ", -1));
        run(("-j " + line).split(" ", -1));
      }
    }
  }

  private static void run(String[] words) {
    InputStream nothing = new ByteArrayInputStream(new byte[0]);
    Main.run(words, nothing, OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
  }
}
