package dev.ebpf4j.btf.dump;

import static dev.ebpf4j.abi.BtfFormat.*;

import dev.ebpf4j.btf.Btf;
import java.util.Arrays;

/// An order of types that depends on what they are and not on their ids, which change from one
/// build of a kernel to the next: by rank of their kind, by name (for references that of the type
/// behind them), by their own name, and for types alike in all of these by their members.
final class TypeOrder {

  private static final int ENUM_RANK = 1;
  private static final int NUMBER_RANK = 2;
  private static final int STRUCT_RANK = 3;
  private static final int PROTOTYPE_RANK = 4;
  private static final int LAST_RANK = 10;

  private static final int MAX_CHAIN = 256;

  private final Btf btf;

  /// Per type: its rank and the beginning of the name it is sorted by, which decide most of all.
  private final long[] keys;

  private final int[] sortNames;

  /// Content hashes with and without members, computed when two types are alike in all else; 0
  /// where not known.
  private final long[] hashes;

  private final long[] bareHashes;

  private final int[] ids;

  TypeOrder(Btf btf) {
    this.btf = btf;
    int count = btf.typeCount();
    this.keys = new long[count];
    this.sortNames = new int[count];
    this.hashes = new long[count];
    this.bareHashes = new long[count];
    int[] chosen = new int[count];
    int used = 0;
    for (int id = 1; id < count; id++) {
      if (place(id)) {
        chosen[used++] = id;
      }
    }
    this.ids = Arrays.copyOf(chosen, used);
    sort(chosen, ids, 0, used);
  }

  /// Finds out by what a type is sorted.
  ///
  /// @return whether it has to be a root at all
  private boolean place(int id) {
    int kind = btf.kindNumber(id);
    int name = btf.nameOffset(id);
    int rank = LAST_RANK;
    switch (kind) {
      case KIND_INT, KIND_FLOAT, KIND_FUNC, KIND_VAR, KIND_DATASEC, KIND_DECL_TAG -> {
        return false;
      }
      case KIND_ENUM, KIND_ENUM64 -> {
        rank = name == 0 ? 0 : ENUM_RANK;
        if (name == 0 && btf.vlen(id) > 0) {
          name = btf.valueNameOffset(id, 0);
        }
      }
      case KIND_STRUCT, KIND_UNION -> rank = name == 0 ? LAST_RANK : STRUCT_RANK;
      case KIND_FUNC_PROTO -> rank = name == 0 ? LAST_RANK : PROTOTYPE_RANK;
      case KIND_FWD -> {
        // last
      }
      default -> {
        int end = endOfReferences(id);
        int endRank = rankAtEnd(btf.kindNumber(end));
        if (name != 0) {
          rank = endRank;
        } else if (endRank < PROTOTYPE_RANK && (btf.nameOffset(end) != 0)) {
          return false; // all that it could need has a rank of its own, before all without a name
        }
        name = btf.nameOffset(end);
      }
    }
    sortNames[id] = name;
    keys[id] = (long) rank << 56 | (name == 0 ? 0 : btf.stringPrefix(name));
    return true;
  }

  private static int rankAtEnd(int kind) {
    return switch (kind) {
      case KIND_ENUM, KIND_ENUM64 -> ENUM_RANK;
      case KIND_INT, KIND_FLOAT -> NUMBER_RANK;
      case KIND_STRUCT, KIND_UNION -> STRUCT_RANK;
      case KIND_FUNC_PROTO -> PROTOTYPE_RANK;
      default -> LAST_RANK;
    };
  }

  /// The type behind pointers, arrays, typedefs and modifiers.
  private int endOfReferences(int id) {
    int at = id;
    for (int i = 0; i < MAX_CHAIN; i++) {
      switch (btf.kindNumber(at)) {
        case KIND_ARRAY -> at = btf.elementType(at);
        case KIND_PTR,
            KIND_CONST,
            KIND_VOLATILE,
            KIND_RESTRICT,
            KIND_TYPEDEF,
            KIND_TYPE_TAG,
            KIND_DECL_TAG ->
            at = btf.target(at);
        default -> {
          return at;
        }
      }
    }
    throw btf.malformed(id, "chain of types is endless");
  }

  /// Ids of the types to be written, in order.
  int[] ids() {
    return ids;
  }

  /// Merge sort of ids; `from` and `to` hold the same in this range, the result is in `to`.
  private void sort(int[] from, int[] to, int begin, int end) {
    if (end - begin < 2) {
      return;
    }
    int middle = (begin + end) >>> 1;
    sort(to, from, begin, middle);
    sort(to, from, middle, end);
    if (inOrder(from[middle - 1], from[middle])) {
      System.arraycopy(from, begin, to, begin, end - begin);
      return;
    }
    int left = begin;
    int right = middle;
    for (int at = begin; at < end; at++) {
      boolean takeLeft = left < middle && (right >= end || inOrder(from[left], from[right]));
      to[at] = takeLeft ? from[left++] : from[right++];
    }
  }

  /// Whether `a`, which has the lower id, stays before `b`.
  private boolean inOrder(int a, int b) {
    if (keys[a] != keys[b]) {
      return keys[a] < keys[b];
    }
    int order = btf.compareStrings(sortNames[a], sortNames[b]);
    if (order == 0) {
      order = btf.compareStrings(btf.nameOffset(a), btf.nameOffset(b));
    }
    if (order == 0) {
      order = Long.compareUnsigned(contentHash(a, true, 0), contentHash(b, true, 0));
    }
    return order <= 0;
  }

  /// Tells types of the same name apart by what they consist of.
  private long contentHash(int id, boolean withMembers, int depth) {
    long[] known = withMembers ? hashes : bareHashes;
    if (known[id] == 0) {
      known[id] = computeHash(id, withMembers, depth);
    }
    return known[id];
  }

  private long computeHash(int id, boolean withMembers, int depth) {
    if (depth > MAX_CHAIN) {
      throw btf.malformed(id, "chain of types is endless");
    }
    long hash = withName(0, btf.nameOffset(id));
    switch (btf.kindNumber(id)) {
      case KIND_ENUM, KIND_ENUM64 -> {
        for (int i = 0; i < btf.vlen(id); i++) {
          hash = withName(hash, btf.valueNameOffset(id, i));
        }
      }
      case KIND_STRUCT, KIND_UNION -> {
        for (int i = 0; withMembers && i < btf.vlen(id); i++) {
          hash = withName(hash, btf.memberNameOffset(id, i));
          hash = mix(hash, contentHash(btf.memberType(id, i), false, depth + 1));
        }
      }
      case KIND_PTR,
          KIND_CONST,
          KIND_VOLATILE,
          KIND_RESTRICT,
          KIND_TYPEDEF,
          KIND_TYPE_TAG,
          KIND_DECL_TAG ->
          hash = mix(hash, contentHash(btf.target(id), withMembers, depth + 1));
      case KIND_ARRAY -> {
        hash = mix(hash, btf.elementCount(id));
        hash = mix(hash, contentHash(btf.elementType(id), withMembers, depth + 1));
      }
      default -> {}
    }
    return hash;
  }

  private long withName(long hash, int offset) {
    return offset == 0 ? hash : mix(hash, btf.stringHash(offset));
  }

  private static long mix(long hash, long value) {
    return hash * 31 + value;
  }
}
