package dev.ebpf4j.linker;

import org.jspecify.annotations.Nullable;

/// A name that all inputs share.
final class GlobalSymbol {
  private final String name;

  /// Index of its symbol in the output.
  private final int symbol;

  /// The input that brought the definition, or the first that wants one.
  String path;

  boolean isExtern;
  boolean isWeak;

  /// Whether its files only ask for room, which any of them may initialize (`-fcommon`).
  boolean isCommon;

  /// Room for a common symbol, in bytes.
  long commonSize;

  /// Alignment of a common symbol.
  long commonAlignment;

  /// Section that BTF lists it in, null for externs in none.
  @Nullable OutputSection section;

  /// Id of its VAR or FUNC in the merged BTF, 0 before there is one.
  int declaration;

  /// Whether that is a function.
  boolean isFunction;

  /// Linkage of the declaration.
  int linkage;

  /// Type of the variable, or prototype of the function, in the merged BTF.
  int underlying;

  /// Whether a definition came after `underlying` was set: then its type counts.
  boolean wantsUnderlying;

  /// Whether a section's variables have it already.
  boolean isListed;

  GlobalSymbol(String name, int symbol, String path) {
    this.name = name;
    this.symbol = symbol;
    this.path = path;
  }

  String name() {
    return name;
  }

  int symbol() {
    return symbol;
  }
}
