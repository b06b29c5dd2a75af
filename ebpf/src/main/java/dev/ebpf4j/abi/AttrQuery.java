package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_PROG_QUERY.
public final class AttrQuery {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 64;

  public static final int TARGET_FD = 0;
  public static final int TARGET_IFINDEX = 0;
  public static final int ATTACH_TYPE = 4;
  public static final int QUERY_FLAGS = 8;
  public static final int ATTACH_FLAGS = 12;
  public static final int PROG_IDS = 16;
  public static final int PROG_CNT = 24;
  public static final int COUNT = 24;
  /// Since Linux 6.0.
  public static final int PROG_ATTACH_FLAGS = 32;
  /// Since Linux 6.6.
  public static final int LINK_IDS = 40;
  /// Since Linux 6.6.
  public static final int LINK_ATTACH_FLAGS = 48;
  /// Since Linux 6.6.
  public static final int REVISION = 56;

  private AttrQuery() {}
}
