package dev.ebpf4j.abi;

import org.jspecify.annotations.Nullable;

/// Map types as numbers of `enum bpf_map_type` (include/uapi/linux/bpf.h), and the names that
/// bpftool's users know. A number from a newer kernel has no name here; it is data, not an error.
public final class MapType {
  public static final int UNSPEC = 0;
  public static final int HASH = 1;
  public static final int ARRAY = 2;
  public static final int PROG_ARRAY = 3;
  public static final int PERF_EVENT_ARRAY = 4;
  public static final int PERCPU_HASH = 5;
  public static final int PERCPU_ARRAY = 6;
  public static final int STACK_TRACE = 7;
  public static final int CGROUP_ARRAY = 8;
  public static final int LRU_HASH = 9;
  public static final int LRU_PERCPU_HASH = 10;
  public static final int LPM_TRIE = 11;
  public static final int ARRAY_OF_MAPS = 12;
  public static final int HASH_OF_MAPS = 13;
  public static final int DEVMAP = 14;
  public static final int SOCKMAP = 15;
  public static final int CPUMAP = 16;
  public static final int XSKMAP = 17;
  public static final int SOCKHASH = 18;
  public static final int CGROUP_STORAGE = 19;
  public static final int REUSEPORT_SOCKARRAY = 20;
  public static final int PERCPU_CGROUP_STORAGE = 21;
  public static final int QUEUE = 22;
  public static final int STACK = 23;
  public static final int SK_STORAGE = 24;
  public static final int DEVMAP_HASH = 25;
  public static final int STRUCT_OPS = 26;
  public static final int RINGBUF = 27;
  public static final int INODE_STORAGE = 28;
  public static final int TASK_STORAGE = 29;
  public static final int BLOOM_FILTER = 30;
  public static final int USER_RINGBUF = 31;
  public static final int CGRP_STORAGE = 32;
  public static final int ARENA = 33;
  public static final int INSN_ARRAY = 34;
  public static final int RHASH = 35;

  /// Number of types known here; the highest number is one less.
  public static final int COUNT = 36;

  private MapType() {}

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
      "hash",
      "array",
      "prog_array",
      "perf_event_array",
      "percpu_hash",
      "percpu_array",
      "stack_trace",
      "cgroup_array",
      "lru_hash",
      "lru_percpu_hash",
      "lpm_trie",
      "array_of_maps",
      "hash_of_maps",
      "devmap",
      "sockmap",
      "cpumap",
      "xskmap",
      "sockhash",
      "cgroup_storage",
      "reuseport_sockarray",
      "percpu_cgroup_storage",
      "queue",
      "stack",
      "sk_storage",
      "devmap_hash",
      "struct_ops",
      "ringbuf",
      "inode_storage",
      "task_storage",
      "bloom_filter",
      "user_ringbuf",
      "cgrp_storage",
      "arena",
      "insn_array",
      "rhash",
    };
  }
}
