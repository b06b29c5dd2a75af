package dev.ebpf4j.object;

import dev.ebpf4j.error.LoadLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The objects that came with the recorded runs of bpftool.
public final class GoldenObjects {
  private static final Path GOLDEN = Path.of(System.getProperty("project.root"), "testkit/golden");

  private GoldenObjects() {}

  public static Path path(String name) {
    return GOLDEN.resolve("obj").resolve(name);
  }

  public static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a recorded run wrote: `prog/load_debug.err`.
  static List<String> recorded(String file) {
    try {
      return Files.readAllLines(GOLDEN.resolve("cases").resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ObjectSpec open(String name) {
    return ObjectSpec.open(path(name));
  }

  /// Keeps what it hears.
  public static final class Heard implements LoadLog {
    private final List<String> messages = new ArrayList<>();
    private final Level least;

    public Heard(Level least) {
      this.least = least;
    }

    @Override
    public boolean wants(Level level) {
      return level.compareTo(least) <= 0;
    }

    @Override
    public void say(Level level, String message) {
      messages.add(message);
    }

    public List<String> messages() {
      return messages;
    }
  }
}
