package dev.ebpf4j.object;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.object.SectionKind.Hook;
import org.jspecify.annotations.Nullable;

/// The names that sections of programs may have and what they mean. The order counts: the first row
/// that matches wins, and error messages list the rows in this order.
public final class SectionTable {

  static final int SLEEPABLE = 1;
  static final int ATTACH_TYPE_OPTIONAL = 1 << 1;
  static final int ATTACH_BTF = 1 << 2;
  static final int XDP_FRAGS = 1 << 3;
  static final int RETURN = 1 << 4;
  static final int SESSION = 1 << 5;

  private static final SectionKind[] ROWS = {
    row("socket", ProgramType.SOCKET_FILTER, 0, Hook.NONE, 0),
    row(
        "sk_reuseport/migrate",
        ProgramType.SK_REUSEPORT,
        AttachType.SK_REUSEPORT_SELECT_OR_MIGRATE,
        Hook.NONE,
        0),
    row("sk_reuseport", ProgramType.SK_REUSEPORT, AttachType.SK_REUSEPORT_SELECT, Hook.NONE, 0),
    row("kprobe+", ProgramType.KPROBE, 0, Hook.KPROBE, 0),
    row("uprobe+", ProgramType.KPROBE, 0, Hook.UPROBE, 0),
    row("uprobe.s+", ProgramType.KPROBE, 0, Hook.UPROBE, SLEEPABLE),
    row("kretprobe+", ProgramType.KPROBE, 0, Hook.KPROBE, RETURN),
    row("uretprobe+", ProgramType.KPROBE, 0, Hook.UPROBE, RETURN),
    row("uretprobe.s+", ProgramType.KPROBE, 0, Hook.UPROBE, SLEEPABLE | RETURN),
    row("kprobe.multi+", ProgramType.KPROBE, AttachType.TRACE_KPROBE_MULTI, Hook.KPROBE_MULTI, 0),
    row(
        "kretprobe.multi+",
        ProgramType.KPROBE,
        AttachType.TRACE_KPROBE_MULTI,
        Hook.KPROBE_MULTI,
        RETURN),
    row(
        "kprobe.session+",
        ProgramType.KPROBE,
        AttachType.TRACE_KPROBE_SESSION,
        Hook.KPROBE_SESSION,
        0),
    row("uprobe.multi+", ProgramType.KPROBE, AttachType.TRACE_UPROBE_MULTI, Hook.UPROBE_MULTI, 0),
    row(
        "uretprobe.multi+",
        ProgramType.KPROBE,
        AttachType.TRACE_UPROBE_MULTI,
        Hook.UPROBE_MULTI,
        RETURN),
    row(
        "uprobe.session+",
        ProgramType.KPROBE,
        AttachType.TRACE_UPROBE_SESSION,
        Hook.UPROBE_MULTI,
        SESSION),
    row(
        "uprobe.multi.s+",
        ProgramType.KPROBE,
        AttachType.TRACE_UPROBE_MULTI,
        Hook.UPROBE_MULTI,
        SLEEPABLE),
    row(
        "uretprobe.multi.s+",
        ProgramType.KPROBE,
        AttachType.TRACE_UPROBE_MULTI,
        Hook.UPROBE_MULTI,
        SLEEPABLE | RETURN),
    row(
        "uprobe.session.s+",
        ProgramType.KPROBE,
        AttachType.TRACE_UPROBE_SESSION,
        Hook.UPROBE_MULTI,
        SLEEPABLE | SESSION),
    row("ksyscall+", ProgramType.KPROBE, 0, Hook.KSYSCALL, 0),
    row("kretsyscall+", ProgramType.KPROBE, 0, Hook.KSYSCALL, RETURN),
    row("usdt+", ProgramType.KPROBE, 0, Hook.USDT, 0),
    row("usdt.s+", ProgramType.KPROBE, 0, Hook.USDT, SLEEPABLE),
    row("tc/ingress", ProgramType.SCHED_CLS, AttachType.TCX_INGRESS, Hook.NONE, 0),
    row("tc/egress", ProgramType.SCHED_CLS, AttachType.TCX_EGRESS, Hook.NONE, 0),
    row("tcx/ingress", ProgramType.SCHED_CLS, AttachType.TCX_INGRESS, Hook.NONE, 0),
    row("tcx/egress", ProgramType.SCHED_CLS, AttachType.TCX_EGRESS, Hook.NONE, 0),
    row("tc", ProgramType.SCHED_CLS, 0, Hook.NONE, 0),
    row("classifier", ProgramType.SCHED_CLS, 0, Hook.NONE, 0),
    row("action", ProgramType.SCHED_ACT, 0, Hook.NONE, 0),
    row("netkit/primary", ProgramType.SCHED_CLS, AttachType.NETKIT_PRIMARY, Hook.NONE, 0),
    row("netkit/peer", ProgramType.SCHED_CLS, AttachType.NETKIT_PEER, Hook.NONE, 0),
    row("tracepoint+", ProgramType.TRACEPOINT, 0, Hook.TRACEPOINT, 0),
    row("tp+", ProgramType.TRACEPOINT, 0, Hook.TRACEPOINT, 0),
    row("tracepoint.s+", ProgramType.TRACEPOINT, 0, Hook.TRACEPOINT, SLEEPABLE),
    row("tp.s+", ProgramType.TRACEPOINT, 0, Hook.TRACEPOINT, SLEEPABLE),
    row("raw_tracepoint+", ProgramType.RAW_TRACEPOINT, 0, Hook.RAW_TRACEPOINT, 0),
    row("raw_tp+", ProgramType.RAW_TRACEPOINT, 0, Hook.RAW_TRACEPOINT, 0),
    row("raw_tracepoint.s+", ProgramType.RAW_TRACEPOINT, 0, Hook.RAW_TRACEPOINT, SLEEPABLE),
    row("raw_tp.s+", ProgramType.RAW_TRACEPOINT, 0, Hook.RAW_TRACEPOINT, SLEEPABLE),
    row("raw_tracepoint.w+", ProgramType.RAW_TRACEPOINT_WRITABLE, 0, Hook.RAW_TRACEPOINT, 0),
    row("raw_tp.w+", ProgramType.RAW_TRACEPOINT_WRITABLE, 0, Hook.RAW_TRACEPOINT, 0),
    row("tp_btf+", ProgramType.TRACING, AttachType.TRACE_RAW_TP, Hook.TRACING, ATTACH_BTF),
    row(
        "tp_btf.s+",
        ProgramType.TRACING,
        AttachType.TRACE_RAW_TP,
        Hook.TRACING,
        SLEEPABLE | ATTACH_BTF),
    row("fentry+", ProgramType.TRACING, AttachType.TRACE_FENTRY, Hook.TRACING, ATTACH_BTF),
    row("fmod_ret+", ProgramType.TRACING, AttachType.MODIFY_RETURN, Hook.TRACING, ATTACH_BTF),
    row("fexit+", ProgramType.TRACING, AttachType.TRACE_FEXIT, Hook.TRACING, ATTACH_BTF | RETURN),
    row(
        "fentry.s+",
        ProgramType.TRACING,
        AttachType.TRACE_FENTRY,
        Hook.TRACING,
        SLEEPABLE | ATTACH_BTF),
    row(
        "fmod_ret.s+",
        ProgramType.TRACING,
        AttachType.MODIFY_RETURN,
        Hook.TRACING,
        SLEEPABLE | ATTACH_BTF),
    row(
        "fexit.s+",
        ProgramType.TRACING,
        AttachType.TRACE_FEXIT,
        Hook.TRACING,
        SLEEPABLE | ATTACH_BTF | RETURN),
    row(
        "fsession+",
        ProgramType.TRACING,
        AttachType.TRACE_FSESSION,
        Hook.TRACING,
        ATTACH_BTF | SESSION),
    row(
        "fsession.s+",
        ProgramType.TRACING,
        AttachType.TRACE_FSESSION,
        Hook.TRACING,
        SLEEPABLE | ATTACH_BTF | SESSION),
    row(
        "fsession.multi+",
        ProgramType.TRACING,
        AttachType.TRACE_FSESSION_MULTI,
        Hook.TRACING_MULTI,
        SESSION),
    row(
        "fsession.multi.s+",
        ProgramType.TRACING,
        AttachType.TRACE_FSESSION_MULTI,
        Hook.TRACING_MULTI,
        SLEEPABLE | SESSION),
    row("fentry.multi+", ProgramType.TRACING, AttachType.TRACE_FENTRY_MULTI, Hook.TRACING_MULTI, 0),
    row(
        "fexit.multi+",
        ProgramType.TRACING,
        AttachType.TRACE_FEXIT_MULTI,
        Hook.TRACING_MULTI,
        RETURN),
    row(
        "fentry.multi.s+",
        ProgramType.TRACING,
        AttachType.TRACE_FENTRY_MULTI,
        Hook.TRACING_MULTI,
        SLEEPABLE),
    row(
        "fexit.multi.s+",
        ProgramType.TRACING,
        AttachType.TRACE_FEXIT_MULTI,
        Hook.TRACING_MULTI,
        SLEEPABLE | RETURN),
    row("freplace+", ProgramType.EXT, 0, Hook.TRACING, ATTACH_BTF),
    row("lsm+", ProgramType.LSM, AttachType.LSM_MAC, Hook.LSM, ATTACH_BTF),
    row("lsm.s+", ProgramType.LSM, AttachType.LSM_MAC, Hook.LSM, SLEEPABLE | ATTACH_BTF),
    row("lsm_cgroup+", ProgramType.LSM, AttachType.LSM_CGROUP, Hook.NONE, ATTACH_BTF),
    row("iter+", ProgramType.TRACING, AttachType.TRACE_ITER, Hook.ITERATOR, ATTACH_BTF),
    row(
        "iter.s+",
        ProgramType.TRACING,
        AttachType.TRACE_ITER,
        Hook.ITERATOR,
        SLEEPABLE | ATTACH_BTF),
    row("syscall", ProgramType.SYSCALL, 0, Hook.NONE, SLEEPABLE),
    row("xdp.frags/devmap", ProgramType.XDP, AttachType.XDP_DEVMAP, Hook.NONE, XDP_FRAGS),
    row("xdp/devmap", ProgramType.XDP, AttachType.XDP_DEVMAP, Hook.NONE, 0),
    row("xdp.frags/cpumap", ProgramType.XDP, AttachType.XDP_CPUMAP, Hook.NONE, XDP_FRAGS),
    row("xdp/cpumap", ProgramType.XDP, AttachType.XDP_CPUMAP, Hook.NONE, 0),
    row("xdp.frags", ProgramType.XDP, AttachType.XDP, Hook.NONE, XDP_FRAGS),
    row("xdp", ProgramType.XDP, AttachType.XDP, Hook.NONE, ATTACH_TYPE_OPTIONAL),
    row("perf_event", ProgramType.PERF_EVENT, 0, Hook.NONE, 0),
    row("lwt_in", ProgramType.LWT_IN, 0, Hook.NONE, 0),
    row("lwt_out", ProgramType.LWT_OUT, 0, Hook.NONE, 0),
    row("lwt_xmit", ProgramType.LWT_XMIT, 0, Hook.NONE, 0),
    row("lwt_seg6local", ProgramType.LWT_SEG6LOCAL, 0, Hook.NONE, 0),
    row(
        "sockops",
        ProgramType.SOCK_OPS,
        AttachType.CGROUP_SOCK_OPS,
        Hook.NONE,
        ATTACH_TYPE_OPTIONAL),
    row(
        "sk_skb/stream_parser",
        ProgramType.SK_SKB,
        AttachType.SK_SKB_STREAM_PARSER,
        Hook.NONE,
        ATTACH_TYPE_OPTIONAL),
    row(
        "sk_skb/stream_verdict",
        ProgramType.SK_SKB,
        AttachType.SK_SKB_STREAM_VERDICT,
        Hook.NONE,
        ATTACH_TYPE_OPTIONAL),
    row(
        "sk_skb/verdict",
        ProgramType.SK_SKB,
        AttachType.SK_SKB_VERDICT,
        Hook.NONE,
        ATTACH_TYPE_OPTIONAL),
    row("sk_skb", ProgramType.SK_SKB, 0, Hook.NONE, 0),
    row("sk_msg", ProgramType.SK_MSG, AttachType.SK_MSG_VERDICT, Hook.NONE, ATTACH_TYPE_OPTIONAL),
    row(
        "lirc_mode2",
        ProgramType.LIRC_MODE2,
        AttachType.LIRC_MODE2,
        Hook.NONE,
        ATTACH_TYPE_OPTIONAL),
    row(
        "flow_dissector",
        ProgramType.FLOW_DISSECTOR,
        AttachType.FLOW_DISSECTOR,
        Hook.NONE,
        ATTACH_TYPE_OPTIONAL),
    row(
        "cgroup_skb/ingress",
        ProgramType.CGROUP_SKB,
        AttachType.CGROUP_INET_INGRESS,
        Hook.NONE,
        ATTACH_TYPE_OPTIONAL),
    row(
        "cgroup_skb/egress",
        ProgramType.CGROUP_SKB,
        AttachType.CGROUP_INET_EGRESS,
        Hook.NONE,
        ATTACH_TYPE_OPTIONAL),
    row("cgroup/skb", ProgramType.CGROUP_SKB, 0, Hook.NONE, 0),
    row(
        "cgroup/sock_create",
        ProgramType.CGROUP_SOCK,
        AttachType.CGROUP_INET_SOCK_CREATE,
        Hook.NONE,
        0),
    row(
        "cgroup/sock_release",
        ProgramType.CGROUP_SOCK,
        AttachType.CGROUP_INET_SOCK_RELEASE,
        Hook.NONE,
        0),
    row(
        "cgroup/sock",
        ProgramType.CGROUP_SOCK,
        AttachType.CGROUP_INET_SOCK_CREATE,
        Hook.NONE,
        ATTACH_TYPE_OPTIONAL),
    row(
        "cgroup/post_bind4",
        ProgramType.CGROUP_SOCK,
        AttachType.CGROUP_INET4_POST_BIND,
        Hook.NONE,
        0),
    row(
        "cgroup/post_bind6",
        ProgramType.CGROUP_SOCK,
        AttachType.CGROUP_INET6_POST_BIND,
        Hook.NONE,
        0),
    row("cgroup/bind4", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_BIND, Hook.NONE, 0),
    row("cgroup/bind6", ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET6_BIND, Hook.NONE, 0),
    row(
        "cgroup/connect4",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_INET4_CONNECT,
        Hook.NONE,
        0),
    row(
        "cgroup/connect6",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_INET6_CONNECT,
        Hook.NONE,
        0),
    row(
        "cgroup/connect_unix",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_UNIX_CONNECT,
        Hook.NONE,
        0),
    row(
        "cgroup/sendmsg4",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_UDP4_SENDMSG,
        Hook.NONE,
        0),
    row(
        "cgroup/sendmsg6",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_UDP6_SENDMSG,
        Hook.NONE,
        0),
    row(
        "cgroup/sendmsg_unix",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_UNIX_SENDMSG,
        Hook.NONE,
        0),
    row(
        "cgroup/recvmsg4",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_UDP4_RECVMSG,
        Hook.NONE,
        0),
    row(
        "cgroup/recvmsg6",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_UDP6_RECVMSG,
        Hook.NONE,
        0),
    row(
        "cgroup/recvmsg_unix",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_UNIX_RECVMSG,
        Hook.NONE,
        0),
    row(
        "cgroup/getpeername4",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_INET4_GETPEERNAME,
        Hook.NONE,
        0),
    row(
        "cgroup/getpeername6",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_INET6_GETPEERNAME,
        Hook.NONE,
        0),
    row(
        "cgroup/getpeername_unix",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_UNIX_GETPEERNAME,
        Hook.NONE,
        0),
    row(
        "cgroup/getsockname4",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_INET4_GETSOCKNAME,
        Hook.NONE,
        0),
    row(
        "cgroup/getsockname6",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_INET6_GETSOCKNAME,
        Hook.NONE,
        0),
    row(
        "cgroup/getsockname_unix",
        ProgramType.CGROUP_SOCK_ADDR,
        AttachType.CGROUP_UNIX_GETSOCKNAME,
        Hook.NONE,
        0),
    row("cgroup/sysctl", ProgramType.CGROUP_SYSCTL, AttachType.CGROUP_SYSCTL, Hook.NONE, 0),
    row(
        "cgroup/getsockopt",
        ProgramType.CGROUP_SOCKOPT,
        AttachType.CGROUP_GETSOCKOPT,
        Hook.NONE,
        0),
    row(
        "cgroup/setsockopt",
        ProgramType.CGROUP_SOCKOPT,
        AttachType.CGROUP_SETSOCKOPT,
        Hook.NONE,
        0),
    row(
        "cgroup/dev",
        ProgramType.CGROUP_DEVICE,
        AttachType.CGROUP_DEVICE,
        Hook.NONE,
        ATTACH_TYPE_OPTIONAL),
    row("struct_ops+", ProgramType.STRUCT_OPS, 0, Hook.NONE, 0),
    row("struct_ops.s+", ProgramType.STRUCT_OPS, 0, Hook.NONE, SLEEPABLE),
    row("sk_lookup", ProgramType.SK_LOOKUP, AttachType.SK_LOOKUP, Hook.NONE, 0),
    row("netfilter", ProgramType.NETFILTER, AttachType.NETFILTER, Hook.NONE, 0),
  };

  private SectionTable() {}

  private static SectionKind row(
      String name, int programType, int attachType, Hook hook, int traits) {
    boolean takesTarget = name.endsWith("+");
    return new SectionKind(
        takesTarget ? name.substring(0, name.length() - 1) : name,
        takesTarget,
        programType,
        attachType,
        hook,
        traits);
  }

  /// The row for a section, or null if the name says nothing. A leading `?` does not count.
  public static @Nullable SectionKind find(String section) {
    String name = section.startsWith("?") ? section.substring(1) : section;
    for (SectionKind kind : ROWS) {
      if (kind.matches(name)) {
        return kind;
      }
    }
    return null;
  }

  /// All names, separated by spaces, those that take a target with a `+` behind.
  public static String names() {
    StringBuilder names = new StringBuilder();
    for (SectionKind kind : ROWS) {
      if (!names.isEmpty()) {
        names.append(' ');
      }
      names.append(kind.listed());
    }
    return names.toString();
  }
}
