package dev.ebpf4j.abi;

import org.jspecify.annotations.Nullable;

/// Link types as numbers of `enum bpf_link_type` (include/uapi/linux/bpf.h), and the names that
/// bpftool's users know. A number from a newer kernel has no name here; it is data, not an error.
public final class LinkType {
  public static final int UNSPEC = 0;
  public static final int RAW_TRACEPOINT = 1;
  public static final int TRACING = 2;
  public static final int CGROUP = 3;
  public static final int ITER = 4;
  public static final int NETNS = 5;
  public static final int XDP = 6;
  public static final int PERF_EVENT = 7;
  public static final int KPROBE_MULTI = 8;
  public static final int STRUCT_OPS = 9;
  public static final int NETFILTER = 10;
  public static final int TCX = 11;
  public static final int UPROBE_MULTI = 12;
  public static final int NETKIT = 13;
  public static final int SOCKMAP = 14;
  public static final int TRACING_MULTI = 15;

  /// Number of types known here; the highest number is one less.
  public static final int COUNT = 16;

  private LinkType() {}

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
      "raw_tracepoint",
      "tracing",
      "cgroup",
      "iter",
      "netns",
      "xdp",
      "perf_event",
      "kprobe_multi",
      "struct_ops",
      "netfilter",
      "tcx",
      "uprobe_multi",
      "netkit",
      "sockmap",
      "tracing_multi",
    };
  }
}
