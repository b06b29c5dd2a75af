package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_OBJ_GET_INFO_BY_FD.
public final class AttrInfo {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 16;

  public static final int BPF_FD = 0;
  public static final int INFO_LEN = 4;
  public static final int INFO = 8;

  private AttrInfo() {}
}
