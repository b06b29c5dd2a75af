package dev.ebpf4j.btf;

/// Natural alignment of types, each worked out once.
final class BtfAlignment {

  /// Deepest nesting of types within types that is followed.
  private static final int MAX_DEPTH = 256;

  private static final byte OPEN = -1;
  private static final byte FAILED = -2;

  private final Btf btf;

  /// Alignment by id; 0 where it is not known yet.
  private final byte[] known;

  BtfAlignment(Btf btf) {
    this.btf = btf;
    this.known = new byte[btf.typeCount()];
  }

  synchronized int of(int id) {
    return of(id, 0);
  }

  private int of(int id, int depth) {
    byte seen = known[id];
    if (seen > 0) {
      return seen;
    }
    if (seen == OPEN) {
      throw btf.malformed(id, "contains itself");
    }
    if (seen == FAILED) {
      throw btf.malformed(id, "has no alignment");
    }
    if (depth == MAX_DEPTH) {
      throw btf.malformed(id, "is nested too deep");
    }
    known[id] = OPEN;
    byte result = FAILED;
    try {
      result = (byte) compute(id, depth);
    } finally {
      known[id] = result;
    }
    return result;
  }

  private int compute(int id, int depth) {
    return switch (btf.kind(id)) {
      case INT, ENUM, ENUM64, FLOAT -> scalar(id);
      case PTR -> btf.pointerSizeBytes();
      case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG, DECL_TAG, VAR ->
          of(btf.target(id), depth + 1);
      case ARRAY -> of(btf.elementType(id), depth + 1);
      case STRUCT, UNION -> composite(id, depth);
      case VOID, FWD, FUNC, FUNC_PROTO, DATASEC -> throw btf.malformed(id, "has no alignment");
    };
  }

  private int scalar(int id) {
    long size = btf.ownSizeBytes(id);
    if (size == 0) {
      throw btf.malformed(id, "has size 0");
    }
    return (int) Math.min(size, btf.pointerSizeBytes());
  }

  private int composite(int id, int depth) {
    int max = 1;
    boolean packed = false;
    int vlen = btf.vlen(id);
    for (int i = 0; i < vlen; i++) {
      int align = of(btf.memberType(id, i), depth + 1);
      max = Math.max(max, align);
      if (btf.memberBitfieldSize(id, i) == 0 && btf.memberBitOffset(id, i) % (8L * align) != 0) {
        packed = true;
      }
    }
    return packed || btf.ownSizeBytes(id) % max != 0 ? 1 : max;
  }
}
