package dev.ebpf4j.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// Starts a process as cheaply as the C library can and waits for it: posix_spawn(3) and wait4(2),
/// because
/// `ProcessBuilder` adds milliseconds of its own and knows neither CPU time nor memory of the
/// process.
final class Child {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SPAWN =
      handle("posix_spawn", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle WAIT =
      handle("wait4", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
  private static final MethodHandle ACTIONS_INIT =
      handle("posix_spawn_file_actions_init", JAVA_INT, ADDRESS);
  private static final MethodHandle ACTIONS_OPEN =
      handle(
          "posix_spawn_file_actions_addopen",
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          JAVA_INT,
          JAVA_INT);

  /// Larger than `posix_spawn_file_actions_t` and `struct rusage` of any C library.
  private static final int ROOM = 512;

  private static final int O_RDWR = 2;

  /// Offsets in `struct rusage`: user and system time as `struct timeval`, then `ru_maxrss`.
  private static final int USER = 0, SYSTEM = 16, MAX_RSS = 32;

  /// What one run took.
  ///
  /// @param status exit status, or 128 + signal
  record Cost(int status, long wallNanos, long cpuMicros, long peakKib) {}

  private Child() {}

  /// Runs the command with the three standard streams on /dev/null. `command.get(0)` is a path.
  static Cost run(List<String> command) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = arena.allocate(ROOM, 16);
      MemorySegment usage = arena.allocate(ROOM, 16);
      MemorySegment pid = arena.allocate(JAVA_INT);
      MemorySegment status = arena.allocate(JAVA_INT);
      MemorySegment path = arena.allocateFrom(command.get(0));
      MemorySegment arguments = strings(arena, command);
      MemorySegment environment =
          strings(arena, List.of("LC_ALL=C", "TZ=UTC", "PATH=" + System.getenv("PATH")));
      MemorySegment nowhere = arena.allocateFrom("/dev/null");
      check((int) ACTIONS_INIT.invokeExact(actions));
      for (int fd = 0; fd < 3; fd++) {
        check((int) ACTIONS_OPEN.invokeExact(actions, fd, nowhere, O_RDWR, 0));
      }
      long start = System.nanoTime();
      check(
          (int) SPAWN.invokeExact(pid, path, actions, MemorySegment.NULL, arguments, environment));
      int waited = (int) WAIT.invokeExact(pid.get(JAVA_INT, 0), status, 0, usage);
      long wall = System.nanoTime() - start;
      if (waited < 0) {
        throw new IllegalStateException("wait4 failed for " + command);
      }
      int raw = status.get(JAVA_INT, 0);
      int code = (raw & 0x7f) == 0 ? (raw >> 8) & 0xff : 128 + (raw & 0x7f);
      return new Cost(
          code, wall, micros(usage, USER) + micros(usage, SYSTEM), usage.get(JAVA_LONG, MAX_RSS));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static long micros(MemorySegment usage, int offset) {
    return usage.get(JAVA_LONG, offset) * 1_000_000 + usage.get(JAVA_LONG, offset + 8);
  }

  private static MemorySegment strings(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i)));
    }
    return array;
  }

  private static void check(int error) {
    if (error != 0) {
      throw new IllegalStateException("posix_spawn failed with errno " + error);
    }
  }

  private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, parameters));
  }
}
