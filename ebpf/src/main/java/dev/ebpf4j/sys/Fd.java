package dev.ebpf4j.sys;

import dev.ebpf4j.abi.Sys;

/// Owner of a file descriptor: whoever holds it closes it, once; closing again does nothing. All
/// descriptors here are close-on-exec.
public final class Fd implements AutoCloseable {

  private static final int CLOSED = -1;

  private final Kernel kernel;
  private final String what;
  private int number;

  private Fd(Kernel kernel, int number, String what) {
    this.kernel = kernel;
    this.number = number;
    this.what = what;
  }

  /// Takes over the open descriptor `number`.
  ///
  /// @param what what it stands for, in messages: `map 'counts'`, `program id 7`
  public static Fd own(Kernel kernel, int number, String what) {
    if (number < 0) {
      throw new IllegalArgumentException("not a file descriptor: " + number);
    }
    kernel.fds().opened(number, what);
    return new Fd(kernel, number, what);
  }

  /// The number for a system call; the descriptor stays owned by this.
  ///
  /// @throws IllegalStateException if closed
  public synchronized int number() {
    if (number == CLOSED) {
      throw new IllegalStateException(what + " is closed");
    }
    return number;
  }

  /// What it stands for, in messages.
  public String what() {
    return what;
  }

  /// The kernel it belongs to.
  public Kernel kernel() {
    return kernel;
  }

  public synchronized boolean isOpen() {
    return number != CLOSED;
  }

  /// A second descriptor for the same thing, with an owner of its own.
  ///
  /// @throws dev.ebpf4j.error.SyscallException EMFILE if the process has too many
  public Fd duplicate() {
    long copy = kernel.call(Call.FCNTL, number(), Sys.F_DUPFD_CLOEXEC, 0);
    return own(kernel, (int) Os.check("fcntl", what, copy), what);
  }

  /// Gives the descriptor away: the caller closes it from now on.
  public synchronized int release() {
    int given = number();
    number = CLOSED;
    kernel.fds().closed(given);
    return given;
  }

  /// Closes it. An error of close(2) is not reported: the descriptor is gone in any case, and
  /// nothing that was written through it can be mended here.
  @Override
  public synchronized void close() {
    if (number != CLOSED) {
      kernel.fds().closed(number);
      kernel.call(Call.CLOSE, number);
      number = CLOSED;
    }
  }

  @Override
  public String toString() {
    return what + (isOpen() ? "" : " (closed)");
  }
}
