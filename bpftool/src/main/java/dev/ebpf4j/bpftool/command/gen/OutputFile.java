package dev.ebpf4j.bpftool.command.gen;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.util.FileBytes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/// Writes a file as a whole or not at all: under another name first, which then takes the place of
/// the old file, with its owner and permissions. What is no ordinary file, such as a device, a pipe
/// or a link to nothing yet, is written to directly, and so is a file that nothing can take the
/// place of: a mount of its own, one in a directory where nothing can be made, or one of an owner
/// that the new file cannot be given to.
final class OutputFile {
  private final Path target;
  private final Path written;

  private OutputFile(Path target, Path written) {
    this.target = target;
    this.written = written;
  }

  /// Makes sure that the file can be written.
  static OutputFile create(String path) throws IOException {
    Path target = path(path);
    boolean exists = Files.exists(target);
    if (exists) {
      target = target.toRealPath();
    }
    if (exists ? !Files.isRegularFile(target) : Files.isSymbolicLink(target)) {
      return new OutputFile(target, target);
    }
    // Not made of the target's name, which may be as long as names can be.
    String name = "." + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".tmp";
    Path written = target.resolveSibling(name);
    try {
      Files.createFile(written);
      if (exists) {
        copyAttributes(target, written);
      }
    } catch (IOException e) {
      Files.deleteIfExists(written);
      if (exists && Files.isWritable(target)) {
        return new OutputFile(target, target);
      }
      throw e;
    }
    return new OutputFile(target, written);
  }

  /// Owner, group and permissions.
  private static void copyAttributes(Path from, Path to) throws IOException {
    if (!Files.getFileStore(from).supportsFileAttributeView("posix")) {
      return;
    }
    PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributes got = Files.readAttributes(to, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (!wanted.owner().equals(got.owner())) {
      view.setOwner(wanted.owner());
    }
    if (!wanted.group().equals(got.group())) {
      view.setGroup(wanted.group());
    }
    view.setPermissions(wanted.permissions());
  }

  private static Path path(String name) throws IOException {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) { // letters that the locale does not have
      throw new IOException(Errno.message(Errno.EINVAL), e);
    }
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
