package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.bpftool.command.BpfFs;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.sys.Fd;

/// `map pin MAP FILE`.
final class MapPin implements Command {

  @Override
  public void run(Session session, Args args) {
    args.atLeastOrInvalid(3);
    try (Fd map = Handles.map(session, args, BpfFlag.RDONLY)) {
      BpfFs.pin(session, map, args.next());
    }
    session.done();
  }
}
