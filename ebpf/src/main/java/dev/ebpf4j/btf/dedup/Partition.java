package dev.ebpf4j.btf.dedup;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The coarsest division of all types into classes whose members cannot be told apart: the same
/// records by themselves, references to the same classes in the same order.
///
/// It starts from what types say by themselves and splits classes whose members refer to different
/// classes until none is left. Types that contain each other need no special care, and the result
/// does not depend on the order of types. After a split only types that refer to one of its smaller
/// parts are looked at again, so each reference is followed a logarithmic number of times.
///
/// A forward declaration counts as the type it announces as long as all definitions of that name
/// are in one class; when that class is split the forward stands for itself from then on. A base's
/// forwards always stand for themselves: the base cannot change.
final class Partition {

  private static final int NONE = -1;
  private static final int SEVERAL = -2;

  private final TypeGraph graph;

  /// Class of each type, which decides about the types that refer to it.
  private final int[] classOf;

  /// All types, those of one class next to each other.
  private final int[] members;

  private final int[] position;
  private int[] first;
  private int[] size;
  private int classes;

  /// For a class of definitions the first class of forwards that counts as it, and for that the
  /// next.
  private int[] joined;

  /// Types that refer to each type, [#sourceStarts] says where its part begins.
  private final int[] sources;

  private final int[] sourceStarts;

  private int[] dirty;
  private int dirtyCount;
  private final boolean[] isDirty;

  /// Changes of classes found in the present round; they take effect at its end.
  private final int[] changed;

  private final int[] changedTo;
  private int changedCount;

  Partition(TypeGraph graph) {
    this.graph = graph;
    int count = graph.count;
    this.classOf = new int[count];
    this.members = new int[count];
    this.position = new int[count];
    this.first = new int[count];
    this.size = new int[count];
    this.joined = new int[count];
    this.sourceStarts = new int[count + 1];
    this.sources = new int[graph.edges.length];
    this.dirty = new int[count];
    this.isDirty = new boolean[count];
    this.changed = new int[count];
    this.changedTo = new int[count];
    Arrays.fill(joined, NONE);
    groupByRecord();
    joinForwards();
    indexSources();
    refine();
  }

  // ---- the start ---------------------------------------------------------------------------

  private void groupByRecord() {
    int count = graph.count;
    int[] heads = new int[Integer.highestOneBit(Math.max(count, 8)) << 1];
    Arrays.fill(heads, NONE);
    int[] nextClass = new int[count];
    int[] leader = new int[count];
    for (int id = 0; id < count; id++) {
      int slot = graph.localHash(id) & (heads.length - 1);
      int found = graph.isUnique(id) ? NONE : heads[slot];
      while (found != NONE && !graph.sameLocally(leader[found], id)) {
        found = nextClass[found];
      }
      if (found == NONE) {
        found = classes++;
        leader[found] = id;
        if (!graph.isUnique(id)) {
          nextClass[found] = heads[slot];
          heads[slot] = found;
        }
      }
      classOf[id] = found;
      size[found]++;
    }
    int at = 0;
    for (int c = 0; c < classes; c++) {
      first[c] = at;
      at += size[c];
    }
    int[] fill = Arrays.copyOf(first, classes);
    for (int id = 0; id < count; id++) {
      place(id, fill[classOf[id]]++);
    }
  }

  private void place(int id, int at) {
    members[at] = id;
    position[id] = at;
  }

  private void joinForwards() {
    Map<Long, Integer> definitions = new HashMap<>();
    for (int c = 0; c < classes; c++) {
      int kind = graph.announces(members[first[c]]);
      if (kind != 0) {
        definitions.put(key(kind, members[first[c]]), NONE);
      }
    }
    if (definitions.isEmpty()) {
      return;
    }
    for (int c = 0; c < classes; c++) {
      int kind = graph.announcedAs(members[first[c]]);
      if (kind != 0) {
        int definition = c;
        definitions.computeIfPresent(
            key(kind, members[first[c]]), (_, known) -> known == NONE ? definition : SEVERAL);
      }
    }
    for (int c = 0; c < classes; c++) {
      int kind = graph.announces(members[first[c]]);
      int definition =
          kind == 0 ? NONE : definitions.getOrDefault(key(kind, members[first[c]]), NONE);
      if (definition >= 0) {
        joined[c] = joined[definition];
        joined[definition] = c;
        recolor(c, definition);
      }
    }
  }

  private long key(int kind, int id) {
    return (long) kind << 32 | graph.name(id);
  }

  /// Lets the own forwards of a class count as another class.
  private void recolor(int forwards, int as) {
    for (int i = first[forwards]; i < first[forwards] + size[forwards]; i++) {
      if (members[i] >= graph.firstOwn) {
        classOf[members[i]] = as;
      }
    }
  }

  private void indexSources() {
    for (int target : graph.edges) {
      sourceStarts[target + 1]++;
    }
    for (int id = 0; id < graph.count; id++) {
      sourceStarts[id + 1] += sourceStarts[id];
    }
    int[] fill = Arrays.copyOf(sourceStarts, graph.count);
    for (int id = 0; id < graph.count; id++) {
      for (int e = graph.edgeStarts[id]; e < graph.edgeStarts[id + 1]; e++) {
        sources[fill[graph.edges[e]]++] = id;
      }
    }
  }

  // ---- the rounds --------------------------------------------------------------------------

  private void refine() {
    int[] touched = new int[graph.count];
    int[] dirtyOfClass = new int[graph.count];
    int[] nextDirty = new int[graph.count];
    Arrays.fill(dirtyOfClass, NONE);
    for (int id = 0; id < graph.count; id++) {
      if (graph.edgeStarts[id] < graph.edgeStarts[id + 1]) {
        addDirty(id);
      }
    }
    while (dirtyCount > 0) {
      int touchedCount = 0;
      for (int i = dirtyCount - 1; i >= 0; i--) {
        int id = dirty[i];
        isDirty[id] = false;
        int c = classOf[id];
        if (size[c] > 1) {
          if (dirtyOfClass[c] == NONE) {
            touched[touchedCount++] = c;
          }
          nextDirty[id] = dirtyOfClass[c];
          dirtyOfClass[c] = id;
        }
      }
      dirtyCount = 0;
      for (int i = 0; i < touchedCount; i++) {
        split(touched[i], dirtyOfClass[touched[i]], nextDirty);
        dirtyOfClass[touched[i]] = NONE;
      }
      applyChanges();
    }
  }

  private void addDirty(int id) {
    if (!isDirty[id]) {
      isDirty[id] = true;
      dirty[dirtyCount++] = id;
    }
  }

  private void applyChanges() {
    for (int i = 0; i < changedCount; i++) {
      classOf[changed[i]] = changedTo[i];
    }
    for (int i = 0; i < changedCount; i++) {
      int id = changed[i];
      for (int s = sourceStarts[id]; s < sourceStarts[id + 1]; s++) {
        addDirty(sources[s]);
      }
    }
    changedCount = 0;
  }

  /// Splits a class by what its changed members refer to; those unchanged go on together.
  private void split(int c, int firstDirty, int[] nextDirty) {
    int end = first[c] + size[c];
    int tail = end;
    for (int id = firstDirty; id != NONE; id = nextDirty[id]) {
      swap(id, --tail);
    }
    Groups groups = new Groups(tail, end);
    int clean = tail - first[c];
    if (groups.count == 1 && clean == 0) {
      return;
    }
    groups.arrange();
    int keep = groups.largest();
    boolean keepClean = clean >= groups.sizes[keep];
    int start = first[c];
    if (!keepClean && clean > 0) {
      newClass(start, clean);
    }
    int at = tail;
    for (int g = 0; g < groups.count; g++) {
      if (keepClean || g != keep) {
        newClass(at, groups.sizes[g]);
      } else {
        first[c] = at;
      }
      at += groups.sizes[g];
    }
    size[c] = keepClean ? clean : groups.sizes[keep];
    leaveForwards(c);
  }

  private void swap(int id, int to) {
    int other = members[to];
    place(other, position[id]);
    place(id, to);
  }

  private void newClass(int start, int length) {
    int c = classes++;
    first[c] = start;
    size[c] = length;
    for (int i = start; i < start + length; i++) {
      change(members[i], c);
    }
  }

  private void change(int id, int to) {
    changed[changedCount] = id;
    changedTo[changedCount++] = to;
  }

  /// Ends that forwards count as the class, which no longer holds all definitions of the name.
  private void leaveForwards(int c) {
    int forwards = joined[c];
    joined[c] = NONE;
    while (forwards != NONE) {
      for (int i = first[forwards]; i < first[forwards] + size[forwards]; i++) {
        if (members[i] >= graph.firstOwn) {
          change(members[i], forwards);
        }
      }
      int next = joined[forwards];
      joined[forwards] = NONE;
      forwards = next;
    }
  }

  private int hashOfReferences(int id) {
    int hash = 0;
    for (int e = graph.edgeStarts[id]; e < graph.edgeStarts[id + 1]; e++) {
      hash = TypeGraph.mix(hash, classOf[graph.edges[e]]);
    }
    return hash ^ (hash >>> 16);
  }

  private boolean sameReferences(int a, int b) {
    int shift = graph.edgeStarts[b] - graph.edgeStarts[a];
    for (int e = graph.edgeStarts[a]; e < graph.edgeStarts[a + 1]; e++) {
      if (classOf[graph.edges[e]] != classOf[graph.edges[e + shift]]) {
        return false;
      }
    }
    return true;
  }

  /// The types in a part of [#members] by the classes they refer to.
  private final class Groups {
    final int from;
    final int to;
    final int[] groupOf;
    int[] sizes = new int[4];
    int count;

    Groups(int from, int to) {
      this.from = from;
      this.to = to;
      this.groupOf = new int[to - from];
      int[] slots = new int[Integer.highestOneBit(Math.max(to - from, 2)) << 2];
      int[] leaders = new int[4];
      for (int i = from; i < to; i++) {
        int id = members[i];
        int slot = hashOfReferences(id) & (slots.length - 1);
        while (slots[slot] != 0 && !sameReferences(leaders[slots[slot] - 1], id)) {
          slot = (slot + 1) & (slots.length - 1);
        }
        if (slots[slot] == 0) {
          if (count == leaders.length) {
            leaders = Arrays.copyOf(leaders, count * 2);
            sizes = Arrays.copyOf(sizes, count * 2);
          }
          leaders[count++] = id;
          slots[slot] = count;
        }
        groupOf[i - from] = slots[slot] - 1;
        sizes[slots[slot] - 1]++;
      }
    }

    int largest() {
      int best = 0;
      for (int g = 1; g < count; g++) {
        if (sizes[g] > sizes[best]) {
          best = g;
        }
      }
      return best;
    }

    /// Puts the types of each group next to each other.
    void arrange() {
      int[] fill = new int[count];
      for (int g = 1; g < count; g++) {
        fill[g] = fill[g - 1] + sizes[g - 1];
      }
      int[] ids = Arrays.copyOfRange(members, from, to);
      for (int i = 0; i < ids.length; i++) {
        place(ids[i], from + fill[groupOf[i]]++);
      }
    }
  }

  // ---- the result --------------------------------------------------------------------------

  /// For each type the one that stands for its class: the first definition in the order of ids.
  int[] representatives() {
    int[] ofClass = new int[classes];
    for (int c = 0; c < classes; c++) {
      int least = members[first[c]];
      for (int i = first[c] + 1; i < first[c] + size[c]; i++) {
        least = Math.min(least, members[i]);
      }
      ofClass[c] = least;
    }
    int[] result = new int[graph.count];
    for (int id = 0; id < graph.count; id++) {
      result[id] = id < graph.firstOwn ? id : ofClass[classOf[id]];
    }
    return result;
  }
}
