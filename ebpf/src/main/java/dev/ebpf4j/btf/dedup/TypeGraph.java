package dev.ebpf4j.btf.dedup;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.parse.BtfTables;
import dev.ebpf4j.btf.parse.RecordFields;
import java.util.Arrays;

/// The types of a BTF and its base as a graph: what each type says by itself, apart from what it
/// refers to.
///
/// [#words] holds the records with equal strings under equal offsets and with 0 in place of every
/// type id; [#edges] holds those ids, in the records' order.
final class TypeGraph {

  final Btf btf;

  /// Number of types, `void` included; ids below [#firstOwn] are the base's.
  final int count;

  final int firstOwn;
  final int[] words;
  final int[] starts;
  final int[] edges;

  /// Index of each type's first edge; one entry more than types.
  final int[] edgeStarts;

  private final boolean mergePlaces;
  private int[] collected;
  private int collectedCount;

  /// @param mergePlaces whether equal variables and data sections count as the same
  TypeGraph(Btf btf, boolean mergePlaces) {
    this.btf = btf;
    this.mergePlaces = mergePlaces;
    this.count = btf.typeCount();
    this.firstOwn = btf.firstId();
    this.starts = new int[count];
    this.edgeStarts = new int[count + 1];
    this.words = new int[wordsOf(btf)];
    this.collected = new int[count * 4];
    load(btf);
    EqualStrings strings = new EqualStrings(btf);
    for (int id = 0; id < count; id++) {
      edgeStarts[id] = collectedCount;
      RecordFields.mapStrings(words, starts[id], strings::first);
      RecordFields.mapTypes(words, starts[id], this::collect);
    }
    edgeStarts[count] = collectedCount;
    this.edges = Arrays.copyOf(collected, collectedCount);
    this.collected = new int[0];
  }

  private static int wordsOf(Btf btf) {
    int own = btf.tables().words().length;
    Btf base = btf.base();
    return base == null ? own : own + wordsOf(base);
  }

  /// Copies the records of a BTF and its bases.
  ///
  /// @return the number of words copied
  private int load(Btf from) {
    Btf base = from.base();
    int at = base == null ? 0 : load(base);
    int id = base == null ? 0 : base.typeCount();
    BtfTables tables = from.tables();
    System.arraycopy(tables.words(), 0, words, at, tables.words().length);
    for (int i = 0; i < tables.count(); i++) {
      starts[id + i] = at + tables.starts()[i];
    }
    return at + tables.words().length;
  }

  private int collect(int target) {
    if (collectedCount == collected.length) {
      collected = Arrays.copyOf(collected, collectedCount * 2 + 16);
    }
    collected[collectedCount++] = target;
    return 0;
  }

  int kind(int id) {
    return words[starts[id] + 1] >>> 24 & 0x1f;
  }

  private int vlen(int id) {
    return words[starts[id] + 1] & 0xffff;
  }

  int name(int id) {
    return words[starts[id]];
  }

  int length(int id) {
    return id == 0 ? 3 : BtfTables.recordWords(words[starts[id] + 1]);
  }

  /// Whether the type has a place of its own in a program and is never merged.
  boolean isUnique(int id) {
    int kind = kind(id);
    return !mergePlaces && (kind == BtfKind.VAR.number() || kind == BtfKind.DATASEC.number());
  }

  /// The kind that a forward declaration announces; 0 for any other type. An enumeration without
  /// values is a forward too.
  int announces(int id) {
    int kind = kind(id);
    if (kind == BtfKind.FWD.number()) {
      return words[starts[id] + 1] < 0 ? BtfKind.UNION.number() : BtfKind.STRUCT.number();
    }
    boolean isEnum = kind == BtfKind.ENUM.number() || kind == BtfKind.ENUM64.number();
    return isEnum && vlen(id) == 0 && name(id) != 0 ? BtfKind.ENUM.number() : 0;
  }

  /// The kind by which a definition is announced; 0 if it cannot be.
  int announcedAs(int id) {
    int kind = kind(id);
    if (name(id) == 0 || announces(id) != 0) {
      return 0;
    }
    if (kind == BtfKind.ENUM64.number()) {
      return BtfKind.ENUM.number();
    }
    return kind == BtfKind.STRUCT.number()
            || kind == BtfKind.UNION.number()
            || kind == BtfKind.ENUM.number()
        ? kind
        : 0;
  }

  int localHash(int id) {
    int hash = 0;
    int start = starts[id];
    int end = start + length(id);
    for (int i = start; i < end; i++) {
      hash = mix(hash, words[i]);
    }
    return hash ^ (hash >>> 16);
  }

  boolean sameLocally(int a, int b) {
    int length = length(a);
    return length == length(b)
        && Arrays.equals(
            words, starts[a], starts[a] + length, words, starts[b], starts[b] + length);
  }

  static int mix(int hash, int word) {
    int mixed = (hash ^ word) * 0x85ebca6b;
    return mixed ^ (mixed >>> 13);
  }
}
