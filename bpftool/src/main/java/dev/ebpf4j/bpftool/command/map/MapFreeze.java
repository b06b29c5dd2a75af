package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.map.MapAccess;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;

/// `map freeze MAP`: user space may not change it any more.
final class MapFreeze implements Command {

  @Override
  public void run(Session session, Args args) {
    args.atLeast(2);
    try (Fd map = Handles.map(session, args, 0)) {
      args.atEnd();
      int result = MapAccess.freeze(session.kernel(), map);
      if (result < 0) {
        throw Failures.failed(
            session,
            "failed to freeze map",
            Attr.failure(BpfCommand.MAP_FREEZE, map.what(), -result));
      }
    }
    session.done();
  }
}
