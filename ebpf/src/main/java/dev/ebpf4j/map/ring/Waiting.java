package dev.ebpf4j.map.ring;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Kernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/// Waits for descriptors, with ppoll(2).
final class Waiting {

  // struct pollfd (include/uapi/asm-generic/poll.h)
  private static final int ENTRY = 8;
  private static final int EVENTS = 4;

  private Waiting() {}

  /// Waits until one of `fds` has input, `timeout` is over, or a signal arrived.
  static void forInput(Kernel kernel, Duration timeout, int... fds) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entries = arena.allocate((long) ENTRY * fds.length, 8);
      for (int i = 0; i < fds.length; i++) {
        entries.set(ValueLayout.JAVA_INT, (long) i * ENTRY, fds[i]);
        entries.set(ValueLayout.JAVA_SHORT, (long) i * ENTRY + EVENTS, (short) Sys.POLLIN);
      }
      MemorySegment time = arena.allocate(16, 8);
      time.set(ValueLayout.JAVA_LONG, 0, timeout.getSeconds());
      time.set(ValueLayout.JAVA_LONG, 8, timeout.getNano());
      long result = kernel.call(Call.PPOLL, entries.address(), fds.length, time.address(), 0, 0, 0);
      if (result < 0 && result != -Errno.EINTR) {
        throw SyscallException.of("ppoll", "", (int) -result);
      }
    }
  }
}
