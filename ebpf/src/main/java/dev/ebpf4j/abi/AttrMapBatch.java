package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_MAP_LOOKUP_BATCH
/// and its relatives.
public final class AttrMapBatch {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 56;

  public static final int IN_BATCH = 0;
  public static final int OUT_BATCH = 8;
  public static final int KEYS = 16;
  public static final int VALUES = 24;
  public static final int COUNT = 32;
  public static final int MAP_FD = 36;
  public static final int ELEM_FLAGS = 40;
  public static final int FLAGS = 48;

  private AttrMapBatch() {}
}
