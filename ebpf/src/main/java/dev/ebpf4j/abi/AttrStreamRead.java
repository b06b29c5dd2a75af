package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for
/// BPF_PROG_STREAM_READ_BY_FD.
public final class AttrStreamRead {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 20;

  public static final int STREAM_BUF = 0;
  public static final int STREAM_BUF_LEN = 8;
  public static final int STREAM_ID = 12;
  public static final int PROG_FD = 16;

  private AttrStreamRead() {}
}
