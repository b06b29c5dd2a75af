package dev.ebpf4j.abi;

import org.jspecify.annotations.Nullable;

/// Attach types as numbers of `enum bpf_attach_type` (include/uapi/linux/bpf.h), and the names
/// that bpftool's users know. A number from a newer kernel has no name here; it is data, not an
/// error.
public final class AttachType {
  public static final int CGROUP_INET_INGRESS = 0;
  public static final int CGROUP_INET_EGRESS = 1;
  public static final int CGROUP_INET_SOCK_CREATE = 2;
  public static final int CGROUP_SOCK_OPS = 3;
  public static final int SK_SKB_STREAM_PARSER = 4;
  public static final int SK_SKB_STREAM_VERDICT = 5;
  public static final int CGROUP_DEVICE = 6;
  public static final int SK_MSG_VERDICT = 7;
  public static final int CGROUP_INET4_BIND = 8;
  public static final int CGROUP_INET6_BIND = 9;
  public static final int CGROUP_INET4_CONNECT = 10;
  public static final int CGROUP_INET6_CONNECT = 11;
  public static final int CGROUP_INET4_POST_BIND = 12;
  public static final int CGROUP_INET6_POST_BIND = 13;
  public static final int CGROUP_UDP4_SENDMSG = 14;
  public static final int CGROUP_UDP6_SENDMSG = 15;
  public static final int LIRC_MODE2 = 16;
  public static final int FLOW_DISSECTOR = 17;
  public static final int CGROUP_SYSCTL = 18;
  public static final int CGROUP_UDP4_RECVMSG = 19;
  public static final int CGROUP_UDP6_RECVMSG = 20;
  public static final int CGROUP_GETSOCKOPT = 21;
  public static final int CGROUP_SETSOCKOPT = 22;
  public static final int TRACE_RAW_TP = 23;
  public static final int TRACE_FENTRY = 24;
  public static final int TRACE_FEXIT = 25;
  public static final int MODIFY_RETURN = 26;
  public static final int LSM_MAC = 27;
  public static final int TRACE_ITER = 28;
  public static final int CGROUP_INET4_GETPEERNAME = 29;
  public static final int CGROUP_INET6_GETPEERNAME = 30;
  public static final int CGROUP_INET4_GETSOCKNAME = 31;
  public static final int CGROUP_INET6_GETSOCKNAME = 32;
  public static final int XDP_DEVMAP = 33;
  public static final int CGROUP_INET_SOCK_RELEASE = 34;
  public static final int XDP_CPUMAP = 35;
  public static final int SK_LOOKUP = 36;
  public static final int XDP = 37;
  public static final int SK_SKB_VERDICT = 38;
  public static final int SK_REUSEPORT_SELECT = 39;
  public static final int SK_REUSEPORT_SELECT_OR_MIGRATE = 40;
  public static final int PERF_EVENT = 41;
  public static final int TRACE_KPROBE_MULTI = 42;
  public static final int LSM_CGROUP = 43;
  public static final int STRUCT_OPS = 44;
  public static final int NETFILTER = 45;
  public static final int TCX_INGRESS = 46;
  public static final int TCX_EGRESS = 47;
  public static final int TRACE_UPROBE_MULTI = 48;
  public static final int CGROUP_UNIX_CONNECT = 49;
  public static final int CGROUP_UNIX_SENDMSG = 50;
  public static final int CGROUP_UNIX_RECVMSG = 51;
  public static final int CGROUP_UNIX_GETPEERNAME = 52;
  public static final int CGROUP_UNIX_GETSOCKNAME = 53;
  public static final int NETKIT_PRIMARY = 54;
  public static final int NETKIT_PEER = 55;
  public static final int TRACE_KPROBE_SESSION = 56;
  public static final int TRACE_UPROBE_SESSION = 57;
  public static final int TRACE_FSESSION = 58;
  public static final int TRACE_FENTRY_MULTI = 59;
  public static final int TRACE_FEXIT_MULTI = 60;
  public static final int TRACE_FSESSION_MULTI = 61;

  /// Number of types known here; the highest number is one less.
  public static final int COUNT = 62;

  private AttachType() {}

  /// The name of `type`, or null if it is not known.
  public static @Nullable String name(int type) {
    return type >= 0 && type < COUNT ? Names.TEXT[type] : null;
  }

  /// The number whose name is exactly `name`, or -1.
  public static int byName(String name) {
    for (int type = 0; type < COUNT; type++) {
      if (Names.TEXT[type].equals(name)) {
        return type;
      }
    }
    return -1;
  }

  /// Apart, so that using a constant does not build the table.
  private static final class Names {
    static final String[] TEXT = {
      "cgroup_inet_ingress",
      "cgroup_inet_egress",
      "cgroup_inet_sock_create",
      "cgroup_sock_ops",
      "sk_skb_stream_parser",
      "sk_skb_stream_verdict",
      "cgroup_device",
      "sk_msg_verdict",
      "cgroup_inet4_bind",
      "cgroup_inet6_bind",
      "cgroup_inet4_connect",
      "cgroup_inet6_connect",
      "cgroup_inet4_post_bind",
      "cgroup_inet6_post_bind",
      "cgroup_udp4_sendmsg",
      "cgroup_udp6_sendmsg",
      "lirc_mode2",
      "flow_dissector",
      "cgroup_sysctl",
      "cgroup_udp4_recvmsg",
      "cgroup_udp6_recvmsg",
      "cgroup_getsockopt",
      "cgroup_setsockopt",
      "trace_raw_tp",
      "trace_fentry",
      "trace_fexit",
      "modify_return",
      "lsm_mac",
      "trace_iter",
      "cgroup_inet4_getpeername",
      "cgroup_inet6_getpeername",
      "cgroup_inet4_getsockname",
      "cgroup_inet6_getsockname",
      "xdp_devmap",
      "cgroup_inet_sock_release",
      "xdp_cpumap",
      "sk_lookup",
      "xdp",
      "sk_skb_verdict",
      "sk_reuseport_select",
      "sk_reuseport_select_or_migrate",
      "perf_event",
      "trace_kprobe_multi",
      "lsm_cgroup",
      "struct_ops",
      "netfilter",
      "tcx_ingress",
      "tcx_egress",
      "trace_uprobe_multi",
      "cgroup_unix_connect",
      "cgroup_unix_sendmsg",
      "cgroup_unix_recvmsg",
      "cgroup_unix_getpeername",
      "cgroup_unix_getsockname",
      "netkit_primary",
      "netkit_peer",
      "trace_kprobe_session",
      "trace_uprobe_session",
      "trace_fsession",
      "trace_fentry_multi",
      "trace_fexit_multi",
      "trace_fsession_multi",
    };
  }
}
