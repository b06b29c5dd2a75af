package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_LINK_UPDATE.
public final class AttrLinkUpdate {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 16;

  public static final int LINK_FD = 0;
  public static final int NEW_PROG_FD = 4;
  public static final int NEW_MAP_FD = 4;
  public static final int FLAGS = 8;
  public static final int OLD_PROG_FD = 12;
  public static final int OLD_MAP_FD = 12;

  private AttrLinkUpdate() {}
}
