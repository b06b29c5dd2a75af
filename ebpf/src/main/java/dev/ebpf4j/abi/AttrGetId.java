package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_*_GET_NEXT_ID and
/// BPF_*_GET_FD_BY_ID.
public final class AttrGetId {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 16;

  public static final int START_ID = 0;
  public static final int PROG_ID = 0;
  public static final int MAP_ID = 0;
  public static final int BTF_ID = 0;
  public static final int LINK_ID = 0;
  public static final int NEXT_ID = 4;
  /// Since Linux 4.15.
  public static final int OPEN_FLAGS = 8;
  /// Since Linux 6.17.
  public static final int FD_BY_ID_TOKEN_FD = 12;

  private AttrGetId() {}
}
