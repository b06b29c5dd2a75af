package dev.ebpf4j.bpftool.command.gen;

import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.UsageException;

/// The commands of `gen` show their usage when words are missing, after saying so.
final class NeededArgs {

  private NeededArgs() {}

  static void check(Session session, Args args, int wanted) {
    try {
      args.atLeast(wanted);
    } catch (CommandException e) {
      session.error(e);
      throw new UsageException();
    }
  }
}
