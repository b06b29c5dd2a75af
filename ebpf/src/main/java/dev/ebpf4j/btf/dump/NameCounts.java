package dev.ebpf4j.btf.dump;

import dev.ebpf4j.btf.Btf;

/// How often each name was given in one of C's name spaces. Names are strings of a BTF, known by
/// their offsets; the same text may lie at several.
final class NameCounts {

  private final Btf btf;
  private int[] offsets = new int[1 << 12];
  private int[] counts = new int[1 << 12];
  private int used;

  NameCounts(Btf btf) {
    this.btf = btf;
  }

  /// Counts the name once more.
  ///
  /// @param offset offset of the name, not 0
  /// @return 1 for its first use, 2 for the second and so on
  int next(int offset) {
    if (used * 2 >= offsets.length) {
      grow();
    }
    int slot = slot(offset);
    if (offsets[slot] == 0) {
      offsets[slot] = offset;
      used++;
    }
    return ++counts[slot];
  }

  private int slot(int offset) {
    int mask = offsets.length - 1;
    long hash = btf.stringHash(offset);
    int slot = (int) (hash ^ hash >>> 32) & mask;
    while (offsets[slot] != 0 && btf.compareStrings(offsets[slot], offset) != 0) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldOffsets = offsets;
    int[] oldCounts = counts;
    offsets = new int[oldOffsets.length * 2];
    counts = new int[offsets.length];
    for (int i = 0; i < oldOffsets.length; i++) {
      if (oldOffsets[i] != 0) {
        int slot = slot(oldOffsets[i]);
        offsets[slot] = oldOffsets[i];
        counts[slot] = oldCounts[i];
      }
    }
  }
}
