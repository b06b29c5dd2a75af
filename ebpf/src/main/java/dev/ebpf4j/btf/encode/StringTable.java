package dev.ebpf4j.btf.encode;

import dev.ebpf4j.btf.Btf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Strings that are each kept once; on top of those of a base, if there is one.
final class StringTable {

  private final @Nullable Btf base;
  private final int firstOffset;
  private byte[] bytes = new byte[1024];
  private int length;

  /// Offsets of the strings by hash, 0 for a free slot; the empty string is not in it.
  private int[] slots = new int[256];

  private int used;
  private byte[] scratch = new byte[64];

  StringTable(@Nullable Btf base) {
    this.base = base;
    if (base == null) {
      this.firstOffset = 0;
      this.length = 1; // the empty string
    } else {
      this.firstOffset = base.stringEnd();
      indexBase(base);
    }
  }

  private void indexBase(Btf from) {
    Btf below = from.base();
    if (below != null) {
      indexBase(below);
    }
    int offset = Math.max(1, from.firstString());
    while (offset < from.stringEnd()) {
      int size = load(from, offset);
      if (size > 0 && find(scratch, 0, size) == 0) {
        insert(offset, scratch, 0, size);
      }
      offset += size + 1;
    }
  }

  /// Reads a string into [#scratch] and returns its length.
  private int load(Btf from, int offset) {
    int size = from.copyString(offset, scratch, 0);
    if (size > scratch.length) {
      scratch = new byte[size * 2];
      from.copyString(offset, scratch, 0);
    }
    return size;
  }

  /// Offset of `text`, which is added if it is not there yet.
  int add(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    for (byte b : utf8) {
      if (b == 0) {
        throw new IllegalArgumentException("a BTF string cannot hold NUL");
      }
    }
    return add(utf8, utf8.length);
  }

  /// Offset of the string at `offset` of another BTF, which is added if it is not there yet.
  int add(Btf from, int offset) {
    if (offset == 0) {
      return 0;
    }
    int size = load(from, offset);
    return add(scratch, size);
  }

  private int add(byte[] text, int size) {
    if (size == 0) {
      return 0;
    }
    int offset = find(text, 0, size);
    if (offset != 0) {
      return offset;
    }
    offset = firstOffset + length;
    if (offset < 0 || offset + size + 1 < 0) {
      throw new IllegalStateException("BTF strings exceed 2 GB");
    }
    if (length + size + 1 > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + size + 1, bytes.length * 2));
    }
    System.arraycopy(text, 0, bytes, length, size);
    length += size;
    bytes[length++] = 0;
    insert(offset, text, 0, size);
    return offset;
  }

  private int find(byte[] text, int from, int size) {
    int slot = hash(text, from, size) & (slots.length - 1);
    while (slots[slot] != 0) {
      if (equalsAt(slots[slot], text, from, size)) {
        return slots[slot];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return 0;
  }

  private boolean equalsAt(int offset, byte[] text, int from, int size) {
    if (base != null && offset < firstOffset) {
      return base.stringEquals(offset, text, from, size);
    }
    int at = offset - firstOffset;
    return at + size < length
        && bytes[at + size] == 0
        && Arrays.equals(bytes, at, at + size, text, from, from + size);
  }

  private void insert(int offset, byte[] text, int from, int size) {
    if (++used * 2 > slots.length) {
      grow();
    }
    place(offset, hash(text, from, size));
  }

  private void place(int offset, int hash) {
    int slot = hash & (slots.length - 1);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = offset;
  }

  private void grow() {
    int[] old = slots;
    slots = new int[old.length * 2];
    for (int offset : old) {
      if (offset != 0) {
        place(offset, hashOf(offset));
      }
    }
  }

  private int hashOf(int offset) {
    if (base != null && offset < firstOffset) {
      byte[] text = new byte[base.stringLength(offset)];
      base.copyString(offset, text, 0);
      return hash(text, 0, text.length);
    }
    int at = offset - firstOffset;
    int end = at;
    while (bytes[end] != 0) {
      end++;
    }
    return hash(bytes, at, end - at);
  }

  private static int hash(byte[] text, int from, int size) {
    int hash = 0x811c9dc5;
    for (int i = from; i < from + size; i++) {
      hash = (hash ^ text[i]) * 0x01000193;
    }
    return hash ^ (hash >>> 15);
  }

  /// Takes over all own strings of a BTF on the same base, as they are, into a table that is still
  /// empty: offsets stay the same.
  void takeOver(Btf btf) {
    int size = btf.stringEnd() - btf.firstString();
    bytes = Arrays.copyOf(btf.tables().toStringBytes(), Math.max(size, 1024));
    length = Math.max(size, base == null ? 1 : 0);
    int at = 0;
    while (at < size) {
      int end = at;
      while (bytes[end] != 0) {
        end++;
      }
      if (end > at && find(bytes, at, end - at) == 0) {
        insert(firstOffset + at, bytes, at, end - at);
      }
      at = end + 1;
    }
  }

  /// The section's bytes: what was added here, without the base's.
  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }
}
