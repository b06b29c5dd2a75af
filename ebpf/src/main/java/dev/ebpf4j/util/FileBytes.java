package dev.ebpf4j.util;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;

/// Whole files as bytes, with errors that keep the operating system's number.
public final class FileBytes {

  /// Read at once where the size is not known before, as in `/proc`.
  private static final int CHUNK = 64 * 1024;

  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private FileBytes() {}

  /// The bytes of a file, read in one go where its size is known before: for those under
  /// `/sys/kernel/btf` the fastest way there is.
  ///
  /// @throws SyscallException if it cannot be opened or read
  public static byte[] read(String path) {
    try (FileInputStream in = new FileInputStream(path)) {
      long size = new File(path).length();
      byte[] bytes = new byte[(int) Math.min(size == 0 ? CHUNK : size, MAX_ARRAY)];
      int length = 0;
      while (true) {
        if (length == bytes.length) {
          int next = in.read();
          if (next < 0) {
            return bytes;
          }
          if (length == MAX_ARRAY) {
            throw SyscallException.of("read", path, Errno.EFBIG);
          }
          bytes = Arrays.copyOf(bytes, (int) Math.min(2L * length, MAX_ARRAY));
          bytes[length++] = (byte) next;
        }
        int got = in.read(bytes, length, bytes.length - length);
        if (got < 0) {
          return Arrays.copyOf(bytes, length);
        }
        length += got;
      }
    } catch (IOException e) {
      throw SyscallException.of("read", path, errno(e));
    }
  }

  /// The error number behind an exception of `java.io`, which puts its text last in the message,
  /// in parentheses if a name stands before it; EIO if the text is none of the known ones.
  public static int errno(IOException e) {
    String message = String.valueOf(e.getMessage());
    int open = message.lastIndexOf('(');
    if (open >= 0 && message.endsWith(")")) {
      message = message.substring(open + 1, message.length() - 1);
    }
    for (int errno = 1; errno <= Errno.EHWPOISON; errno++) {
      if (Errno.message(errno).equals(message)) {
        return errno;
      }
    }
    return Errno.EIO;
  }
}
