package dev.ebpf4j.bpftool.command.link;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.sys.Fd;

/// `link detach LINK`: takes the program off the hook, although others may hold the link.
final class LinkDetach implements Command {

  /// This command alone ends with 1 when it fails.
  private static final int FAILED = 1;

  @Override
  public void run(Session session, Args args) {
    if (args.count() != 2) {
      throw CommandException.status("link specifier is invalid or missing\n", FAILED);
    }
    try (Link link = Link.ofKernel(open(session, args))) {
      link.detach();
    } catch (SyscallException e) {
      throw CommandException.status(
          "failed link detach: " + Failures.reason(session.kernel(), e), FAILED);
    }
    session.done();
  }

  private static Fd open(Session session, Args args) {
    try {
      return Handles.link(session, args);
    } catch (CommandException e) {
      throw e.withStatus(FAILED);
    }
  }
}
