package dev.ebpf4j.error;

import org.jspecify.annotations.Nullable;

/// An object file could be read but does not fit this kernel or this request: an unresolved extern,
/// a pinned map with other parameters, a program that the kernel refuses.
public sealed class LoadException extends BpfException permits VerifierException {

  private static final long serialVersionUID = 1L;

  private final int errno;

  /// @param errno the positive error number that stands for the failure, as libbpf would return it
  public LoadException(String message, int errno, @Nullable Throwable cause) {
    super(message, cause);
    if (errno <= 0) {
      throw new IllegalArgumentException("errno must be positive: " + errno);
    }
    this.errno = errno;
  }

  /// The positive error number that stands for this failure.
  @Override
  public int errno() {
    return errno;
  }
}
