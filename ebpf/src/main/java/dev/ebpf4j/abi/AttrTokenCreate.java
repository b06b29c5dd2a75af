package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_TOKEN_CREATE.
public final class AttrTokenCreate {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 8;

  public static final int FLAGS = 0;
  public static final int BPFFS_FD = 4;

  private AttrTokenCreate() {}
}
