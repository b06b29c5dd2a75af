package dev.ebpf4j.abi;

/// Numbers of the BTF format. Source: include/uapi/linux/btf.h.
public final class BtfFormat {

  private BtfFormat() {}

  /// First two bytes of a BTF blob and of `.BTF.ext`, in the blob's own byte order.
  public static final int MAGIC = 0xeb9f;

  public static final int VERSION = 1;

  /// Size of `struct btf_header` up to `str_len`; newer headers may be longer.
  public static final int HEADER_SIZE = 24;

  public static final int HDR_LEN = 4;
  public static final int TYPE_OFF = 8;
  public static final int TYPE_LEN = 12;
  public static final int STR_OFF = 16;
  public static final int STR_LEN = 20;

  /// Most members, values or parameters of one type: a 16-bit count.
  public static final int MAX_VLEN = 0xffff;

  public static final int KIND_UNKNOWN = 0;
  public static final int KIND_INT = 1;
  public static final int KIND_PTR = 2;
  public static final int KIND_ARRAY = 3;
  public static final int KIND_STRUCT = 4;
  public static final int KIND_UNION = 5;
  public static final int KIND_ENUM = 6;
  public static final int KIND_FWD = 7;
  public static final int KIND_TYPEDEF = 8;
  public static final int KIND_VOLATILE = 9;
  public static final int KIND_CONST = 10;
  public static final int KIND_RESTRICT = 11;
  public static final int KIND_FUNC = 12;
  public static final int KIND_FUNC_PROTO = 13;
  public static final int KIND_VAR = 14;
  public static final int KIND_DATASEC = 15;
  public static final int KIND_FLOAT = 16;
  public static final int KIND_DECL_TAG = 17;
  public static final int KIND_TYPE_TAG = 18;
  public static final int KIND_ENUM64 = 19;

  /// The highest kind this code knows.
  public static final int KIND_MAX = KIND_ENUM64;

  public static final int INT_SIGNED = 1;
  public static final int INT_CHAR = 2;
  public static final int INT_BOOL = 4;

  /// Linkage of functions and variables.
  public static final int LINKAGE_STATIC = 0;

  public static final int LINKAGE_GLOBAL = 1;
  public static final int LINKAGE_EXTERN = 2;

  private static final String[] KIND_NAMES = {
    "UNKNOWN",
    "INT",
    "PTR",
    "ARRAY",
    "STRUCT",
    "UNION",
    "ENUM",
    "FWD",
    "TYPEDEF",
    "VOLATILE",
    "CONST",
    "RESTRICT",
    "FUNC",
    "FUNC_PROTO",
    "VAR",
    "DATASEC",
    "FLOAT",
    "DECL_TAG",
    "TYPE_TAG",
    "ENUM64"
  };

  /// Name of a kind as bpftool prints it; `kind N` for one that is not known.
  public static String kindName(int kind) {
    return kind >= 0 && kind <= KIND_MAX ? KIND_NAMES[kind] : "kind " + kind;
  }
}
