package dev.ebpf4j.sys;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.error.SyscallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// System calls other than bpf(2), each in the form that its users here need. Functions whose name
/// starts with `try` give the kernel's own result, at least 0 or a negative error number; the
/// others throw [SyscallException].
public final class Os {

  private static final int PATH_MAX = 4096;
  private static final int READ_CHUNK = 64 * 1024;

  private Os() {}

  /// Opens `path` close-on-exec.
  ///
  /// @param flags `O_...` of [Sys]
  /// @param mode permissions of a file that is created
  public static Fd open(Kernel kernel, String path, int flags, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      long fd = tryOpenAt(kernel, Sys.AT_FDCWD, string(arena, path), flags, mode);
      return Fd.own(kernel, (int) check("open", path, fd), path);
    }
  }

  /// Opens a path given in native memory, close-on-exec, without an owner for the result.
  public static long tryOpenAt(Kernel kernel, int dir, MemorySegment path, int flags, int mode) {
    return kernel.call(Call.OPENAT, dir, path.address(), flags | Sys.O_CLOEXEC, mode, 0, 0);
  }

  /// Reads at most `buffer`'s size.
  ///
  /// @return bytes read, 0 at the end, or a negative error number
  public static long tryRead(Kernel kernel, Fd fd, MemorySegment buffer) {
    return kernel.call(Call.READ, fd.number(), buffer.address(), buffer.byteSize());
  }

  /// The whole file. Made for /proc and /sys, whose files do not say how long they are.
  public static byte[] readFile(Kernel kernel, String path) {
    return readFile(kernel, path, READ_CHUNK);
  }

  /// As [#readFile(Kernel, String)], for a file whose usual size is known.
  ///
  /// @param chunk bytes to ask for at a time; one call is enough for a file shorter than that
  public static byte[] readFile(Kernel kernel, String path, int chunk) {
    try (Fd fd = open(kernel, path, Sys.O_RDONLY, 0);
        Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(chunk);
      byte[] bytes = new byte[chunk];
      int length = 0;
      while (true) {
        int count = (int) check("read", path, tryRead(kernel, fd, buffer));
        if (count == 0) {
          return Arrays.copyOf(bytes, length);
        }
        if (length + count > bytes.length) {
          bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
        MemorySegment.copy(buffer, 0, MemorySegment.ofArray(bytes), length, count);
        length += count;
      }
    }
  }

  /// Reads on until `buffer` is full or the file ends.
  ///
  /// @return the part of `buffer` that was filled
  public static MemorySegment readAll(Kernel kernel, Fd fd, MemorySegment buffer) {
    long length = 0;
    long count;
    do {
      count = check("read", fd.what(), tryRead(kernel, fd, buffer.asSlice(length)));
      length += count;
    } while (count > 0 && length < buffer.byteSize());
    return buffer.asSlice(0, length);
  }

  /// Writes all of `bytes`.
  public static void write(Kernel kernel, Fd fd, byte[] bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, source, 0, bytes.length);
      long done = 0;
      while (done < bytes.length) {
        long at = source.address() + done;
        long count = kernel.call(Call.WRITE, fd.number(), at, bytes.length - done);
        done += check("write", fd.what(), count);
      }
    }
  }

  /// Where the symbolic link `path` leads.
  public static String readLink(Kernel kernel, String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(PATH_MAX);
      long address = string(arena, path).address();
      long length =
          kernel.call(Call.READLINKAT, Sys.AT_FDCWD, address, target.address(), PATH_MAX, 0, 0);
      check("readlink", path, length);
      return new String(bytes(target, (int) length), StandardCharsets.UTF_8);
    }
  }

  /// Makes one directory.
  public static void mkdir(Kernel kernel, String path, int mode) {
    check("mkdir", path, tryMkdir(kernel, path, mode));
  }

  public static long tryMkdir(Kernel kernel, String path, int mode) {
    try (Arena arena = Arena.ofConfined()) {
      return kernel.call(Call.MKDIRAT, Sys.AT_FDCWD, string(arena, path).address(), mode);
    }
  }

  /// Removes a file's name; for a pinned BPF object, the pin.
  public static void unlink(Kernel kernel, String path) {
    check("unlink", path, tryUnlink(kernel, path, 0));
  }

  /// Removes an empty directory.
  public static void rmdir(Kernel kernel, String path) {
    check("rmdir", path, tryUnlink(kernel, path, Sys.AT_REMOVEDIR));
  }

  /// unlinkat(2).
  ///
  /// @param flags 0 for a file, AT_REMOVEDIR for a directory
  public static long tryUnlink(Kernel kernel, String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return kernel.call(Call.UNLINKAT, Sys.AT_FDCWD, string(arena, path).address(), flags);
    }
  }

  /// mount(2).
  ///
  /// @param data options of the file system, such as `mode=0700`; may be empty
  /// @return 0 or a negative error number
  public static long tryMount(
      Kernel kernel, String source, String target, String type, int flags, String data) {
    try (Arena arena = Arena.ofConfined()) {
      return kernel.call(
          Call.MOUNT,
          string(arena, source).address(),
          string(arena, target).address(),
          string(arena, type).address(),
          flags,
          data.isEmpty() ? 0 : string(arena, data).address(),
          0);
    }
  }

  /// umount2(2).
  public static long tryUmount(Kernel kernel, String target, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return kernel.call(Call.UMOUNT2, string(arena, target).address(), flags, 0);
    }
  }

  /// The magic number of the file system that `path` lies on, such as [Sys#BPF_FS_MAGIC].
  ///
  /// @return the number as unsigned 32 bits, or a negative error number
  public static long tryFileSystem(Kernel kernel, String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statfs = arena.allocate(128, 8);
      long result = kernel.call(Call.STATFS, string(arena, path).address(), statfs.address(), 0);
      return result < 0 ? result : statfs.get(ValueLayout.JAVA_LONG, 0) & 0xffff_ffffL;
    }
  }

  /// What a path stands for.
  ///
  /// @return null if there is nothing
  public static @Nullable Stat stat(Kernel kernel, String path, boolean followLinks) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statx = arena.allocate(256, 8);
      int flags = followLinks ? 0 : Sys.AT_SYMLINK_NOFOLLOW;
      long result =
          kernel.call(
              Call.STATX,
              Sys.AT_FDCWD,
              string(arena, path).address(),
              flags,
              Stat.WANTED,
              statx.address(),
              0);
      if (result == -Errno.ENOENT || result == -Errno.ENOTDIR) {
        return null;
      }
      check("statx", path, result);
      return Stat.read(statx);
    }
  }

  /// Whether there is something at `path` that the caller may see.
  public static boolean exists(Kernel kernel, String path) {
    try {
      return stat(kernel, path, true) != null;
    } catch (SyscallException e) {
      return false;
    }
  }

  /// Time of a clock in nanoseconds.
  ///
  /// @param clock `CLOCK_...` of [Sys]
  public static long nanos(Kernel kernel, int clock) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(16, 8);
      check("clock_gettime", "", kernel.call(Call.CLOCK_GETTIME, clock, time.address(), 0));
      long seconds = time.get(ValueLayout.JAVA_LONG, 0);
      return seconds * 1_000_000_000L + time.get(ValueLayout.JAVA_LONG, 8);
    }
  }

  /// Lifts the limit of locked memory, which kernels before 5.11 count BPF objects against.
  ///
  /// @return 0 or a negative error number
  public static long tryUnlimitLockedMemory(Kernel kernel) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(16, 8);
      limit.set(ValueLayout.JAVA_LONG, 0, Sys.RLIM_INFINITY);
      limit.set(ValueLayout.JAVA_LONG, 8, Sys.RLIM_INFINITY);
      return kernel.call(Call.PRLIMIT64, 0, Sys.RLIMIT_MEMLOCK, limit.address(), 0, 0, 0);
    }
  }

  /// ioctl(2) with a number as argument.
  public static long tryIoctl(Kernel kernel, Fd fd, long request, long argument) {
    return kernel.call(Call.IOCTL, fd.number(), request, argument);
  }

  /// perf_event_open(2), close-on-exec.
  ///
  /// @param attr a `perf_event_attr` in native memory whose size field is set
  /// @param pid process, 0 for this one, -1 for all
  /// @param cpu processor, or -1 for any
  public static Fd perfEventOpen(Kernel kernel, MemorySegment attr, int pid, int cpu, String what) {
    long closeOnExec = 1 << 3;
    long fd = kernel.call(Call.PERF_EVENT_OPEN, attr.address(), pid, cpu, -1, closeOnExec, 0);
    return Fd.own(kernel, (int) check("perf_event_open", what, fd), what);
  }

  /// The number of this process.
  public static int processId(Kernel kernel) {
    return (int) kernel.call(Call.GETPID, 0);
  }

  /// The effective user id of this process.
  public static int effectiveUser(Kernel kernel) {
    return (int) kernel.call(Call.GETEUID, 0);
  }

  /// The effective capabilities of the calling thread: bit `CAP_...` of [Sys] is set for each.
  public static long effectiveCapabilities(Kernel kernel) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = capabilities(kernel, arena);
      long low = Integer.toUnsignedLong(data.get(ValueLayout.JAVA_INT, 0));
      return low | ((long) data.get(ValueLayout.JAVA_INT, 12) << 32);
    }
  }

  /// Sets the effective capabilities of the calling thread, which must be among its permitted ones.
  public static void setEffectiveCapabilities(Kernel kernel, long capabilities) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = capabilities(kernel, arena);
      data.set(ValueLayout.JAVA_INT, 0, (int) capabilities);
      data.set(ValueLayout.JAVA_INT, 12, (int) (capabilities >>> 32));
      long header = capabilityHeader(arena).address();
      check("capset", "", kernel.call(Call.CAPSET, header, data.address(), 0));
    }
  }

  private static MemorySegment capabilityHeader(Arena arena) {
    MemorySegment header = arena.allocate(8, 8);
    header.set(ValueLayout.JAVA_INT, 0, 0x20080522); // version 3: 64 bits in two parts
    return header;
  }

  /// Effective, permitted and inheritable capabilities, 32 bits each, the lower half first.
  private static MemorySegment capabilities(Kernel kernel, Arena arena) {
    MemorySegment data = arena.allocate(24, 8);
    long header = capabilityHeader(arena).address();
    check("capget", "", kernel.call(Call.CAPGET, header, data.address(), 0));
    return data;
  }

  /// `text` in UTF-8 with a NUL behind it.
  public static MemorySegment string(Arena arena, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment copy = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, copy, 0, bytes.length);
    return copy;
  }

  /// The first `length` bytes of `memory`.
  public static byte[] bytes(MemorySegment memory, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(memory, 0, MemorySegment.ofArray(bytes), 0, length);
    return bytes;
  }

  /// `result` unless it is an error.
  ///
  /// @throws SyscallException if `result` is negative
  public static long check(String operation, String subject, long result) {
    if (result < 0) {
      throw SyscallException.of(operation, subject, (int) -result);
    }
    return result;
  }
}
