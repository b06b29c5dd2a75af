package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_PROG_LOAD.
public final class AttrProgLoad {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 168;

  public static final int PROG_TYPE = 0;
  public static final int INSN_CNT = 4;
  public static final int INSNS = 8;
  public static final int LICENSE = 16;
  public static final int LOG_LEVEL = 24;
  public static final int LOG_SIZE = 28;
  public static final int LOG_BUF = 32;
  public static final int KERN_VERSION = 40;
  public static final int PROG_FLAGS = 44;
  /// Since Linux 4.15.
  public static final int PROG_NAME = 48;
  /// Since Linux 4.16.
  public static final int PROG_IFINDEX = 64;
  /// Since Linux 4.17.
  public static final int EXPECTED_ATTACH_TYPE = 68;
  /// Since Linux 5.0.
  public static final int PROG_BTF_FD = 72;
  /// Since Linux 5.0.
  public static final int FUNC_INFO_REC_SIZE = 76;
  /// Since Linux 5.0.
  public static final int FUNC_INFO = 80;
  /// Since Linux 5.0.
  public static final int FUNC_INFO_CNT = 88;
  /// Since Linux 5.0.
  public static final int LINE_INFO_REC_SIZE = 92;
  /// Since Linux 5.0.
  public static final int LINE_INFO = 96;
  /// Since Linux 5.0.
  public static final int LINE_INFO_CNT = 104;
  /// Since Linux 5.5.
  public static final int ATTACH_BTF_ID = 108;
  /// Since Linux 5.5.
  public static final int ATTACH_PROG_FD = 112;
  /// Since Linux 5.11.
  public static final int ATTACH_BTF_OBJ_FD = 112;
  /// Since Linux 5.17.
  public static final int CORE_RELO_CNT = 116;
  /// Since Linux 5.14.
  public static final int FD_ARRAY = 120;
  /// Since Linux 5.17.
  public static final int CORE_RELOS = 128;
  /// Since Linux 5.17.
  public static final int CORE_RELO_REC_SIZE = 136;
  /// Since Linux 6.4.
  public static final int LOG_TRUE_SIZE = 140;
  /// Since Linux 6.9.
  public static final int PROG_TOKEN_FD = 144;
  /// Since Linux 6.14.
  public static final int FD_ARRAY_CNT = 148;
  /// Since Linux 6.18.
  public static final int SIGNATURE = 152;
  /// Since Linux 6.18.
  public static final int SIGNATURE_SIZE = 160;
  /// Since Linux 6.18.
  public static final int KEYRING_ID = 164;

  private AttrProgLoad() {}
}
