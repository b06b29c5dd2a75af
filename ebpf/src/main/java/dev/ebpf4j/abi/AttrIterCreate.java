package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_ITER_CREATE.
public final class AttrIterCreate {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 8;

  public static final int LINK_FD = 0;
  public static final int FLAGS = 4;

  private AttrIterCreate() {}
}
