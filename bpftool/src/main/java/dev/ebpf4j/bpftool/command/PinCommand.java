package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.sys.Fd;

/// `prog pin`, `map pin`, `link pin`: gives an object a name in the BPF file system.
///
/// @param opener opens what the handle names
public record PinCommand(Opener opener) implements Command {

  /// Opens the one object that a handle names.
  public interface Opener {
    Fd open(Session session, Args args);
  }

  @Override
  public void run(Session session, Args args) {
    args.atLeastOrInvalid(3);
    try (Fd fd = opener.open(session, args)) {
      BpfFs.pin(session, fd, args.next());
    }
    session.done();
  }
}
