package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.bpftool.grammar.Args;

/// One command, such as `prog show`. It first collects what there is to say, asking the kernel or
/// reading files, then renders it, plain or as JSON, from the same record.
@FunctionalInterface
public interface Command {

  /// Does what the words after the command ask for.
  ///
  /// @param args the cursor behind the command's own word
  /// @throws dev.ebpf4j.bpftool.grammar.CommandException to end with a text and an exit status
  /// @throws dev.ebpf4j.bpftool.grammar.UsageException if the words do not fit the grammar
  void run(Session session, Args args);
}
