package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_OBJ_PIN and
/// BPF_OBJ_GET.
public final class AttrObj {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 20;

  public static final int PATHNAME = 0;
  public static final int BPF_FD = 8;
  /// Since Linux 4.15.
  public static final int FILE_FLAGS = 12;
  /// Since Linux 6.5.
  public static final int PATH_FD = 16;

  private AttrObj() {}
}
