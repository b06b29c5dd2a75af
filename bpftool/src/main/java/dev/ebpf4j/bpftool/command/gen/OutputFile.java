package dev.ebpf4j.bpftool.command.gen;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.util.FileBytes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Writes a file as a whole or not at all: under another name first, which then takes the place of
/// the old file, with its permissions. What is no ordinary file, such as a device or a pipe, is
/// written to directly, and so is a file that nothing can take the place of: a mount of its own, or
/// one in a directory where nothing can be made.
final class OutputFile {
  private final Path target;
  private final Path written;

  private OutputFile(Path target, Path written) {
    this.target = target;
    this.written = written;
  }

  /// Makes sure that the file can be written.
  static OutputFile create(String path) throws IOException {
    Path target = Path.of(path);
    if (Files.exists(target)) {
      target = target.toRealPath();
      if (!Files.isRegularFile(target)) {
        return new OutputFile(target, target);
      }
    }
    Path name = target.getFileName();
    if (name == null) {
      return new OutputFile(target, target);
    }
    long self = ProcessHandle.current().pid();
    Path written = target.resolveSibling("." + name + "." + self + ".tmp");
    boolean exists = Files.exists(target);
    try {
      Files.deleteIfExists(written);
      Files.createFile(written);
    } catch (IOException e) {
      if (exists && Files.isWritable(target)) {
        return new OutputFile(target, target);
      }
      throw e;
    }
    if (exists && Files.getFileStore(target).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(written, Files.getPosixFilePermissions(target));
    }
    return new OutputFile(target, written);
  }

  void write(byte[] bytes) throws IOException {
    Files.write(written, bytes);
    if (written.equals(target)) {
      return;
    }
    try {
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.exists(target)) {
        throw e;
      }
      Files.write(target, bytes);
    }
  }

  /// Leaves nothing behind, if the file was not written.
  void discard() {
    try {
      if (!written.equals(target) && Files.exists(written, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(written);
      }
    } catch (IOException e) {
      // There is nothing more to be done about a file that nobody asked for.
      return;
    }
  }

  /// The error number of a failed operation.
  static int errno(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> Errno.ENOENT;
      case AccessDeniedException _ -> Errno.EACCES;
      default -> FileBytes.errno(e);
    };
  }
}
