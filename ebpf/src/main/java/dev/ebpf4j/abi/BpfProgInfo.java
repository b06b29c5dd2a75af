package dev.ebpf4j.abi;

/// Offsets of `struct bpf_prog_info` (include/uapi/linux/bpf.h): what BPF_OBJ_GET_INFO_BY_FD says
/// of a program.
public final class BpfProgInfo {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 228;

  public static final int TYPE = 0;
  public static final int ID = 4;
  public static final int TAG = 8;
  public static final int JITED_PROG_LEN = 16;
  public static final int XLATED_PROG_LEN = 20;
  public static final int JITED_PROG_INSNS = 24;
  public static final int XLATED_PROG_INSNS = 32;
  /// Since Linux 4.15.
  public static final int LOAD_TIME = 40;
  /// Since Linux 4.15.
  public static final int CREATED_BY_UID = 48;
  /// Since Linux 4.15.
  public static final int NR_MAP_IDS = 52;
  /// Since Linux 4.15.
  public static final int MAP_IDS = 56;
  /// Since Linux 4.15.
  public static final int NAME = 64;
  /// Since Linux 4.16.
  public static final int IFINDEX = 80;

  /// Bit 0 of this byte: the licence is compatible with the GPL. Since Linux 4.18.
  public static final int GPL_COMPATIBLE = 84;

  /// Since Linux 4.16.
  public static final int NETNS_DEV = 88;
  /// Since Linux 4.16.
  public static final int NETNS_INO = 96;
  /// Since Linux 4.18.
  public static final int NR_JITED_KSYMS = 104;
  /// Since Linux 4.18.
  public static final int NR_JITED_FUNC_LENS = 108;
  /// Since Linux 4.18.
  public static final int JITED_KSYMS = 112;
  /// Since Linux 4.18.
  public static final int JITED_FUNC_LENS = 120;
  /// Since Linux 5.0.
  public static final int BTF_ID = 128;
  /// Since Linux 5.0.
  public static final int FUNC_INFO_REC_SIZE = 132;
  /// Since Linux 5.0.
  public static final int FUNC_INFO = 136;
  /// Since Linux 5.0.
  public static final int NR_FUNC_INFO = 144;
  /// Since Linux 5.0.
  public static final int NR_LINE_INFO = 148;
  /// Since Linux 5.0.
  public static final int LINE_INFO = 152;
  /// Since Linux 5.0.
  public static final int JITED_LINE_INFO = 160;
  /// Since Linux 5.0.
  public static final int NR_JITED_LINE_INFO = 168;
  /// Since Linux 5.0.
  public static final int LINE_INFO_REC_SIZE = 172;
  /// Since Linux 5.0.
  public static final int JITED_LINE_INFO_REC_SIZE = 176;
  /// Since Linux 5.0.
  public static final int NR_PROG_TAGS = 180;
  /// Since Linux 5.0.
  public static final int PROG_TAGS = 184;
  /// Since Linux 5.1.
  public static final int RUN_TIME_NS = 192;
  /// Since Linux 5.1.
  public static final int RUN_CNT = 200;
  /// Since Linux 5.12.
  public static final int RECURSION_MISSES = 208;
  /// Since Linux 5.16.
  public static final int VERIFIED_INSNS = 216;
  /// Since Linux 6.0.
  public static final int ATTACH_BTF_OBJ_ID = 220;
  /// Since Linux 6.0.
  public static final int ATTACH_BTF_ID = 224;

  private BpfProgInfo() {}
}
