package dev.ebpf4j.btf.dedup;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.parse.BtfTables;
import dev.ebpf4j.btf.parse.RecordFields;
import java.util.Arrays;

/// Merges the types of a BTF that cannot be told apart, over the whole graph at once: types that
/// contain each other are compared as a whole, a forward declaration becomes the definition if
/// there is one, equal types of a base are preferred to own ones. Variables and data sections are
/// places in a program: they stay, unless asked for.
///
/// ```java
/// BtfBuilder all = new BtfBuilder();
/// int shift = all.addAll(first); // ids of `first` move by `shift`
/// int shift2 = all.addAll(second);
/// BtfDedup merged = BtfDedup.of(all.build());
/// int id = merged.id(idInSecond + shift2);
/// Btf result = merged.btf();
/// ```
///
/// Doing it twice changes nothing any more, and takes time almost linear in the size of the BTF.
public final class BtfDedup {

  private final Btf btf;
  private final int[] ids;

  private BtfDedup(Btf btf, int[] ids) {
    this.btf = btf;
    this.ids = ids;
  }

  /// Deduplicates the own types of a BTF; variables and data sections all stay.
  public static BtfDedup of(Btf btf) {
    return run(new TypeGraph(btf, false));
  }

  /// Deduplicates the own types of a BTF, its variables and data sections too where their records
  /// are equal: for putting together descriptions of one and the same program.
  public static BtfDedup withVariables(Btf btf) {
    return run(new TypeGraph(btf, true));
  }

  private static BtfDedup run(TypeGraph graph) {
    int[] representatives = new Partition(graph).representatives();
    return new Rewrite(graph, representatives).run();
  }

  /// The BTF without duplicates. Its strings are those of the BTF it was made from, at the same
  /// offsets, whether a type still uses them or not.
  public Btf btf() {
    return btf;
  }

  /// The id that a type of the original BTF has in [#btf()].
  public int id(int original) {
    return ids[original];
  }

  /// Numbers the types that stay and writes their records.
  private static final class Rewrite {
    private final TypeGraph graph;
    private final int[] representatives;
    private final int[] ids;
    private final int[] starts;
    private int[] words;
    private int at;
    private int edge;

    Rewrite(TypeGraph graph, int[] representatives) {
      this.graph = graph;
      this.representatives = representatives;
      this.ids = new int[graph.count];
      this.starts = new int[graph.count];
      this.words = new int[graph.words.length];
    }

    BtfDedup run() {
      Btf original = graph.btf;
      int next = number();
      int count = 0;
      boolean split = original.base() != null;
      if (!split) {
        count = 1; // void, whose record goes to the end
      }
      for (int id = graph.firstOwn; id < graph.count; id++) {
        if (representatives[id] == id) {
          starts[count++] = at;
          write(id);
        }
      }
      if (!split) {
        starts[0] = at;
      }
      words = Arrays.copyOf(words, split ? at : at + 3);
      BtfTables old = original.tables();
      BtfTables tables =
          new BtfTables(
              words,
              at,
              starts,
              count,
              old.strings(),
              old.stringStart(),
              old.stringLength(),
              BtfFormat.HEADER_SIZE,
              old.order());
      Btf result = Btf.of(tables, original.base());
      if (result.typeCount() != next) {
        throw new AssertionError("numbered " + next + " types, wrote " + result.typeCount());
      }
      return new BtfDedup(result, ids);
    }

    private int number() {
      int next = graph.firstOwn;
      for (int id = 0; id < graph.count; id++) {
        if (id < graph.firstOwn) {
          ids[id] = id;
        } else if (representatives[id] == id) {
          ids[id] = next++;
        }
      }
      for (int id = graph.firstOwn; id < graph.count; id++) {
        ids[id] = ids[representatives[id]];
      }
      return next;
    }

    private void write(int id) {
      int length = graph.length(id);
      System.arraycopy(graph.words, graph.starts[id], words, at, length);
      edge = graph.edgeStarts[id];
      RecordFields.mapTypes(words, at, _ -> ids[graph.edges[edge++]]);
      at += length;
    }
  }
}
