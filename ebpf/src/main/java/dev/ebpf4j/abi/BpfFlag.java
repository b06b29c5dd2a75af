package dev.ebpf4j.abi;

/// Flags of bpf(2) attributes (include/uapi/linux/bpf.h), grouped by the field they go into.
public final class BpfFlag {
  // map_flags of BPF_MAP_CREATE
  public static final int NO_PREALLOC = 1;
  public static final int NO_COMMON_LRU = 1 << 1;
  public static final int NUMA_NODE = 1 << 2;
  /// Also open_flags of BPF_MAP_GET_FD_BY_ID and file_flags of BPF_OBJ_GET. Since Linux 4.15.
  public static final int RDONLY = 1 << 3;
  public static final int WRONLY = 1 << 4;
  public static final int STACK_BUILD_ID = 1 << 5;
  public static final int ZERO_SEED = 1 << 6;
  public static final int RDONLY_PROG = 1 << 7;
  public static final int WRONLY_PROG = 1 << 8;
  public static final int CLONE = 1 << 9;
  public static final int MMAPABLE = 1 << 10;
  public static final int PRESERVE_ELEMS = 1 << 11;
  public static final int INNER_MAP = 1 << 12;
  public static final int LINK = 1 << 13;
  /// The path of BPF_OBJ_PIN and BPF_OBJ_GET starts at `path_fd`. Since Linux 6.5.
  public static final int PATH_FD = 1 << 14;
  public static final int VTYPE_BTF_OBJ_FD = 1 << 15;
  public static final int TOKEN_FD = 1 << 16;
  public static final int SEGV_ON_FAULT = 1 << 17;
  public static final int NO_USER_CONV = 1 << 18;
  /// Ring buffer that overwrites its oldest records. Since Linux 6.19.
  public static final int RB_OVERWRITE = 1 << 19;

  // flags of the element commands
  public static final int ANY = 0;
  public static final int NOEXIST = 1;
  public static final int EXIST = 2;
  public static final int LOCK = 4;

  // prog_flags of BPF_PROG_LOAD
  public static final int STRICT_ALIGNMENT = 1;
  public static final int ANY_ALIGNMENT = 1 << 1;
  public static final int TEST_RND_HI32 = 1 << 2;
  public static final int TEST_STATE_FREQ = 1 << 3;
  public static final int SLEEPABLE = 1 << 4;
  public static final int XDP_HAS_FRAGS = 1 << 5;
  public static final int XDP_DEV_BOUND_ONLY = 1 << 6;
  public static final int TEST_REG_INVARIANTS = 1 << 7;

  // attach_flags of BPF_PROG_ATTACH
  public static final int ALLOW_OVERRIDE = 1;
  public static final int ALLOW_MULTI = 1 << 1;
  public static final int REPLACE = 1 << 2;
  public static final int BEFORE = 1 << 3;
  public static final int AFTER = 1 << 4;
  public static final int ID = 1 << 5;
  public static final int PREORDER = 1 << 6;

  // query_flags of BPF_PROG_QUERY
  public static final int QUERY_EFFECTIVE = 1;

  // flags of BPF_LINK_CREATE for kprobe_multi and uprobe_multi
  public static final int KPROBE_MULTI_RETURN = 1;
  public static final int UPROBE_MULTI_RETURN = 1;

  // src_reg of a 64-bit immediate load
  public static final int PSEUDO_MAP_FD = 1;
  public static final int PSEUDO_MAP_VALUE = 2;
  public static final int PSEUDO_BTF_ID = 3;
  public static final int PSEUDO_FUNC = 4;
  public static final int PSEUDO_MAP_IDX = 5;
  public static final int PSEUDO_MAP_IDX_VALUE = 6;

  // src_reg of a call
  public static final int PSEUDO_CALL = 1;
  public static final int PSEUDO_KFUNC_CALL = 2;

  private BpfFlag() {}
}
