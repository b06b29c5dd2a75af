package dev.ebpf4j.bpftool.command.gen;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.MalformedObjectException;
import dev.ebpf4j.error.SyscallException;

/// The error number that stands for an exception of the library.
final class ErrorNumber {

  private ErrorNumber() {}

  static int of(BpfException e) {
    return switch (e) {
      case SyscallException syscall -> syscall.errno();
      case LoadException load -> load.errno();
      case MalformedObjectException object -> object.errno();
      case MalformedException _ -> Errno.EINVAL;
    };
  }
}
