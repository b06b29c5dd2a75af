package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Since;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import org.jspecify.annotations.Nullable;

/// A kernel's refusal in the words that users know: what was tried, a colon, the text of the error
/// number, and the capability if one is missing.
public final class Failures {

  private Failures() {}

  /// `what: reason`, status 255.
  public static CommandException failed(Session session, String what, SyscallException e) {
    return CommandException.failed(what + ": " + reason(session.kernel(), e), e);
  }

  /// `what: reason`, with the status that stands for the negative error number.
  public static CommandException errno(Session session, String what, SyscallException e) {
    return CommandException.errno(what + ": " + reason(session.kernel(), e), e.errno(), e);
  }

  /// As [#failed], with the doubt that EINVAL raises where a kernel may not know the command.
  public static CommandException listing(Session session, String what, SyscallException e) {
    String doubt = e.errno() == Errno.EINVAL ? " -- kernel too old?" : "";
    return CommandException.failed(what + ": " + reason(session.kernel(), e) + doubt, e);
  }

  /// `what` alone, status 255, where users know no reason; but a capability if one is missing.
  public static CommandException bare(Session session, String what, SyscallException e) {
    return CommandException.failed(what + missing(session.kernel(), e), e);
  }

  /// The text of the error number, and the lack that explains it: of a capability, or of a kernel
  /// that is young enough.
  public static String reason(Kernel kernel, SyscallException e) {
    return Errno.message(e.errno()) + missing(kernel, e);
  }

  /// As [#errno], for an attachment of a type that a kernel may not have.
  public static CommandException attaching(
      Session session, String what, int attachType, SyscallException e) {
    String lack = lackOfAttachType(session, attachType, e);
    return lack.isEmpty()
        ? errno(session, what, e)
        : CommandException.errno(what + ": " + Errno.message(e.errno()) + lack, e.errno(), e);
  }

  /// ` (not supported by this kernel: ...)` if it is too old for attachments of this type; else
  /// empty.
  public static String lackOfAttachType(Session session, int type, SyscallException e) {
    String what = "attach type " + AttachType.name(type);
    return lack(session.kernel(), e.errno(), what, Since.attachType(type));
  }

  /// ` (not supported by this kernel: WHAT needs Linux SINCE)` if it is older than that; else
  /// empty.
  ///
  /// @param errno what it answered, positive
  public static String lack(Kernel kernel, int errno, String what, String since) {
    String lack = KernelVersion.lack(kernel, errno, what, since);
    return lack.isEmpty() ? "" : " (" + lack + ")";
  }

  /// The capability whose lack explains the error, or what the kernel is too old for.
  private static String missing(Kernel kernel, SyscallException e) {
    if (e.errno() != Errno.EPERM) {
      return lack(kernel, e.errno(), e.operation(), Since.command(e.operation()));
    }
    String capability = missingCapability(kernel, e.operation());
    return capability == null ? "" : " (" + capability + " is missing)";
  }

  private static @Nullable String missingCapability(Kernel kernel, String operation) {
    if (operation.endsWith("_GET_NEXT_ID") || operation.endsWith("_GET_FD_BY_ID")) {
      return missing(kernel, Sys.CAP_SYS_ADMIN, "CAP_SYS_ADMIN");
    }
    return switch (operation) {
      case "mount", "BPF_TASK_FD_QUERY" -> missing(kernel, Sys.CAP_SYS_ADMIN, "CAP_SYS_ADMIN");
      case "perf_event_open" -> missing(kernel, Sys.CAP_PERFMON, "CAP_PERFMON");
      case "BPF_PROG_QUERY", "RTM_SETLINK" -> missing(kernel, Sys.CAP_NET_ADMIN, "CAP_NET_ADMIN");
      case "BPF_PROG_LOAD", "BPF_PROG_ATTACH", "BPF_PROG_DETACH", "BPF_LINK_CREATE" ->
          loading(kernel);
      default -> operation.startsWith("BPF_") ? missing(kernel, Sys.CAP_BPF, "CAP_BPF") : null;
    };
  }

  /// Loading and attaching take one capability for BPF as such and another for the hook.
  private static @Nullable String loading(Kernel kernel) {
    String first = missing(kernel, Sys.CAP_BPF, "CAP_BPF");
    if (first != null) {
      return first;
    }
    String second = missing(kernel, Sys.CAP_NET_ADMIN, "CAP_NET_ADMIN");
    return second != null ? second : missing(kernel, Sys.CAP_PERFMON, "CAP_PERFMON");
  }

  private static @Nullable String missing(Kernel kernel, int capability, String name) {
    return (Os.effectiveCapabilities(kernel) >>> capability & 1) == 0 ? name : null;
  }
}
