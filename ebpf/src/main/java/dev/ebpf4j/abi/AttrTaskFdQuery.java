package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_TASK_FD_QUERY.
public final class AttrTaskFdQuery {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 48;

  public static final int PID = 0;
  public static final int FD = 4;
  public static final int FLAGS = 8;
  public static final int BUF_LEN = 12;
  public static final int BUF = 16;
  public static final int PROG_ID = 24;
  public static final int FD_TYPE = 28;
  public static final int PROBE_OFFSET = 32;
  public static final int PROBE_ADDR = 40;

  private AttrTaskFdQuery() {}
}
