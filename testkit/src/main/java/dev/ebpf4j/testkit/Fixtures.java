package dev.ebpf4j.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Files compiled from `testkit/fixtures`, from the class path.
public final class Fixtures {

  private Fixtures() {}

  /// The bytes of `name`.o.
  public static byte[] object(String name) {
    return bytes(name + ".o");
  }

  /// The bytes of the file `name`.
  public static byte[] bytes(String name) {
    String resource = "/dev/ebpf4j/testkit/" + name;
    try (InputStream in = Fixtures.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no fixture " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
