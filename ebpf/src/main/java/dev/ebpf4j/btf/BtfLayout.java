package dev.ebpf4j.btf;

/// What follows from chains of types: the end of the chain, and sizes.
final class BtfLayout {

  /// Longest chain of references (typedefs, modifiers, arrays) that is followed.
  private static final int MAX_CHAIN = 256;

  private static final long MAX_SIZE = 0xffff_ffffL;

  private BtfLayout() {}

  static int skip(Btf btf, int id, boolean typedefs) {
    int at = id;
    for (int depth = 0; depth < MAX_CHAIN; depth++) {
      BtfKind kind = btf.kind(at);
      if (!kind.isModifier() && !(typedefs && kind == BtfKind.TYPEDEF)) {
        return at;
      }
      at = btf.target(at);
    }
    throw btf.malformed(id, "chain of typedefs and modifiers is endless");
  }

  static int element(Btf btf, int id) {
    int at = btf.resolve(id);
    for (int depth = 0; depth < MAX_CHAIN; depth++) {
      if (!btf.is(at, BtfKind.ARRAY)) {
        return at;
      }
      at = btf.resolve(btf.elementType(at));
    }
    throw btf.malformed(id, "chain of arrays is endless");
  }

  static long size(Btf btf, int id) {
    long count = 1;
    int at = id;
    for (int depth = 0; depth < MAX_CHAIN; depth++) {
      switch (btf.kind(at)) {
        case INT, FLOAT, STRUCT, UNION, ENUM, ENUM64, DATASEC -> {
          return product(btf, id, count, btf.ownSizeBytes(at));
        }
        case PTR -> {
          return product(btf, id, count, btf.pointerSizeBytes());
        }
        case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG, DECL_TAG, VAR -> at = btf.target(at);
        case ARRAY -> {
          count = product(btf, id, count, btf.elementCount(at));
          at = btf.elementType(at);
        }
        case VOID, FWD, FUNC, FUNC_PROTO -> throw btf.malformed(id, "has no size");
      }
    }
    throw btf.malformed(id, "chain of types is endless");
  }

  private static long product(Btf btf, int id, long count, long size) {
    long product = count * size; // both are below 2^32
    if (product > MAX_SIZE || product < 0) {
      throw btf.malformed(id, "size exceeds 4 GB");
    }
    return product;
  }

  /// What the size of `long` or one of its other spellings says about pointers.
  static int pointerSize(Btf btf) {
    Btf base = btf.base();
    int first = btf.firstId();
    if (base != null) {
      int size = pointerSize(base);
      if (size != 8 || hasLong(base)) {
        return size;
      }
    }
    for (int id = first; id < btf.typeCount(); id++) {
      if (isLong(btf, id)) {
        return (int) btf.ownSizeBytes(id);
      }
    }
    return Long.BYTES;
  }

  private static boolean hasLong(Btf btf) {
    for (int id = 1; id < btf.typeCount(); id++) {
      if (isLong(btf, id)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLong(Btf btf, int id) {
    if (!btf.is(id, BtfKind.INT)) {
      return false;
    }
    long size = btf.ownSizeBytes(id);
    return (size == 4 || size == 8) && isLongName(btf.name(id));
  }

  private static boolean isLongName(String name) {
    return switch (name) {
      case "long",
          "long int",
          "int long",
          "unsigned long",
          "long unsigned",
          "unsigned long int",
          "unsigned int long",
          "long unsigned int",
          "long int unsigned",
          "int unsigned long",
          "int long unsigned" ->
          true;
      default -> false;
    };
  }
}
