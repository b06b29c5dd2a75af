package dev.ebpf4j.bpftool.command.cgroup;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Listing;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.view.CgroupProgram;
import dev.ebpf4j.sys.Fd;
import java.util.List;

/// `cgroup show CGROUP [effective]`: the programs of one control group.
final class CgroupShow implements Command {

  @Override
  public void run(Session session, Args args) {
    args.atLeast(1);
    String path = args.next();
    boolean effective = effective(args);
    List<CgroupProgram> programs;
    try (Fd cgroup = CgroupCollector.open(session, path)) {
      programs = new CgroupCollector(session, effective).programs(cgroup, path);
    }
    if (!session.isJson() && !programs.isEmpty()) {
      CgroupProgram.header(effective, session.out());
    }
    new Listing<>(programs, null).show(session, CgroupProgram.RENDERER);
  }

  /// Whether `effective` follows, and nothing else.
  static boolean effective(Args args) {
    boolean effective = false;
    while (!args.isEmpty()) {
      if (!args.is("effective")) {
        throw CommandException.failed(
            "expected no more arguments, 'effective', got: '" + args.shown() + "'?");
      }
      if (effective) {
        throw CommandException.failed("duplicated argument: " + args.shown());
      }
      args.next();
      effective = true;
    }
    return effective;
  }
}
