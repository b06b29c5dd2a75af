package dev.ebpf4j.core;

/// Why a relocation cannot be worked out, on the way to the place that knows which one it is.
final class CoreFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  CoreFailure(int errno, String problem) {
    super(problem, null, false, false);
    this.errno = errno;
  }

  int errno() {
    return errno;
  }

  String problem() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
