package dev.ebpf4j.object;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Objects compiled for these tests; their sources lie beside them.
public final class Fixtures {
  private static final Path DIR =
      Path.of(System.getProperty("project.root"), "testkit/fixtures/object");

  private Fixtures() {}

  public static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(DIR.resolve(name + ".bpf.o"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ObjectSpec open(String name) {
    return ObjectSpec.open(DIR.resolve(name + ".bpf.o"));
  }
}
