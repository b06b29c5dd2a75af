package dev.ebpf4j.abi;

import org.jspecify.annotations.Nullable;

/// Program types as numbers of `enum bpf_prog_type` (include/uapi/linux/bpf.h), and the names
/// that bpftool's users know. A number from a newer kernel has no name here; it is data, not an
/// error.
public final class ProgramType {
  public static final int UNSPEC = 0;
  public static final int SOCKET_FILTER = 1;
  public static final int KPROBE = 2;
  public static final int SCHED_CLS = 3;
  public static final int SCHED_ACT = 4;
  public static final int TRACEPOINT = 5;
  public static final int XDP = 6;
  public static final int PERF_EVENT = 7;
  public static final int CGROUP_SKB = 8;
  public static final int CGROUP_SOCK = 9;
  public static final int LWT_IN = 10;
  public static final int LWT_OUT = 11;
  public static final int LWT_XMIT = 12;
  public static final int SOCK_OPS = 13;
  public static final int SK_SKB = 14;
  public static final int CGROUP_DEVICE = 15;
  public static final int SK_MSG = 16;
  public static final int RAW_TRACEPOINT = 17;
  public static final int CGROUP_SOCK_ADDR = 18;
  public static final int LWT_SEG6LOCAL = 19;
  public static final int LIRC_MODE2 = 20;
  public static final int SK_REUSEPORT = 21;
  public static final int FLOW_DISSECTOR = 22;
  public static final int CGROUP_SYSCTL = 23;
  public static final int RAW_TRACEPOINT_WRITABLE = 24;
  public static final int CGROUP_SOCKOPT = 25;
  public static final int TRACING = 26;
  public static final int STRUCT_OPS = 27;
  public static final int EXT = 28;
  public static final int LSM = 29;
  public static final int SK_LOOKUP = 30;
  public static final int SYSCALL = 31;
  public static final int NETFILTER = 32;

  /// Number of types known here; the highest number is one less.
  public static final int COUNT = 33;

  private ProgramType() {}

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
      "unspec",
      "socket_filter",
      "kprobe",
      "sched_cls",
      "sched_act",
      "tracepoint",
      "xdp",
      "perf_event",
      "cgroup_skb",
      "cgroup_sock",
      "lwt_in",
      "lwt_out",
      "lwt_xmit",
      "sock_ops",
      "sk_skb",
      "cgroup_device",
      "sk_msg",
      "raw_tracepoint",
      "cgroup_sock_addr",
      "lwt_seg6local",
      "lirc_mode2",
      "sk_reuseport",
      "flow_dissector",
      "cgroup_sysctl",
      "raw_tracepoint_writable",
      "cgroup_sockopt",
      "tracing",
      "struct_ops",
      "ext",
      "lsm",
      "sk_lookup",
      "syscall",
      "netfilter",
    };
  }
}
