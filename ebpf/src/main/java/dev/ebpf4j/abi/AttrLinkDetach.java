package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_LINK_DETACH.
public final class AttrLinkDetach {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 4;

  public static final int LINK_FD = 0;

  private AttrLinkDetach() {}
}
