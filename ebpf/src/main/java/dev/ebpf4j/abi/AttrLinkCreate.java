package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_LINK_CREATE.
/// Offsets of nested classes count from the start of the attribute.
public final class AttrLinkCreate {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 60;

  public static final int PROG_FD = 0;
  public static final int MAP_FD = 0;
  public static final int TARGET_FD = 4;
  public static final int TARGET_IFINDEX = 4;
  public static final int ATTACH_TYPE = 8;
  public static final int FLAGS = 12;
  public static final int TARGET_BTF_ID = 16;
  public static final int ITER_INFO = 16;
  public static final int ITER_INFO_LEN = 24;

  /// Member `perf_event`.
  public static final class PerfEvent {
    public static final int BPF_COOKIE = 16;

    private PerfEvent() {}
  }

  /// Member `kprobe_multi`.
  public static final class KprobeMulti {
    public static final int FLAGS = 16;
    public static final int CNT = 20;
    public static final int SYMS = 24;
    public static final int ADDRS = 32;
    public static final int COOKIES = 40;

    private KprobeMulti() {}
  }

  /// Member `tracing`.
  public static final class Tracing {
    public static final int TARGET_BTF_ID = 16;
    public static final int COOKIE = 24;

    private Tracing() {}
  }

  /// Member `tracing_multi`.
  public static final class TracingMulti {
    public static final int IDS = 16;
    public static final int COOKIES = 24;
    public static final int CNT = 32;

    private TracingMulti() {}
  }

  /// Member `netfilter`.
  public static final class Netfilter {
    public static final int PF = 16;
    public static final int HOOKNUM = 20;
    public static final int PRIORITY = 24;
    public static final int FLAGS = 28;

    private Netfilter() {}
  }

  /// Member `tcx`.
  public static final class Tcx {
    public static final int RELATIVE_FD = 16;
    public static final int RELATIVE_ID = 16;
    public static final int EXPECTED_REVISION = 24;

    private Tcx() {}
  }

  /// Member `uprobe_multi`.
  public static final class UprobeMulti {
    public static final int PATH = 16;
    public static final int OFFSETS = 24;
    public static final int REF_CTR_OFFSETS = 32;
    public static final int COOKIES = 40;
    public static final int CNT = 48;
    public static final int FLAGS = 52;
    public static final int PID = 56;

    private UprobeMulti() {}
  }

  /// Member `netkit`.
  public static final class Netkit {
    public static final int RELATIVE_FD = 16;
    public static final int RELATIVE_ID = 16;
    public static final int EXPECTED_REVISION = 24;

    private Netkit() {}
  }

  /// Member `cgroup`.
  public static final class Cgroup {
    public static final int RELATIVE_FD = 16;
    public static final int RELATIVE_ID = 16;
    public static final int EXPECTED_REVISION = 24;

    private Cgroup() {}
  }

  private AttrLinkCreate() {}
}
