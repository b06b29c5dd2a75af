package dev.ebpf4j.btf.dump;

import dev.ebpf4j.abi.BtfFormat;

/// Words of the listing for numbers in BTF records.
public final class KindText {

  private KindText() {}

  /// The word for an integer's encoding bits.
  public static String encoding(int encoding) {
    return switch (encoding) {
      case 0 -> "(none)";
      case BtfFormat.INT_SIGNED -> "SIGNED";
      case BtfFormat.INT_CHAR -> "CHAR";
      case BtfFormat.INT_BOOL -> "BOOL";
      default -> "UNKN";
    };
  }

  /// The word for the linkage of a function or variable.
  public static String linkage(int linkage) {
    return switch (linkage) {
      case BtfFormat.LINKAGE_STATIC -> "static";
      case BtfFormat.LINKAGE_GLOBAL -> "global";
      case BtfFormat.LINKAGE_EXTERN -> "extern";
      default -> "(unknown)";
    };
  }

  /// The word for whether an enumeration's values are signed.
  public static String signedness(boolean signed) {
    return signed ? "SIGNED" : "UNSIGNED";
  }

  /// The word for what a forward declaration declares.
  public static String forward(boolean union) {
    return union ? "union" : "struct";
  }
}
