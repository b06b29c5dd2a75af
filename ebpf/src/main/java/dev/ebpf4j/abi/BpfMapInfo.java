package dev.ebpf4j.abi;

/// Offsets of `struct bpf_map_info` (include/uapi/linux/bpf.h): what BPF_OBJ_GET_INFO_BY_FD says
/// of a map.
public final class BpfMapInfo {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 100;

  public static final int TYPE = 0;
  public static final int ID = 4;
  public static final int KEY_SIZE = 8;
  public static final int VALUE_SIZE = 12;
  public static final int MAX_ENTRIES = 16;
  public static final int MAP_FLAGS = 20;
  /// Since Linux 4.15.
  public static final int NAME = 24;
  /// Since Linux 4.16.
  public static final int IFINDEX = 40;
  /// Since Linux 5.6.
  public static final int BTF_VMLINUX_VALUE_TYPE_ID = 44;
  /// Since Linux 4.16.
  public static final int NETNS_DEV = 48;
  /// Since Linux 4.16.
  public static final int NETNS_INO = 56;
  /// Since Linux 4.18.
  public static final int BTF_ID = 64;
  /// Since Linux 4.18.
  public static final int BTF_KEY_TYPE_ID = 68;
  /// Since Linux 4.18.
  public static final int BTF_VALUE_TYPE_ID = 72;
  /// Since Linux 6.9.
  public static final int BTF_VMLINUX_ID = 76;
  /// Since Linux 5.16.
  public static final int MAP_EXTRA = 80;
  /// Since Linux 6.18.
  public static final int HASH = 88;
  /// Since Linux 6.18.
  public static final int HASH_SIZE = 96;

  private BpfMapInfo() {}
}
