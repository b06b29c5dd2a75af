package dev.ebpf4j.btf;

import java.util.Arrays;

/// Finds what no single accessor sees: types that contain themselves, chains of references without
/// an end, arrays too large to exist, members beyond the end of their struct. One pass over all
/// types, with a stack of its own.
final class BtfVerifier {

  private static final byte OPEN = 1;
  private static final byte DONE = 2;

  private final Btf btf;

  /// Whether a type is being looked at or done, once as part of a value, once as a reference.
  private final byte[] state;

  /// Size in bytes of the types done; -1 for those without one.
  private final long[] sizes;

  private int[] stack = new int[64];
  private int[] edges = new int[64];
  private int depth;

  BtfVerifier(Btf btf) {
    this.btf = btf;
    this.state = new byte[btf.typeCount()];
    this.sizes = new long[btf.typeCount()];
    state[0] = DONE;
    sizes[0] = -1;
  }

  void verify() {
    for (int id = 1; id < btf.typeCount(); id++) {
      if (state[id] == 0) {
        visit(id);
      }
    }
    checkReferences();
  }

  // ---- values: what a type's own size depends on -------------------------------------------

  private void visit(int root) {
    push(root);
    while (depth > 0) {
      int id = stack[depth - 1];
      int part = part(id, edges[depth - 1]++);
      if (part < 0) {
        finish(id);
        state[id] = DONE;
        depth--;
      } else if (state[part] == OPEN) {
        throw btf.malformed(part, "contains itself");
      } else if (state[part] == 0) {
        push(part);
      }
    }
  }

  private void push(int id) {
    if (depth == stack.length) {
      stack = Arrays.copyOf(stack, depth * 2);
      edges = Arrays.copyOf(edges, depth * 2);
    }
    state[id] = OPEN;
    stack[depth] = id;
    edges[depth++] = 0;
  }

  /// Part `index` of a value of the type; -1 if it has no more.
  private int part(int id, int index) {
    return switch (btf.kind(id)) {
      case STRUCT, UNION -> index < btf.vlen(id) ? btf.memberType(id, index) : -1;
      case ARRAY -> index == 0 ? btf.elementType(id) : -1;
      case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG, DECL_TAG, VAR ->
          index == 0 ? btf.target(id) : -1;
      case VOID, INT, PTR, ENUM, ENUM64, FLOAT, FWD, FUNC, FUNC_PROTO, DATASEC -> -1;
    };
  }

  private void finish(int id) {
    sizes[id] =
        switch (btf.kind(id)) {
          case STRUCT, UNION -> composite(id);
          case ARRAY -> array(id);
          case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG, DECL_TAG, VAR -> sizes[btf.target(id)];
          case INT, ENUM, ENUM64, FLOAT, DATASEC -> btf.ownSizeBytes(id);
          case PTR -> btf.pointerSizeBytes();
          case VOID, FWD, FUNC, FUNC_PROTO -> -1;
        };
  }

  private long array(int id) {
    long element = sizes[btf.elementType(id)];
    if (element < 0) {
      throw btf.malformed(id, "elements have no size");
    }
    long size = element * btf.elementCount(id);
    if (size < 0 || size > 0xffff_ffffL) {
      throw btf.malformed(id, "size exceeds 4 GB");
    }
    return size;
  }

  private long composite(int id) {
    long size = btf.ownSizeBytes(id);
    for (int i = 0; i < btf.vlen(id); i++) {
      long member = sizes[btf.memberType(id, i)];
      if (member < 0) {
        throw btf.malformed(id, "member " + i + " has no size");
      }
      int bitfield = btf.memberBitfieldSize(id, i);
      long bits = bitfield != 0 ? bitfield : member * 8;
      if (btf.memberBitOffset(id, i) + bits > size * 8) {
        throw btf.malformed(id, "member " + i + " ends beyond the size of " + size + " bytes");
      }
    }
    return size;
  }

  // ---- references: pointers to pointers to ... must come to an end -------------------------

  private void checkReferences() {
    byte[] mark = new byte[btf.typeCount()];
    for (int id = 1; id < btf.typeCount(); id++) {
      int at = id;
      while (mark[at] == 0 && isReference(at)) {
        mark[at] = OPEN;
        at = btf.target(at);
      }
      if (mark[at] == OPEN) {
        throw btf.malformed(at, "chain of references is endless");
      }
      for (int done = id; mark[done] == OPEN; done = btf.target(done)) {
        mark[done] = DONE;
      }
    }
  }

  private boolean isReference(int id) {
    BtfKind kind = btf.kind(id);
    return kind == BtfKind.PTR || kind == BtfKind.TYPEDEF || kind.isModifier();
  }
}
