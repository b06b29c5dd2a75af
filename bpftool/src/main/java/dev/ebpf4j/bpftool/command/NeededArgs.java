package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.UsageException;

/// Some commands show their usage when words are missing, after saying so.
public final class NeededArgs {

  private NeededArgs() {}

  /// Demands `wanted` more words.
  public static void check(Session session, Args args, int wanted) {
    try {
      args.atLeast(wanted);
    } catch (CommandException e) {
      session.error(e);
      throw new UsageException();
    }
  }
}
