package dev.ebpf4j.bpftool.command.cgroup;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.bpftool.grammar.CommandException;

/// The hooks of control groups: which are asked for, and the words that users have for them.
final class CgroupAttachTypes {

  /// All hooks of control groups, in the order in which they are shown.
  static final int[] SHOWN = {
    AttachType.CGROUP_INET_INGRESS,
    AttachType.CGROUP_INET_EGRESS,
    AttachType.CGROUP_INET_SOCK_CREATE,
    AttachType.CGROUP_INET_SOCK_RELEASE,
    AttachType.CGROUP_INET4_BIND,
    AttachType.CGROUP_INET6_BIND,
    AttachType.CGROUP_INET4_POST_BIND,
    AttachType.CGROUP_INET6_POST_BIND,
    AttachType.CGROUP_INET4_CONNECT,
    AttachType.CGROUP_INET6_CONNECT,
    AttachType.CGROUP_UNIX_CONNECT,
    AttachType.CGROUP_INET4_GETPEERNAME,
    AttachType.CGROUP_INET6_GETPEERNAME,
    AttachType.CGROUP_UNIX_GETPEERNAME,
    AttachType.CGROUP_INET4_GETSOCKNAME,
    AttachType.CGROUP_INET6_GETSOCKNAME,
    AttachType.CGROUP_UNIX_GETSOCKNAME,
    AttachType.CGROUP_UDP4_SENDMSG,
    AttachType.CGROUP_UDP6_SENDMSG,
    AttachType.CGROUP_UNIX_SENDMSG,
    AttachType.CGROUP_UDP4_RECVMSG,
    AttachType.CGROUP_UDP6_RECVMSG,
    AttachType.CGROUP_UNIX_RECVMSG,
    AttachType.CGROUP_SOCK_OPS,
    AttachType.CGROUP_DEVICE,
    AttachType.CGROUP_SYSCTL,
    AttachType.CGROUP_GETSOCKOPT,
    AttachType.CGROUP_SETSOCKOPT,
    AttachType.LSM_CGROUP,
  };

  /// Older words by number, of which a beginning is enough; types that came later have none.
  private static final String[] OLD_WORDS = {
    "ingress",
    "egress",
    "sock_create",
    "sock_ops",
    "sk_skb_stream_parser",
    "sk_skb_stream_verdict",
    "device",
    "sk_msg_verdict",
    "bind4",
    "bind6",
    "connect4",
    "connect6",
    "post_bind4",
    "post_bind6",
    "sendmsg4",
    "sendmsg6",
    "lirc_mode2",
    "flow_dissector",
    "sysctl",
    "recvmsg4",
    "recvmsg6",
    "getsockopt",
    "setsockopt",
    "raw_tp",
    "fentry",
    "fexit",
    "mod_ret",
    "lsm_mac",
    "trace_iter",
    "getpeername4",
    "getpeername6",
    "getsockname4",
    "getsockname6",
    "xdp_devmap",
    "sock_release",
    "xdp_cpumap",
    "sk_lookup",
    "xdp",
    "sk_skb_verdict",
    "sk_skb_reuseport_select",
    "sk_skb_reuseport_select_or_migrate",
  };

  private CgroupAttachTypes() {}

  /// The type that `word` stands for: a full name, or a beginning of an older one.
  static int parse(String word) {
    int exact = AttachType.byName(word);
    if (exact >= 0) {
      return exact;
    }
    for (int type = 0; type < AttachType.COUNT; type++) {
      String known = type < OLD_WORDS.length ? OLD_WORDS[type] : AttachType.name(type);
      if (known != null && known.startsWith(word)) {
        return type;
      }
    }
    throw CommandException.failed("invalid attach type");
  }
}
