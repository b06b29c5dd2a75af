package dev.ebpf4j.error;

import dev.ebpf4j.abi.Errno;

/// The kernel refused an operation. The errno travels inside; the subclasses name the refusals that
/// callers usually want to tell apart.
public sealed class SyscallException extends BpfException
    permits NotFoundException, PermissionDeniedException, NotSupportedException {

  private static final long serialVersionUID = 1L;

  private final String operation;
  private final String subject;
  private final int errno;

  SyscallException(String operation, String subject, int errno, String hint) {
    super(message(operation, subject, errno, hint), null);
    this.operation = operation;
    this.subject = subject;
    this.errno = errno;
  }

  /// The exception for `errno`, of the most telling type.
  ///
  /// @param operation the kernel's name of the call, such as `BPF_MAP_CREATE`
  /// @param subject what it was done to, such as `map 'counts'`; may be empty
  /// @param errno positive error number
  public static SyscallException of(String operation, String subject, int errno) {
    if (errno <= 0) {
      throw new IllegalArgumentException("errno must be positive: " + errno);
    }
    return switch (errno) {
      case Errno.ENOENT -> new NotFoundException(operation, subject);
      case Errno.EPERM, Errno.EACCES -> new PermissionDeniedException(operation, subject, errno);
      case Errno.ENOSYS, Errno.EOPNOTSUPP, Errno.ENOTSUPP ->
          new NotSupportedException(operation, subject, errno, "");
      default -> new SyscallException(operation, subject, errno, "");
    };
  }

  private static String message(String operation, String subject, int errno, String hint) {
    StringBuilder text = new StringBuilder(operation);
    if (!subject.isEmpty()) {
      text.append(' ').append(subject);
    }
    text.append(": ")
        .append(Errno.message(errno))
        .append(" (")
        .append(Errno.name(errno))
        .append(')');
    if (!hint.isEmpty()) {
      text.append("; ").append(hint);
    }
    return text.toString();
  }

  /// The kernel's name of the call, such as `BPF_MAP_CREATE` or `open`.
  public String operation() {
    return operation;
  }

  /// What the call was made for: a path, `map 'counts'`, `program id 7`; empty if nothing fits.
  public String subject() {
    return subject;
  }

  /// The positive error number, see `errno(3)`; 524 is the kernel's own ENOTSUPP.
  @Override
  public int errno() {
    return errno;
  }
}
