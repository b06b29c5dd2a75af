package dev.ebpf4j.link;

import dev.ebpf4j.abi.LinkType;

/// What the kernel says of a link, `struct bpf_link_info`: one record per type. A field that the
/// running kernel does not know is 0 or empty. Arrays belong to the record; do not change them.
public sealed interface LinkInfo {

  /// Id of the link.
  int id();

  /// Id of the program, 0 for struct_ops.
  int programId();

  /// Number of the type, see [LinkType].
  int type();

  /// A program at a raw tracepoint.
  ///
  /// @param cookie since Linux 6.17
  record RawTracepoint(int id, int programId, String tracepoint, long cookie) implements LinkInfo {
    @Override
    public int type() {
      return LinkType.RAW_TRACEPOINT;
    }
  }

  /// A program at a kernel function, an LSM hook, or another program (fentry, fexit, freplace,
  /// ...).
  ///
  /// @param targetObject BTF object or program that holds the target; since Linux 5.13
  /// @param targetType type id of the function within its BTF; since Linux 5.13
  /// @param cookie since Linux 6.17
  record Tracing(
      int id, int programId, int attachType, int targetObject, int targetType, long cookie)
      implements LinkInfo {
    @Override
    public int type() {
      return LinkType.TRACING;
    }
  }

  record Cgroup(int id, int programId, long cgroupId, int attachType) implements LinkInfo {
    @Override
    public int type() {
      return LinkType.CGROUP;
    }
  }

  /// An iterator; which of the last five count depends on the target.
  ///
  /// @param target such as `task` or `bpf_map_elem`
  /// @param order number of `enum bpf_cgroup_iter_order`
  /// @param tid thread to walk, 0 for none
  /// @param pid process to walk, 0 for none
  record Iter(
      int id, int programId, String target, int mapId, long cgroupId, int order, int tid, int pid)
      implements LinkInfo {
    @Override
    public int type() {
      return LinkType.ITER;
    }
  }

  /// A program at a network namespace.
  ///
  /// @param namespaceInode inode number of the network namespace
  record Netns(int id, int programId, int namespaceInode, int attachType) implements LinkInfo {
    @Override
    public int type() {
      return LinkType.NETNS;
    }
  }

  /// An XDP program at a network device.
  ///
  /// @param interfaceIndex 0 when detached
  record Xdp(int id, int programId, int interfaceIndex) implements LinkInfo {
    @Override
    public int type() {
      return LinkType.XDP;
    }
  }

  record StructOps(int id, int programId, int mapId) implements LinkInfo {
    @Override
    public int type() {
      return LinkType.STRUCT_OPS;
    }
  }

  /// A program at a netfilter hook.
  ///
  /// @param family number of the netfilter family, such as 2 for IPv4
  record Netfilter(int id, int programId, int family, int hook, int priority, int flags)
      implements LinkInfo {
    @Override
    public int type() {
      return LinkType.NETFILTER;
    }
  }

  /// One program at many kernel functions.
  ///
  /// @param count number of functions, also where the addresses are hidden
  /// @param flags bit 0: at their return
  /// @param missed calls that could not be served; since Linux 6.7
  /// @param addresses of the functions; all 0 where the caller may not know
  /// @param cookies one for each function, or none; since Linux 6.9
  @SuppressWarnings("ArrayRecordComponent") // thousands of numbers; documented as not to be changed
  record KprobeMulti(
      int id, int programId, int count, int flags, long missed, long[] addresses, long[] cookies)
      implements LinkInfo {
    @Override
    public int type() {
      return LinkType.KPROBE_MULTI;
    }
  }

  /// One program at many places of a file.
  ///
  /// @param flags bit 0: at return
  /// @param pid the one process it is for, 0 for all
  @SuppressWarnings("ArrayRecordComponent") // as above
  record UprobeMulti(
      int id,
      int programId,
      String path,
      int count,
      int flags,
      int pid,
      long[] offsets,
      long[] referenceCounters,
      long[] cookies)
      implements LinkInfo {
    @Override
    public int type() {
      return LinkType.UPROBE_MULTI;
    }
  }

  /// A program at a perf event; which kind of event is told since Linux 6.6.
  sealed interface PerfEvent extends LinkInfo {
    @Override
    default int type() {
      return LinkType.PERF_EVENT;
    }
  }

  /// A program at a kernel function through perf.
  ///
  /// @param atReturn whether at the function's return
  /// @param function name of the function, may be empty
  /// @param address 0 where the caller may not know
  record Kprobe(
      int id,
      int programId,
      boolean atReturn,
      String function,
      int offset,
      long address,
      long missed,
      long cookie)
      implements PerfEvent {}

  /// A program at a place in a file through perf.
  ///
  /// @param offset of the place within `file`
  /// @param referenceCounter offset of the semaphore, 0 for none; since Linux 6.17
  record Uprobe(
      int id,
      int programId,
      boolean atReturn,
      String file,
      int offset,
      long cookie,
      long referenceCounter)
      implements PerfEvent {}

  record Tracepoint(int id, int programId, String tracepoint, long cookie) implements PerfEvent {}

  /// A program at a counter or timer.
  ///
  /// @param eventType `perf_event_attr.type`
  /// @param config `perf_event_attr.config`
  record Event(int id, int programId, int eventType, long config, long cookie)
      implements PerfEvent {}

  /// A perf event of which the kernel says nothing, or a kind that is not known here.
  ///
  /// @param perfType number of `enum bpf_perf_event_type`
  record OtherPerfEvent(int id, int programId, int perfType) implements PerfEvent {}

  /// A program at the traffic control hook of a network device.
  ///
  /// @param interfaceIndex 0 when detached
  record Tcx(int id, int programId, int interfaceIndex, int attachType) implements LinkInfo {
    @Override
    public int type() {
      return LinkType.TCX;
    }
  }

  /// A program at a netkit device.
  ///
  /// @param interfaceIndex 0 when detached
  record Netkit(int id, int programId, int interfaceIndex, int attachType) implements LinkInfo {
    @Override
    public int type() {
      return LinkType.NETKIT;
    }
  }

  record Sockmap(int id, int programId, int mapId, int attachType) implements LinkInfo {
    @Override
    public int type() {
      return LinkType.SOCKMAP;
    }
  }

  /// A type without details, or from a newer kernel.
  record Other(int id, int programId, int type) implements LinkInfo {}
}
