package dev.ebpf4j.error;

import dev.ebpf4j.abi.Errno;
import org.jspecify.annotations.Nullable;

/// Root of everything this library throws on its own account. The permitted types are the cases a
/// caller can tell apart.
public abstract sealed class BpfException extends RuntimeException
    permits SyscallException, MalformedException, LoadException {

  private static final long serialVersionUID = 1L;

  BpfException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /// The positive error number that stands for this failure, for callers that think in those:
  /// EINVAL where none was given.
  public int errno() {
    return Errno.EINVAL;
  }
}
