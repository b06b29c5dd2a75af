package dev.ebpf4j.btf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// BTF for tests: sections of compiled objects, and the running kernel's.
public final class Samples {

  private static final Path KERNEL = Path.of("/sys/kernel/btf/vmlinux");

  private Samples() {}

  /// A file of `src/test/resources/btf`: `.btf` and `.btfext` files hold the sections of one
  /// object.
  public static byte[] bytes(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/btf/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no sample " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Btf btf(String name) {
    return Btf.parse(bytes(name));
  }

  /// The running kernel's BTF; skips the test where there is none.
  public static byte[] kernel() {
    Assumptions.assumeTrue(Files.isReadable(KERNEL), "no kernel BTF at " + KERNEL);
    try {
      return Files.readAllBytes(KERNEL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
