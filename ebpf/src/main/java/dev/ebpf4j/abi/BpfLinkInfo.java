package dev.ebpf4j.abi;

/// Offsets of `struct bpf_link_info` (include/uapi/linux/bpf.h): what BPF_OBJ_GET_INFO_BY_FD says
/// of a link. Nested classes hold the members of the union; their offsets count from the start of
/// the struct.
public final class BpfLinkInfo {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 64;

  public static final int TYPE = 0;
  public static final int ID = 4;
  public static final int PROG_ID = 8;

  /// Member `raw_tracepoint`. Since Linux 5.8.
  public static final class RawTracepoint {
    public static final int TP_NAME = 16;
    public static final int TP_NAME_LEN = 24;
    /// Since Linux 6.17.
    public static final int COOKIE = 32;

    private RawTracepoint() {}
  }

  /// Member `tracing`. Since Linux 5.8.
  public static final class Tracing {
    public static final int ATTACH_TYPE = 16;
    /// Since Linux 5.13.
    public static final int TARGET_OBJ_ID = 20;
    /// Since Linux 5.13.
    public static final int TARGET_BTF_ID = 24;
    /// Since Linux 6.17.
    public static final int COOKIE = 32;

    private Tracing() {}
  }

  /// Member `cgroup`. Since Linux 5.8.
  public static final class Cgroup {
    public static final int CGROUP_ID = 16;
    public static final int ATTACH_TYPE = 24;

    private Cgroup() {}
  }

  /// Member `iter`. Since Linux 5.8.
  public static final class Iter {
    public static final int TARGET_NAME = 16;
    public static final int TARGET_NAME_LEN = 24;

    /// Member `iter.map`.
    public static final class Map {
      public static final int MAP_ID = 28;

      private Map() {}
    }

    /// Member `iter.cgroup`.
    public static final class Cgroup {
      public static final int CGROUP_ID = 32;
      public static final int ORDER = 40;

      private Cgroup() {}
    }

    /// Member `iter.task`.
    public static final class Task {
      public static final int TID = 32;
      public static final int PID = 36;

      private Task() {}
    }

    private Iter() {}
  }

  /// Member `netns`. Since Linux 5.8.
  public static final class Netns {
    public static final int NETNS_INO = 16;
    public static final int ATTACH_TYPE = 20;

    private Netns() {}
  }

  /// Member `xdp`. Since Linux 5.9.
  public static final class Xdp {
    public static final int IFINDEX = 16;

    private Xdp() {}
  }

  /// Member `struct_ops`. Since Linux 6.4.
  public static final class StructOps {
    public static final int MAP_ID = 16;

    private StructOps() {}
  }

  /// Member `netfilter`. Since Linux 6.4.
  public static final class Netfilter {
    public static final int PF = 16;
    public static final int HOOKNUM = 20;
    public static final int PRIORITY = 24;
    public static final int FLAGS = 28;

    private Netfilter() {}
  }

  /// Member `kprobe_multi`. Since Linux 6.6.
  public static final class KprobeMulti {
    public static final int ADDRS = 16;
    public static final int COUNT = 24;
    public static final int FLAGS = 28;
    /// Since Linux 6.7.
    public static final int MISSED = 32;
    /// Since Linux 6.9.
    public static final int COOKIES = 40;

    private KprobeMulti() {}
  }

  /// Member `uprobe_multi`. Since Linux 6.8.
  public static final class UprobeMulti {
    public static final int PATH = 16;
    public static final int OFFSETS = 24;
    public static final int REF_CTR_OFFSETS = 32;
    public static final int COOKIES = 40;
    /// Since Linux 6.8.
    public static final int PATH_SIZE = 48;
    public static final int COUNT = 52;
    public static final int FLAGS = 56;
    public static final int PID = 60;

    private UprobeMulti() {}
  }

  /// Member `perf_event`. Since Linux 6.6.
  public static final class PerfEvent {
    public static final int TYPE = 16;

    /// Member `perf_event.uprobe`.
    public static final class Uprobe {
      public static final int FILE_NAME = 24;
      public static final int NAME_LEN = 32;
      public static final int OFFSET = 36;
      /// Since Linux 6.9.
      public static final int COOKIE = 40;
      /// Since Linux 6.17.
      public static final int REF_CTR_OFFSET = 48;

      private Uprobe() {}
    }

    /// Member `perf_event.kprobe`.
    public static final class Kprobe {
      public static final int FUNC_NAME = 24;
      public static final int NAME_LEN = 32;
      public static final int OFFSET = 36;
      public static final int ADDR = 40;
      /// Since Linux 6.7.
      public static final int MISSED = 48;
      /// Since Linux 6.9.
      public static final int COOKIE = 56;

      private Kprobe() {}
    }

    /// Member `perf_event.tracepoint`.
    public static final class Tracepoint {
      public static final int TP_NAME = 24;
      public static final int NAME_LEN = 32;
      /// Since Linux 6.9.
      public static final int COOKIE = 40;

      private Tracepoint() {}
    }

    /// Member `perf_event.event`.
    public static final class Event {
      public static final int CONFIG = 24;
      public static final int TYPE = 32;
      /// Since Linux 6.9.
      public static final int COOKIE = 40;

      private Event() {}
    }

    private PerfEvent() {}
  }

  /// Member `tcx`. Since Linux 6.6.
  public static final class Tcx {
    public static final int IFINDEX = 16;
    public static final int ATTACH_TYPE = 20;

    private Tcx() {}
  }

  /// Member `netkit`. Since Linux 6.7.
  public static final class Netkit {
    public static final int IFINDEX = 16;
    public static final int ATTACH_TYPE = 20;

    private Netkit() {}
  }

  /// Member `sockmap`. Since Linux 6.10.
  public static final class Sockmap {
    public static final int MAP_ID = 16;
    public static final int ATTACH_TYPE = 20;

    private Sockmap() {}
  }

  private BpfLinkInfo() {}
}
