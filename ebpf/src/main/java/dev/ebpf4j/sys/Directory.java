package dev.ebpf4j.sys;

import dev.ebpf4j.abi.Sys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The entries of a directory in the kernel's own order, through getdents64(2).
public final class Directory {

  private static final int CHUNK = 32 * 1024;

  // struct linux_dirent64 (include/linux/dirent.h)
  private static final int LENGTH = 16;
  private static final int TYPE = 18;
  private static final int NAME = 19;

  /// What an entry is, as far as the file system says.
  public enum Type {
    DIRECTORY,
    REGULAR,
    LINK,
    OTHER
  }

  /// One entry.
  public record Entry(String name, Type type) {}

  private Directory() {}

  /// All entries but `.` and `..`.
  ///
  /// @throws dev.ebpf4j.error.SyscallException if `path` is no directory or may not be read
  public static List<Entry> list(Kernel kernel, String path) {
    try (Fd directory = Os.open(kernel, path, Sys.O_RDONLY, 0);
        Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(CHUNK, 8);
      List<Entry> entries = new ArrayList<>();
      while (true) {
        long filled =
            kernel.call(Call.GETDENTS64, directory.number(), buffer.address(), buffer.byteSize());
        if (Os.check("getdents64", path, filled) == 0) {
          return entries;
        }
        long at = 0;
        while (at < filled) {
          add(entries, buffer, at);
          at += buffer.get(ValueLayout.JAVA_SHORT, at + LENGTH) & 0xffff;
        }
      }
    }
  }

  private static void add(List<Entry> entries, MemorySegment buffer, long at) {
    long end = at + NAME;
    while (buffer.get(ValueLayout.JAVA_BYTE, end) != 0) {
      end++;
    }
    byte[] bytes = new byte[(int) (end - at - NAME)];
    Memory.read(buffer, at + NAME, bytes, 0, bytes.length);
    String name = new String(bytes, StandardCharsets.UTF_8);
    if (!name.equals(".") && !name.equals("..")) {
      entries.add(new Entry(name, type(buffer.get(ValueLayout.JAVA_BYTE, at + TYPE))));
    }
  }

  /// `DT_...` of the C library.
  private static Type type(byte type) {
    return switch (type) {
      case 4 -> Type.DIRECTORY;
      case 8 -> Type.REGULAR;
      case 10 -> Type.LINK;
      default -> Type.OTHER;
    };
  }
}
