package dev.ebpf4j.bpftool.command.signing;

import org.jspecify.annotations.Nullable;

/// A program cannot be signed; the message says why.
final class SigningException extends Exception {

  private static final long serialVersionUID = 1L;

  SigningException(String problem, @Nullable Throwable cause) {
    super(problem, cause);
  }
}
