package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.grammar.CommandException;

/// What the kernel refused to do with an element.
final class ElementFailures {

  private ElementFailures() {}

  /// `what: reason`, with the status that stands for the error.
  ///
  /// @param result negative error number
  static CommandException failed(String what, int result) {
    return CommandException.errno(what + ": " + Errno.message(-result), -result);
  }

  /// A network device that is not there.
  ///
  /// @param result negative error number
  static CommandException unrecognized(String device, int result) {
    return CommandException.failed(
        "unrecognized netdevice '" + device + "': " + Errno.message(-result));
  }
}
