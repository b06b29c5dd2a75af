package dev.ebpf4j.object;

/// What a kernel understands of BTF beyond the first version. See [BtfSanitizer].
public enum BtfFeature {
  /// Functions and their prototypes. Since Linux 5.0.
  FUNC,
  /// Functions of global linkage. Since Linux 5.6.
  FUNC_GLOBAL,
  /// Variables and data sections. Since Linux 5.2.
  DATASEC,
  /// Floating-point numbers. Since Linux 5.13.
  FLOAT,
  /// Attributes of declarations. Since Linux 5.16.
  DECL_TAG,
  /// Attributes of types. Since Linux 5.17.
  TYPE_TAG,
  /// Enumerations of 64 bits and signed ones. Since Linux 6.0.
  ENUM64,
  /// Data sections whose name begins with `?`. Since Linux 6.9.
  QMARK_DATASEC
}
