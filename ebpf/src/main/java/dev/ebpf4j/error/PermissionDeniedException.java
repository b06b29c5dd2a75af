package dev.ebpf4j.error;

/// EPERM or EACCES: the caller lacks a capability, or the object itself (a frozen or read-only map,
/// a pinned file's mode) forbids the operation.
public final class PermissionDeniedException extends SyscallException {

  private static final long serialVersionUID = 1L;

  PermissionDeniedException(String operation, String subject, int errno) {
    super(operation, subject, errno, "");
  }
}
