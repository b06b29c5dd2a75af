package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_MAP_CREATE.
public final class AttrMapCreate {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 92;

  public static final int MAP_TYPE = 0;
  public static final int KEY_SIZE = 4;
  public static final int VALUE_SIZE = 8;
  public static final int MAX_ENTRIES = 12;
  public static final int MAP_FLAGS = 16;
  public static final int INNER_MAP_FD = 20;
  public static final int NUMA_NODE = 24;
  /// Since Linux 4.15.
  public static final int MAP_NAME = 28;
  /// Since Linux 4.16.
  public static final int MAP_IFINDEX = 44;
  /// Since Linux 4.18.
  public static final int BTF_FD = 48;
  /// Since Linux 4.18.
  public static final int BTF_KEY_TYPE_ID = 52;
  /// Since Linux 4.18.
  public static final int BTF_VALUE_TYPE_ID = 56;
  /// Since Linux 5.6.
  public static final int BTF_VMLINUX_VALUE_TYPE_ID = 60;
  /// Since Linux 5.16.
  public static final int MAP_EXTRA = 64;
  /// Since Linux 6.9.
  public static final int VALUE_TYPE_BTF_OBJ_FD = 72;
  /// Since Linux 6.9.
  public static final int MAP_TOKEN_FD = 76;
  /// Since Linux 6.18.
  public static final int EXCL_PROG_HASH = 80;
  /// Since Linux 6.18.
  public static final int EXCL_PROG_HASH_SIZE = 88;

  private AttrMapCreate() {}
}
