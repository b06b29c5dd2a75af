package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.Errno;
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

/// `prog attach PROG TYPE [MAP]` and `prog detach ...`: hooks of socket maps, and the flow
/// dissector.
///
/// @param detaching which of the two
record ProgAttach(boolean detaching) implements Command {

  /// Types in numerical order, which is the order in which words are tried, with the older name
  /// that may be shortened; the flow dissector has none.
  private enum Hook {
    STREAM_PARSER(AttachType.SK_SKB_STREAM_PARSER, "sk_skb_stream_parser", "stream_parser"),
    STREAM_VERDICT(AttachType.SK_SKB_STREAM_VERDICT, "sk_skb_stream_verdict", "stream_verdict"),
    MESSAGE(AttachType.SK_MSG_VERDICT, "sk_msg_verdict", "msg_verdict"),
    FLOW_DISSECTOR(AttachType.FLOW_DISSECTOR, "flow_dissector", ""),
    SKB_VERDICT(AttachType.SK_SKB_VERDICT, "sk_skb_verdict", "skb_verdict");

    private final int type;
    private final String name;
    private final String oldName;

    Hook(int type, String name, String oldName) {
      this.type = type;
      this.name = name;
      this.oldName = oldName;
    }

    static Hook of(String word) {
      for (Hook hook : values()) {
        if (hook.name.equals(word) || (!hook.oldName.isEmpty() && hook.oldName.startsWith(word))) {
          return hook;
        }
      }
      throw CommandException.errno("invalid attach/detach type", Errno.EINVAL);
    }
  }

  @Override
  public void run(Session session, Args args) {
    args.atLeastOrInvalid(3);
    try (Fd program = Handles.program(session, args)) {
      Hook hook = Hook.of(args.next());
      if (hook == Hook.FLOW_DISSECTOR) {
        change(session, program, 0, hook.type);
      } else {
        args.atLeastOrInvalid(2);
        try (Fd map = Handles.map(session, args, 0)) {
          change(session, program, map.number(), hook.type);
        }
      }
    }
    session.done();
  }

  private void change(Session session, Fd program, int target, int type) {
    Kernel kernel = session.kernel();
    try {
      if (detaching) {
        Attachments.detach(kernel, program, target, type);
      } else {
        Attachments.attach(kernel, program, target, type, 0);
      }
    } catch (SyscallException e) {
      String what = detaching ? "failed prog detach from map" : "failed prog attach to map";
      String lack = Failures.lackOfAttachType(session, type, e);
      throw CommandException.errno(what + lack, Errno.EINVAL, e);
    }
  }
}
