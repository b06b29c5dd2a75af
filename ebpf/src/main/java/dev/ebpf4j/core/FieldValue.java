package dev.ebpf4j.core;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import java.nio.ByteOrder;
import java.util.List;

/// What a relocation of a field comes to at one place.
///
/// @param value the number asked for
/// @param accessSize bytes that a load or store of the field takes; 0 if that does not matter
/// @param accessType id of the field's type where `accessSize` matters
/// @param isExact whether the instruction must hold exactly this number before it is changed
record FieldValue(long value, int accessSize, int accessType, boolean isExact) {

  /// Works out a relocation of a kind that asks about an existing field.
  static FieldValue of(CoreSpec spec, CoreKind kind, ByteOrder order) {
    List<CoreSpec.Step> steps = spec.steps();
    CoreSpec.Step last = steps.getLast();
    if (last.name() == null) {
      return ofElement(spec, kind, last.type());
    }
    Btf btf = spec.btf();
    int member = (int) last.index();
    int type = btf.resolve(btf.memberType(last.type(), member));
    int bits = btf.memberBitfieldSize(last.type(), member);
    return bits > 0 ? ofBitfield(spec, kind, type, bits, order) : ofMember(spec, kind, type, order);
  }

  private static FieldValue ofElement(CoreSpec spec, CoreKind kind, int type) {
    return switch (kind) {
      case FIELD_BYTE_OFFSET ->
          new FieldValue(spec.bitOffset() / 8, elementSize(spec.btf(), type), type, true);
      case FIELD_BYTE_SIZE -> new FieldValue(CoreSpec.size(spec.btf(), type), 0, 0, true);
      default -> throw CoreSpec.invalid("cannot be applied to an element of an array");
    };
  }

  private static FieldValue ofMember(CoreSpec spec, CoreKind kind, int type, ByteOrder order) {
    Btf btf = spec.btf();
    long size = CoreSpec.size(btf, type);
    long offset = spec.bitOffset() / 8;
    return switch (kind) {
      case FIELD_BYTE_OFFSET -> new FieldValue(offset, elementSize(btf, type), type, true);
      case FIELD_BYTE_SIZE -> new FieldValue(size, 0, 0, true);
      case FIELD_SIGNED -> new FieldValue(isSigned(btf, type) ? 1 : 0, 0, 0, true);
      case FIELD_LSHIFT_U64 ->
          new FieldValue(leftShift(spec.bitOffset(), size * 8, offset, size, order), 0, 0, true);
      case FIELD_RSHIFT_U64 -> new FieldValue(64 - size * 8, 0, 0, true);
      default -> throw new IllegalArgumentException(kind.text());
    };
  }

  private static FieldValue ofBitfield(
      CoreSpec spec, CoreKind kind, int type, int bits, ByteOrder order) {
    Btf btf = spec.btf();
    long start = spec.bitOffset();
    long size = CoreSpec.size(btf, type);
    if (size == 0) {
      throw CoreSpec.invalid("bit-field of a type without size");
    }
    long offset = start / 8 / size * size;
    while (start + bits - offset * 8 > size * 8) {
      if (size >= 8) {
        throw new CoreFailure(Errno.E2BIG, "can't be satisfied for bitfield");
      }
      size *= 2;
      offset = start / 8 / size * size;
    }
    return switch (kind) {
      case FIELD_BYTE_OFFSET -> new FieldValue(offset, 0, 0, false);
      case FIELD_BYTE_SIZE -> new FieldValue(size, 0, 0, false);
      case FIELD_SIGNED -> new FieldValue(isSigned(btf, type) ? 1 : 0, 0, 0, true);
      case FIELD_LSHIFT_U64 ->
          new FieldValue(leftShift(start, bits, offset, size, order), 0, 0, false);
      case FIELD_RSHIFT_U64 -> new FieldValue(64 - bits, 0, 0, true);
      default -> throw new IllegalArgumentException(kind.text());
    };
  }

  private static long leftShift(
      long bitOffset, long bits, long byteOffset, long byteSize, ByteOrder order) {
    long within = bitOffset - byteOffset * 8;
    return order == ByteOrder.LITTLE_ENDIAN ? 64 - (within + bits) : (8 - byteSize) * 8 + within;
  }

  private static boolean isSigned(Btf btf, int type) {
    BtfKind kind = btf.kind(type);
    if (kind.isAnyEnum()) {
      return btf.kindFlag(type);
    }
    return kind == BtfKind.INT && (btf.intEncoding(type) & BtfFormat.INT_SIGNED) != 0;
  }

  /// Size of a single value: of an array's elements.
  private static int elementSize(Btf btf, int type) {
    int element = btf.resolve(type);
    while (btf.is(element, BtfKind.ARRAY)) {
      element = btf.resolve(btf.elementType(element));
    }
    return (int) CoreSpec.size(btf, element);
  }
}
