package dev.ebpf4j.bpftool.command.cgroup;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.prog.Attachments;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;

/// `cgroup attach CGROUP TYPE PROG [FLAGS]` and `cgroup detach CGROUP TYPE PROG`.
///
/// @param detaching which of the two
record CgroupAttach(boolean detaching) implements Command {

  // BPF_F_ALLOW_OVERRIDE, BPF_F_ALLOW_MULTI (include/uapi/linux/bpf.h)
  private static final int OVERRIDE = 1;
  private static final int MULTI = 2;

  @Override
  public void run(Session session, Args args) {
    if (args.count() < 4) {
      throw CommandException.failed(
          "too few parameters for cgroup " + (detaching ? "detach" : "attach"));
    }
    try (Fd cgroup = CgroupCollector.open(session, args.next())) {
      int type = CgroupAttachTypes.parse(args.next());
      try (Fd program = Handles.program(session, args)) {
        change(session, cgroup, program, type, detaching ? 0 : flags(args));
      }
    }
    session.done();
  }

  private static int flags(Args args) {
    int flags = 0;
    while (!args.isEmpty()) {
      if (args.take("multi")) {
        flags |= MULTI;
      } else if (args.take("override")) {
        flags |= OVERRIDE;
      } else {
        throw CommandException.failed("unknown option: " + args.shown());
      }
    }
    return flags;
  }

  private void change(Session session, Fd cgroup, Fd program, int type, int flags) {
    Kernel kernel = session.kernel();
    try {
      if (detaching) {
        Attachments.detach(kernel, program, cgroup.number(), type);
      } else {
        Attachments.attach(kernel, program, cgroup.number(), type, flags);
      }
    } catch (SyscallException e) {
      String what = detaching ? "failed to detach program" : "failed to attach program";
      throw Failures.bare(session, what + Failures.lackOfAttachType(session, type, e), e);
    }
  }
}
