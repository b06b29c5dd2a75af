package dev.ebpf4j.error;

/// ENOSYS, EOPNOTSUPP or the kernel's ENOTSUPP (524): this kernel, or this kind of object, does not
/// know the operation.
public final class NotSupportedException extends SyscallException {

  private static final long serialVersionUID = 1L;

  /// @param hint what would help, such as `needs Linux 5.6`; may be empty
  public NotSupportedException(String operation, String subject, int errno, String hint) {
    super(operation, subject, errno, hint);
  }
}
