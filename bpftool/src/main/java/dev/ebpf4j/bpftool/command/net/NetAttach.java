package dev.ebpf4j.bpftool.command.net;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.link.NetworkDevices;
import dev.ebpf4j.prog.Attachments;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Netlink;
import dev.ebpf4j.sys.NetworkInterfaces;
import org.jspecify.annotations.Nullable;

/// `net attach TYPE PROG dev NAME [overwrite | prepend]` and `net detach TYPE dev NAME`.
///
/// @param detaching which of the two
record NetAttach(boolean detaching) implements Command {

  private static final int BEFORE = 1 << 3; // BPF_F_BEFORE

  /// Hooks of network devices, in the order in which a beginning is matched.
  private enum Hook {
    XDP("xdp", 0, -1),
    XDP_GENERIC("xdpgeneric", NetworkDevices.XDP_GENERIC, -1),
    XDP_DRIVER("xdpdrv", NetworkDevices.XDP_DRIVER, -1),
    XDP_OFFLOAD("xdpoffload", NetworkDevices.XDP_HARDWARE, -1),
    TCX_INGRESS("tcx_ingress", 0, AttachType.TCX_INGRESS),
    TCX_EGRESS("tcx_egress", 0, AttachType.TCX_EGRESS);

    private final String word;
    private final int mode;
    private final int attachType;

    Hook(String word, int mode, int attachType) {
      this.word = word;
      this.mode = mode;
      this.attachType = attachType;
    }

    boolean isXdp() {
      return attachType < 0;
    }

    static Hook parse(Args args) {
      for (Hook hook : values()) {
        if (args.take(hook.word)) {
          return hook;
        }
      }
      throw invalid("invalid net attach/detach type: " + args.shown());
    }
  }

  private static CommandException invalid(String text) {
    return CommandException.errno(text, Errno.EINVAL);
  }

  @Override
  public void run(Session session, Args args) {
    args.atLeastOrInvalid(detaching ? 3 : 5);
    Hook hook = Hook.parse(args);
    if (detaching) {
      change(session, hook, null, device(session, args), 0);
    } else {
      try (Fd program = program(session, args)) {
        int device = device(session, args);
        change(session, hook, program, device, flags(hook, args));
      }
    }
    session.done();
  }

  private static Fd program(Session session, Args args) {
    try {
      return Handles.program(session, args);
    } catch (CommandException e) {
      throw e.withStatus(-Errno.EINVAL & 0xff);
    }
  }

  private static int device(Session session, Args args) {
    if (!args.take("dev")) {
      throw invalid("expected 'dev', got: '" + args.shown() + "'?");
    }
    if (args.isEmpty()) {
      args.atLeastOrInvalid(1);
    }
    String name = args.next();
    int index = NetworkInterfaces.tryIndex(session.kernel(), name);
    if (index <= 0) {
      throw invalid("invalid devname " + name);
    }
    return index;
  }

  /// What stands behind the device: for XDP whether to replace, for tcx where to stand.
  private static int flags(Hook hook, Args args) {
    int keep = hook.isXdp() ? NetworkDevices.XDP_KEEP : 0;
    if (args.isEmpty()) {
      return keep;
    }
    if (args.is("overwrite")) {
      if (!hook.isXdp()) {
        throw invalid("'overwrite' is only supported for xdp types");
      }
      return 0;
    }
    if (args.is("prepend")) {
      if (hook.isXdp()) {
        throw invalid("'prepend' is only supported for tcx_ingress/tcx_egress");
      }
      return BEFORE;
    }
    throw invalid("expected 'overwrite' or 'prepend', got: '" + args.shown() + "'?");
  }

  private void change(Session session, Hook hook, @Nullable Fd program, int device, int flags) {
    String what = "interface " + hook.word + (detaching ? " detach" : " attach") + " failed";
    Kernel kernel = session.kernel();
    try {
      if (!hook.isXdp()) {
        if (program == null) {
          Attachments.detachAny(kernel, device, hook.attachType);
        } else {
          Attachments.attach(kernel, program, device, hook.attachType, flags);
        }
        return;
      }
      int keep = program == null ? NetworkDevices.XDP_KEEP : flags;
      Netlink.Reply reply = NetworkDevices.setXdp(kernel, device, program, hook.mode | keep);
      if (reply.errno() != 0) {
        if (!reply.text().isEmpty()) {
          session.warn("Kernel error message: " + reply.text());
        }
        throw SyscallException.of("RTM_SETLINK", "", reply.errno());
      }
    } catch (SyscallException e) {
      throw Failures.attaching(session, what, hook.attachType, e);
    }
  }
}
