package dev.ebpf4j.abi;

/// Offsets of `struct bpf_btf_info` (include/uapi/linux/bpf.h): what BPF_OBJ_GET_INFO_BY_FD says
/// of a BTF object.
public final class BpfBtfInfo {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 32;

  public static final int BTF = 0;
  public static final int BTF_SIZE = 8;
  public static final int ID = 12;
  /// Since Linux 5.11.
  public static final int NAME = 16;
  /// Since Linux 5.11.
  public static final int NAME_LEN = 24;
  /// Since Linux 5.11.
  public static final int KERNEL_BTF = 28;

  private BpfBtfInfo() {}
}
