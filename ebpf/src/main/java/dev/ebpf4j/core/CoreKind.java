package dev.ebpf4j.core;

import org.jspecify.annotations.Nullable;

/// What a CO-RE relocation asks about a type, in the order of their numbers (`enum
/// bpf_core_relo_kind`, include/uapi/linux/bpf.h).
public enum CoreKind {
  /// Distance of a field from the start of its struct, in bytes.
  FIELD_BYTE_OFFSET(0, "byte_off"),
  FIELD_BYTE_SIZE(1, "byte_sz"),
  FIELD_EXISTS(2, "field_exists"),
  /// Whether a field is signed.
  FIELD_SIGNED(3, "signed"),
  /// How far a bit-field is shifted left after a 64-bit load.
  FIELD_LSHIFT_U64(4, "lshift_u64"),
  /// How far it is then shifted right.
  FIELD_RSHIFT_U64(5, "rshift_u64"),
  /// Id of the type in the object's own BTF.
  TYPE_ID_LOCAL(6, "local_type_id"),
  /// Id of the type in the kernel's BTF.
  TYPE_ID_TARGET(7, "target_type_id"),
  TYPE_EXISTS(8, "type_exists"),
  TYPE_SIZE(9, "type_size"),
  /// Whether the kernel's enumeration has a name.
  ENUMVAL_EXISTS(10, "enumval_exists"),
  /// The value it has there.
  ENUMVAL_VALUE(11, "enumval_value"),
  /// Whether the type looks like the kernel's.
  TYPE_MATCHES(12, "type_matches");

  private static final CoreKind[] BY_NUMBER = values();

  private final int number;
  private final String text;

  CoreKind(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /// The kind with this number, or null if there is none.
  public static @Nullable CoreKind of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
  }

  /// The number that stands for this kind in a file.
  public int number() {
    return number;
  }

  /// The name users know from libbpf's messages.
  public String text() {
    return text;
  }

  /// Whether it is about a field.
  public boolean isField() {
    return number <= FIELD_RSHIFT_U64.number;
  }

  /// Whether it is about an enumeration's value.
  public boolean isEnumerator() {
    return this == ENUMVAL_EXISTS || this == ENUMVAL_VALUE;
  }

  /// Whether it is about a type as a whole.
  public boolean isType() {
    return !isField() && !isEnumerator();
  }
}
