package dev.ebpf4j.btf.parse;

import static dev.ebpf4j.abi.BtfFormat.*;

import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

/// Where in a type's record its type ids and its string offsets stand.
public final class RecordFields {

  private RecordFields() {}

  /// Applies `map` to every type id in the record at `start`.
  public static void mapTypes(int[] words, int start, IntUnaryOperator map) {
    forEachTypeIndex(words, start, at -> words[at] = map.applyAsInt(words[at]));
  }

  /// Applies `map` to every string offset in the record at `start`.
  public static void mapStrings(int[] words, int start, IntUnaryOperator map) {
    forEachStringIndex(words, start, at -> words[at] = map.applyAsInt(words[at]));
  }

  /// Calls `visitor` with every type id in the record at `start`, in the record's order.
  public static void forEachType(int[] words, int start, IntConsumer visitor) {
    forEachTypeIndex(words, start, at -> visitor.accept(words[at]));
  }

  private static void forEachTypeIndex(int[] words, int start, IntConsumer visitor) {
    int info = words[start + 1];
    int vlen = info & MAX_VLEN;
    switch (info >>> 24 & 0x1f) {
      case KIND_PTR,
          KIND_TYPEDEF,
          KIND_VOLATILE,
          KIND_CONST,
          KIND_RESTRICT,
          KIND_FUNC,
          KIND_VAR,
          KIND_DECL_TAG,
          KIND_TYPE_TAG ->
          visitor.accept(start + 2);
      case KIND_ARRAY -> {
        visitor.accept(start + 3);
        visitor.accept(start + 4);
      }
      case KIND_STRUCT, KIND_UNION -> forEachEntry(start + 4, vlen, 3, visitor);
      case KIND_DATASEC -> forEachEntry(start + 3, vlen, 3, visitor);
      case KIND_FUNC_PROTO -> {
        visitor.accept(start + 2);
        forEachEntry(start + 4, vlen, 2, visitor);
      }
      default -> {
        // void, integers, floats, enumerations and forwards refer to no type
      }
    }
  }

  private static void forEachStringIndex(int[] words, int start, IntConsumer visitor) {
    int info = words[start + 1];
    int vlen = info & MAX_VLEN;
    visitor.accept(start);
    switch (info >>> 24 & 0x1f) {
      case KIND_STRUCT, KIND_UNION, KIND_ENUM64 -> forEachEntry(start + 3, vlen, 3, visitor);
      case KIND_ENUM, KIND_FUNC_PROTO -> forEachEntry(start + 3, vlen, 2, visitor);
      default -> {
        // only the type itself has a name
      }
    }
  }

  private static void forEachEntry(int first, int count, int stride, IntConsumer visitor) {
    for (int i = 0, at = first; i < count; i++, at += stride) {
      visitor.accept(at);
    }
  }
}
