package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for
/// BPF_RAW_TRACEPOINT_OPEN.
public final class AttrRawTracepoint {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 24;

  public static final int NAME = 0;
  public static final int PROG_FD = 8;
  /// Since Linux 6.10.
  public static final int COOKIE = 16;

  private AttrRawTracepoint() {}
}
