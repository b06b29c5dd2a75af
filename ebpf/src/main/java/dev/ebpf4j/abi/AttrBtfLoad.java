package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_BTF_LOAD.
public final class AttrBtfLoad {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 40;

  public static final int BTF = 0;
  public static final int BTF_LOG_BUF = 8;
  public static final int BTF_SIZE = 16;
  public static final int BTF_LOG_SIZE = 20;
  public static final int BTF_LOG_LEVEL = 24;
  /// Since Linux 6.4.
  public static final int BTF_LOG_TRUE_SIZE = 28;
  /// Since Linux 6.9.
  public static final int BTF_FLAGS = 32;
  /// Since Linux 6.9.
  public static final int BTF_TOKEN_FD = 36;

  private AttrBtfLoad() {}
}
