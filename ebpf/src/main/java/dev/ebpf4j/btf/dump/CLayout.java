package dev.ebpf4j.btf.dump;

import static dev.ebpf4j.abi.BtfFormat.*;

import dev.ebpf4j.btf.Btf;

/// How a C compiler would place types by itself, and what the BTF says it must do instead.
final class CLayout {

  private static final int MAX_DEPTH = 256;

  private final Btf btf;
  private final int pointerSize;

  /// Natural alignment of each type plus 1, once it is known; 0 before.
  private final byte[] alignments;

  private int depth;

  CLayout(Btf btf) {
    this.btf = btf;
    this.pointerSize = btf.pointerSizeBytes();
    this.alignments = new byte[btf.typeCount()];
  }

  int pointerSizeBytes() {
    return pointerSize;
  }

  /// The alignment in bytes that C gives a type by itself; 1 for a struct whose layout shows that
  /// it is packed, 0 for a type that has none.
  int alignment(int id) {
    int known = alignments[id];
    if (known != 0) {
      return known - 1;
    }
    if (++depth > MAX_DEPTH) {
      throw btf.malformed(id, "contains itself or nests deeper than " + MAX_DEPTH + " types");
    }
    int alignment =
        switch (btf.kindNumber(id)) {
          case KIND_INT, KIND_ENUM, KIND_ENUM64, KIND_FLOAT ->
              (int) Math.min(pointerSize, btf.ownSizeBytes(id));
          case KIND_PTR -> pointerSize;
          case KIND_TYPEDEF, KIND_VOLATILE, KIND_CONST, KIND_RESTRICT, KIND_TYPE_TAG ->
              alignment(btf.target(id));
          case KIND_ARRAY -> alignment(btf.elementType(id));
          case KIND_STRUCT, KIND_UNION -> ofComposite(id);
          default -> 0;
        };
    depth--;
    alignments[id] = (byte) (alignment + 1);
    return alignment;
  }

  private int ofComposite(int id) {
    int largest = 1;
    boolean misplaced = false;
    for (int i = 0; i < btf.vlen(id); i++) {
      int alignment = alignment(btf.memberType(id, i));
      if (alignment == 0) {
        return 0;
      }
      largest = Math.max(largest, alignment);
      misplaced |= isMisplaced(id, i, alignment);
    }
    return misplaced || btf.ownSizeBytes(id) % largest != 0 ? 1 : largest;
  }

  private boolean isMisplaced(int id, int member, int alignment) {
    return btf.memberBitfieldSize(id, member) == 0
        && btf.memberBitOffset(id, member) % (8L * alignment) != 0;
  }

  /// Whether a struct needs the attribute `packed` to have its layout.
  boolean isPacked(int id) {
    int largest = 1;
    for (int i = 0; i < btf.vlen(id); i++) {
      int alignment = alignment(btf.memberType(id, i));
      if (alignment != 0 && isMisplaced(id, i, alignment)) {
        return true;
      }
      largest = Math.max(largest, alignment);
    }
    return btf.ownSizeBytes(id) % largest != 0;
  }

  /// Size of a value of the type in bytes; 0 for one that has none.
  long size(int id) {
    return switch (btf.kindNumber(resolveArrays(id))) {
      case KIND_UNKNOWN, KIND_FWD, KIND_FUNC, KIND_FUNC_PROTO -> 0;
      default -> btf.sizeBytes(id);
    };
  }

  private int resolveArrays(int id) {
    int at = btf.resolve(id);
    for (int i = 0; i < MAX_DEPTH && btf.kindNumber(at) == KIND_ARRAY; i++) {
      at = btf.resolve(btf.elementType(at));
    }
    return at;
  }
}
