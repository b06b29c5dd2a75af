package dev.ebpf4j.bpftool.out;

import java.io.IOException;

/// Standard output takes no more bytes: a full disk, a closed pipe.
public final class OutputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OutputException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
