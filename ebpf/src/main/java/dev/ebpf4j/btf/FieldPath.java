package dev.ebpf4j.btf;

import java.util.List;

/// Where a field lies, seen from a struct, possibly behind pointers.
///
/// To reach the field of a value at address `a`: for each offset in [#pointers()] in turn, read the
/// pointer at `a` plus that offset and go on with its value as `a`. The field then begins
/// [#bitOffset()] bits behind `a`.
///
/// @param btf the BTF that type ids refer to
/// @param path as it was asked for, such as `mm.start_code`
/// @param pointers offsets in bytes of the pointers on the way; empty if the field is a part of the
///     struct itself
/// @param bitOffset distance in bits from the struct, or from where the last pointer points to
/// @param type id of the field's type
/// @param bitfieldSize width in bits of a bit-field, 0 for an ordinary field
public record FieldPath(
    Btf btf, String path, List<Long> pointers, long bitOffset, int type, int bitfieldSize) {

  public FieldPath {
    pointers = List.copyOf(pointers);
  }

  /// Distance in whole bytes; for a bit-field that of the byte with its first bit.
  public long offsetBytes() {
    return bitOffset / 8;
  }

  /// Size of the field in bits.
  public long sizeBits() {
    return bitfieldSize != 0 ? bitfieldSize : btf.sizeBytes(type) * 8;
  }

  /// Whether the field is a bit-field.
  public boolean isBitfield() {
    return bitfieldSize != 0;
  }
}
