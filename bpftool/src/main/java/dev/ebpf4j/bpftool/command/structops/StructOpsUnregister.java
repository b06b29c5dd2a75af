package dev.ebpf4j.bpftool.command.structops;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.UsageException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.load.StructOpsAttach;
import dev.ebpf4j.map.MapInfo;

/// `struct_ops unregister STRUCT_OPS_MAP`: takes back what `register` did with maps that have no
/// link.
final class StructOpsUnregister implements Command {

  @Override
  public void run(Session session, Args args) {
    if (args.count() != 2) {
      throw new UsageException();
    }
    boolean failed = false;
    try (StructOpsMaps maps = StructOpsMaps.of(session, args)) {
      String missing = maps.missingName();
      if (missing != null) {
        throw CommandException.failed("no struct_ops found for " + missing);
      }
      for (StructOpsMaps.Entry entry : maps.entries()) {
        MapInfo info = entry.info();
        String what = maps.structName(info) + " " + info.name() + " id " + info.id();
        try {
          StructOpsAttach.unregister(session.kernel(), entry.fd());
          session.notice("Unregistered " + what);
        } catch (SyscallException e) {
          session.error("can't unload " + what + ": " + Errno.message(e.errno()));
          failed = true;
        }
      }
    }
    if (failed) {
      throw CommandException.silent(CommandException.FAILED);
    }
    session.done();
  }
}
