package dev.ebpf4j.abi;

/// Offsets of `struct bpf_token_info` (include/uapi/linux/bpf.h): what BPF_OBJ_GET_INFO_BY_FD
/// says of a token.
public final class BpfTokenInfo {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 32;

  public static final int ALLOWED_CMDS = 0;
  public static final int ALLOWED_MAPS = 8;
  public static final int ALLOWED_PROGS = 16;
  public static final int ALLOWED_ATTACHS = 24;

  private BpfTokenInfo() {}
}
