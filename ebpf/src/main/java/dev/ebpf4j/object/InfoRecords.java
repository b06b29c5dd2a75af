package dev.ebpf4j.object;

import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Function or line records of a linked program, as BPF_PROG_LOAD takes them: the first number of
/// each is the slot of the instruction it is about.
public final class InfoRecords {
  private final int recordWords;
  private int[] words = new int[0];
  private int used;

  InfoRecords(int recordWords) {
    this.recordWords = recordWords;
  }

  /// Copies the records of `part` about slots `first` to `first + count`, which now stand at `to`.
  ///
  /// @return whether there were any
  boolean copy(BtfExt.Part part, int first, int count, int to) {
    boolean any = false;
    for (int i = 0; i < part.count(); i++) {
      long slot = Integer.toUnsignedLong(part.word(i, 0)) / 8;
      if (slot >= first && slot < (long) first + count) {
        add(part, i, (int) slot - first + to);
        any = true;
      }
    }
    return any;
  }

  private void add(BtfExt.Part part, int index, int slot) {
    if (used + recordWords > words.length) {
      words = Arrays.copyOf(words, Math.max(words.length * 2, used + 16 * recordWords));
    }
    words[used] = slot;
    for (int i = 1; i < recordWords; i++) {
      words[used + i] = part.word(index, i);
    }
    used += recordWords;
  }

  /// Puts another number in the place of number `index` of a record.
  public void set(int entry, int index, int value) {
    word(entry, index);
    words[entry * recordWords + index] = value;
  }

  /// Size of a record in bytes.
  public int recordSize() {
    return recordWords * Integer.BYTES;
  }

  /// Number of records.
  public int count() {
    return used / recordWords;
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return used == 0;
  }

  /// Number `index` of a record: 0 is the slot; then, for functions, the BTF id; for lines, file
  /// name and text as string offsets and the packed line and column.
  public int word(int entry, int index) {
    if (entry < 0 || entry >= count() || index < 0 || index >= recordWords) {
      throw new IndexOutOfBoundsException("record " + entry + " word " + index);
    }
    return words[entry * recordWords + index];
  }

  /// The records as bytes.
  public byte[] toByteArray(ByteOrder order) {
    ByteWriter out = new ByteWriter(order);
    for (int i = 0; i < used; i++) {
      out.u32(words[i]);
    }
    return out.toByteArray();
  }
}
