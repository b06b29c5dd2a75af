package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_PROG_BIND_MAP.
public final class AttrProgBindMap {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 12;

  public static final int PROG_FD = 0;
  public static final int MAP_FD = 4;
  public static final int FLAGS = 8;

  private AttrProgBindMap() {}
}
