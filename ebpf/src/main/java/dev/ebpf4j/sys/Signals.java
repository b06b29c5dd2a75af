package dev.ebpf4j.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What this process does about signals.
public final class Signals {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGTERM = 15;

  private static final int SIGQUIT = 3;

  // struct sigaction as rt_sigaction(2) has it: handler, flags, restorer, mask of 64 signals
  private static final int ACTION_SIZE = 32;
  private static final int MASK_SIZE = 8;
  private static final long DEFAULT = 0;
  private static final long IGNORE = 1;

  private Signals() {}

  /// Makes the virtual machine shut down at those of `signals` that the parent had ignored, as it
  /// does at those that it had not: a shell ignores SIGINT for what it runs in the background.
  ///
  /// A virtual machine leaves ignored signals alone. It knows how to answer them all the same, but
  /// its native handler, which wakes the thread that answers, is not installed for them. SIGQUIT
  /// always has that handler; it is installed for them, too. Nothing happens on a virtual machine
  /// that handles no signals.
  public static void heed(Kernel kernel, int... signals) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment own = arena.allocate(ACTION_SIZE, 8);
      MemorySegment action = arena.allocate(ACTION_SIZE, 8);
      if (change(kernel, SIGQUIT, MemorySegment.NULL, own) < 0) {
        return;
      }
      long handler = handler(own);
      if (handler == DEFAULT || handler == IGNORE) {
        return;
      }
      for (int signal : signals) {
        if (change(kernel, signal, MemorySegment.NULL, action) == 0 && handler(action) == IGNORE) {
          change(kernel, signal, own, MemorySegment.NULL);
        }
      }
    }
  }

  private static long handler(MemorySegment action) {
    return action.get(ValueLayout.JAVA_LONG, 0);
  }

  private static long change(Kernel kernel, int signal, MemorySegment to, MemorySegment from) {
    return kernel.call(Call.RT_SIGACTION, signal, to.address(), from.address(), MASK_SIZE, 0, 0);
  }
}
