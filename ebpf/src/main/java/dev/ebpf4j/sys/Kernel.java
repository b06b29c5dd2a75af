package dev.ebpf4j.sys;

import dev.ebpf4j.abi.Errno;

/// A Linux kernel: one way in, for all system calls. [LinuxKernel] is the running one.
///
/// Arguments are what the system call takes: numbers, and addresses of native memory.
public interface Kernel {

  /// Enters the kernel once.
  ///
  /// @return the call's result, or a negative error number; a failed call never gives another
  ///     negative number, since addresses of user space are positive
  long enter(Call call, long a, long b, long c, long d, long e, long f);

  /// Hears of every descriptor that a [Fd] takes over or closes.
  default FdListener fds() {
    return FdListener.NONE;
  }

  /// As [#enter], but goes in again when a signal interrupted the call, where that is the right
  /// answer (see [Call#restarts()]).
  default long call(Call call, long a, long b, long c, long d, long e, long f) {
    long result;
    do {
      result = enter(call, a, b, c, d, e, f);
    } while (result == -Errno.EINTR && call.restarts());
    return result;
  }

  default long call(Call call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0, 0);
  }

  default long call(Call call, long a) {
    return call(call, a, 0, 0, 0, 0, 0);
  }
}
