package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for the element commands of
/// a map, BPF_MAP_FREEZE and BPF_MAP_GET_NEXT_KEY.
public final class AttrMapElem {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 32;

  public static final int MAP_FD = 0;
  public static final int KEY = 8;
  public static final int VALUE = 16;
  public static final int NEXT_KEY = 16;
  /// Since Linux 4.4.
  public static final int FLAGS = 24;

  private AttrMapElem() {}
}
