package dev.ebpf4j.abi;

/// Offsets of the part of `union bpf_attr` (include/uapi/linux/bpf.h) for BPF_PROG_ATTACH and
/// BPF_PROG_DETACH.
public final class AttrProgAttach {
  /// Bytes up to the end of the last field known here.
  public static final int SIZE = 32;

  public static final int TARGET_FD = 0;
  public static final int TARGET_IFINDEX = 0;
  public static final int ATTACH_BPF_FD = 4;
  public static final int ATTACH_TYPE = 8;
  /// Since Linux 4.10.
  public static final int ATTACH_FLAGS = 12;
  /// Since Linux 5.6.
  public static final int REPLACE_BPF_FD = 16;
  /// Since Linux 6.6.
  public static final int RELATIVE_FD = 20;
  /// Since Linux 6.6.
  public static final int RELATIVE_ID = 20;
  /// Since Linux 6.6.
  public static final int EXPECTED_REVISION = 24;

  private AttrProgAttach() {}
}
