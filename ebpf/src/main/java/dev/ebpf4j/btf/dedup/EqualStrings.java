package dev.ebpf4j.btf.dedup;

import dev.ebpf4j.btf.Btf;

/// For each string offset the lowest-numbered one met so far with the same text, so that names can
/// be compared as numbers.
final class EqualStrings {

  private final Btf btf;

  /// The answer by offset, 0 where it is not known yet.
  private final int[] known;

  private int[] slots = new int[1024];
  private int used;
  private byte[] scratch = new byte[64];

  EqualStrings(Btf btf) {
    this.btf = btf;
    this.known = new int[btf.stringEnd()];
  }

  int first(int offset) {
    if (offset == 0) {
      return 0;
    }
    int answer = known[offset];
    if (answer == 0) {
      answer = lookUp(offset);
      known[offset] = answer;
    }
    return answer == EMPTY ? 0 : answer;
  }

  private static final int EMPTY = -1;

  private int lookUp(int offset) {
    int length = load(offset);
    if (length == 0) {
      return EMPTY;
    }
    int slot = hash(scratch, length) & (slots.length - 1);
    while (slots[slot] != 0) {
      if (btf.stringEquals(slots[slot], scratch, 0, length)) {
        return slots[slot];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = offset;
    if (++used * 2 > slots.length) {
      grow();
    }
    return offset;
  }

  private int load(int offset) {
    int length = btf.copyString(offset, scratch, 0);
    if (length > scratch.length) {
      scratch = new byte[length * 2];
      btf.copyString(offset, scratch, 0);
    }
    return length;
  }

  private void grow() {
    int[] old = slots;
    slots = new int[old.length * 2];
    for (int offset : old) {
      if (offset != 0) {
        int slot = hash(scratch, load(offset)) & (slots.length - 1);
        while (slots[slot] != 0) {
          slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = offset;
      }
    }
  }

  private static int hash(byte[] text, int length) {
    int hash = 0x811c9dc5;
    for (int i = 0; i < length; i++) {
      hash = (hash ^ text[i]) * 0x01000193;
    }
    return hash ^ (hash >>> 15);
  }
}
