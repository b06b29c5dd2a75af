package dev.ebpf4j.linker;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedObjectException;

/// Says why linking goes no further: as a warning to the listener and as an exception to throw.
record Refusal(LoadLog log, String path) {

  /// An input breaks the rules.
  MalformedObjectException malformed(int errno, String problem) {
    log.warn(problem);
    return new MalformedObjectException(path, problem, errno);
  }

  MalformedObjectException invalid(String problem) {
    return malformed(Errno.EINVAL, problem);
  }

  /// Inputs that are sound do not go together, or one is of a kind that cannot be linked.
  LoadException refused(int errno, String problem) {
    log.warn(problem);
    return new LoadException(path + ": " + problem, errno, null);
  }
}
