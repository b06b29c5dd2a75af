package dev.ebpf4j.object;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.LibbpfErrno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.MalformedObjectException;

/// Says what is wrong with an object twice: as a warning in libbpf's words to the listener, and as
/// an exception to throw.
record Complaints(String path, LoadLog log) {

  /// The object breaks the rules.
  MalformedObjectException malformed(int errno, String message) {
    log.warn(message);
    return new MalformedObjectException(path, message, errno);
  }

  /// The object breaks the format of object files.
  MalformedObjectException format(String message) {
    return malformed(LibbpfErrno.FORMAT, message);
  }

  /// The object makes no sense in one of its numbers.
  MalformedObjectException invalid(String message) {
    return malformed(Errno.EINVAL, message);
  }

  /// A relocation cannot be understood.
  MalformedObjectException relocation(String message) {
    return malformed(LibbpfErrno.RELOC, message);
  }

  /// The object is sound but asks for what is not supported or not there.
  LoadException refused(int errno, String message) {
    log.warn(message);
    return new LoadException(path + ": " + message, errno, null);
  }

  boolean wantsDebug() {
    return log.wants(LoadLog.Level.DEBUG);
  }

  void debug(String message) {
    log.debug(message);
  }

  /// What a part of the file could not be read for, without its place.
  static String reason(MalformedException e) {
    return e.problem();
  }
}
