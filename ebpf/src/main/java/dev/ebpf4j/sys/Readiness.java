package dev.ebpf4j.sys;

import dev.ebpf4j.abi.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Waiting for something to read, through ppoll(2).
public final class Readiness {

  private static final short POLLIN = 1;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private Readiness() {}

  /// Whether `fd` has something to read, or its other end is gone, within `millis`.
  public static boolean await(Kernel kernel, Fd fd, int millis) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment poll = arena.allocate(8, 8);
      poll.set(ValueLayout.JAVA_INT, 0, fd.number());
      poll.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
      MemorySegment time = arena.allocate(16, 8);
      time.set(ValueLayout.JAVA_LONG, 0, millis / 1000);
      time.set(ValueLayout.JAVA_LONG, 8, millis % 1000 * NANOS_PER_MILLI);
      long ready = kernel.call(Call.PPOLL, poll.address(), 1, time.address(), 0, 0, 0);
      return ready != -Errno.EINTR && Os.check("ppoll", fd.what(), ready) > 0;
    }
  }
}
