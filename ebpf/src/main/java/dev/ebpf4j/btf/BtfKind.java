package dev.ebpf4j.btf;

import dev.ebpf4j.abi.BtfFormat;

/// The kinds of BTF types, in the order of their numbers. [#name()] is what bpftool prints, but for
/// [#VOID], which it calls `UNKNOWN`.
public enum BtfKind {
  /// Number 0: no type of its own in a file, but what type id 0 stands for.
  VOID(BtfFormat.KIND_UNKNOWN),
  INT(BtfFormat.KIND_INT),
  PTR(BtfFormat.KIND_PTR),
  ARRAY(BtfFormat.KIND_ARRAY),
  STRUCT(BtfFormat.KIND_STRUCT),
  UNION(BtfFormat.KIND_UNION),
  /// An enumeration with values of up to 32 bits.
  ENUM(BtfFormat.KIND_ENUM),
  /// A forward declaration of a struct or a union.
  FWD(BtfFormat.KIND_FWD),
  TYPEDEF(BtfFormat.KIND_TYPEDEF),
  VOLATILE(BtfFormat.KIND_VOLATILE),
  CONST(BtfFormat.KIND_CONST),
  RESTRICT(BtfFormat.KIND_RESTRICT),
  FUNC(BtfFormat.KIND_FUNC),
  FUNC_PROTO(BtfFormat.KIND_FUNC_PROTO),
  VAR(BtfFormat.KIND_VAR),
  /// A data section: its variables with their offsets.
  DATASEC(BtfFormat.KIND_DATASEC),
  FLOAT(BtfFormat.KIND_FLOAT),
  /// An attribute of a declaration: a struct, union, member, variable, function or parameter.
  DECL_TAG(BtfFormat.KIND_DECL_TAG),
  /// An attribute of a type.
  TYPE_TAG(BtfFormat.KIND_TYPE_TAG),
  /// An enumeration with values of up to 64 bits.
  ENUM64(BtfFormat.KIND_ENUM64);

  private static final BtfKind[] BY_NUMBER = values();

  private final int number;

  BtfKind(int number) {
    this.number = number;
  }

  /// The number that stands for this kind in a file.
  public int number() {
    return number;
  }

  /// The kind with this number.
  ///
  /// @throws IllegalArgumentException if there is none; a [Btf] has only kinds that exist
  public static BtfKind of(int number) {
    if (number < 0 || number >= BY_NUMBER.length) {
      throw new IllegalArgumentException("no BTF kind " + number);
    }
    return BY_NUMBER[number];
  }

  /// As [#of(int)] for a number that was checked before.
  static BtfKind ofChecked(int number) {
    return BY_NUMBER[number];
  }

  /// Whether this is `const`, `volatile`, `restrict` or a type tag: it changes nothing about the
  /// layout of the type it refers to and has no meaning as a name.
  public boolean isModifier() {
    return this == CONST || this == VOLATILE || this == RESTRICT || this == TYPE_TAG;
  }

  /// Whether this is a struct or a union.
  public boolean isComposite() {
    return this == STRUCT || this == UNION;
  }

  /// Whether this is an enumeration of either width.
  public boolean isAnyEnum() {
    return this == ENUM || this == ENUM64;
  }
}
