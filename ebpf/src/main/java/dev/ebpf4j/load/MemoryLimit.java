package dev.ebpf4j.load;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The limit of locked memory. Kernels before 5.11 count maps and programs against it and say EPERM
/// when it is reached, so it is lifted at the first EPERM and not before.
public final class MemoryLimit {

  private final Kernel kernel;
  private boolean tried;

  public MemoryLimit(Kernel kernel) {
    this.kernel = kernel;
  }

  /// Lifts the limit.
  ///
  /// @return whether that changed anything, so that another attempt makes sense
  boolean raise() {
    if (tried) {
      return false;
    }
    tried = true;
    return current() != Sys.RLIM_INFINITY && Os.tryUnlimitLockedMemory(kernel) == 0;
  }

  /// Tells root, who is refused for no other reason that shows, of the limit.
  public void hint(int errno, LoadLog log) {
    if (errno != Errno.EPERM || Os.effectiveUser(kernel) != 0) {
      return;
    }
    long bytes = current();
    if (bytes == Sys.RLIM_INFINITY) {
      return;
    }
    log.warn(
        "permission error while running as root; try raising 'ulimit -l'? current value: "
            + text(bytes));
  }

  private static String text(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    boolean small = bytes < 1024 * 1024;
    long unit = small ? 1024 : 1024 * 1024;
    long tenths = Math.round(bytes * 10.0 / unit);
    return tenths / 10 + "." + tenths % 10 + (small ? " KiB" : " MiB");
  }

  private long current() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(16, 8);
      long result = kernel.call(Call.PRLIMIT64, 0, Sys.RLIMIT_MEMLOCK, 0, limit.address(), 0, 0);
      return result < 0 ? Sys.RLIM_INFINITY : limit.get(ValueLayout.JAVA_LONG, 0);
    }
  }
}
