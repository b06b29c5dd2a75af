package dev.ebpf4j.error;

import dev.ebpf4j.abi.Errno;

/// ENOENT: the id, key, path or attachment is not there, or no longer.
public final class NotFoundException extends SyscallException {

  private static final long serialVersionUID = 1L;

  NotFoundException(String operation, String subject) {
    super(operation, subject, Errno.ENOENT, "");
  }
}
