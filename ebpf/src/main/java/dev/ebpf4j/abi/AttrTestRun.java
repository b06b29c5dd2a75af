package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_PROG_TEST_RUN.
public final class AttrTestRun {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 76;

  public static final int PROG_FD = 0;
  public static final int RETVAL = 4;
  public static final int DATA_SIZE_IN = 8;
  public static final int DATA_SIZE_OUT = 12;
  public static final int DATA_IN = 16;
  public static final int DATA_OUT = 24;
  public static final int REPEAT = 32;
  public static final int DURATION = 36;
  /// Since Linux 5.2.
  public static final int CTX_SIZE_IN = 40;
  /// Since Linux 5.2.
  public static final int CTX_SIZE_OUT = 44;
  /// Since Linux 5.2.
  public static final int CTX_IN = 48;
  /// Since Linux 5.2.
  public static final int CTX_OUT = 56;
  /// Since Linux 5.10.
  public static final int FLAGS = 64;
  /// Since Linux 5.10.
  public static final int CPU = 68;
  /// Since Linux 5.18.
  public static final int BATCH_SIZE = 72;

  private AttrTestRun() {}
}
