package dev.ebpf4j.testkit;

import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A bpffs of a test's own, mounted on a new directory; closing it unmounts and removes it, and
/// with it every pin.
public final class PrivateBpffs implements AutoCloseable {

  private final Kernel kernel;
  private final Path directory;

  private PrivateBpffs(Kernel kernel, Path directory) {
    this.kernel = kernel;
    this.directory = directory;
  }

  public static PrivateBpffs mount(Kernel kernel) {
    try {
      Path directory = Files.createTempDirectory("ebpf4j-bpffs");
      long result = Os.tryMount(kernel, "bpf", directory.toString(), "bpf", 0, "mode=0700");
      if (result < 0) {
        Files.delete(directory);
        Os.check("mount", directory.toString(), result);
      }
      return new PrivateBpffs(kernel, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path directory() {
    return directory;
  }

  /// A path on it.
  public String path(String name) {
    return directory.resolve(name).toString();
  }

  @Override
  public void close() {
    // What is under test may have mounted others over it.
    long result = Os.tryUmount(kernel, directory.toString(), Sys.MNT_DETACH);
    Os.check("umount", path(""), result);
    while (result >= 0) {
      result = Os.tryUmount(kernel, directory.toString(), Sys.MNT_DETACH);
    }
    try {
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
