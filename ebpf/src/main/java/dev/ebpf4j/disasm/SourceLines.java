package dev.ebpf4j.disasm;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.util.ByteReader;
import org.jspecify.annotations.Nullable;

/// Source lines of a program: for each record the slot it starts at, and text, file, line and
/// column. Source: `struct bpf_line_info`, include/uapi/linux/bpf.h.
public final class SourceLines {

  /// Knows no lines.
  public static final SourceLines NONE = new SourceLines(new int[0], new int[0], null);

  private static final int FIELDS = 3;
  private static final int COLUMN_BITS = 10;

  private final int[] slots;
  private final boolean sorted;

  /// File name, text, and line and column of each record.
  private final int[] fields;

  private final @Nullable Btf btf;

  private SourceLines(int[] slots, int[] fields, @Nullable Btf btf) {
    this.slots = slots;
    this.sorted = isSorted(slots);
    this.fields = fields;
    this.btf = btf;
  }

  /// Reads `count` records of `recordSize` bytes.
  ///
  /// @throws dev.ebpf4j.error.MalformedException if there are fewer bytes
  public static SourceLines read(ByteReader records, int recordSize, int count, Btf btf) {
    if (recordSize < 4 * (FIELDS + 1)) {
      return NONE;
    }
    int[] slots = new int[count];
    int[] fields = new int[count * FIELDS];
    for (int i = 0; i < count; i++) {
      long at = (long) i * recordSize;
      slots[i] = records.i32(at);
      for (int field = 0; field < FIELDS; field++) {
        fields[i * FIELDS + field] = records.i32(at + 4L * (field + 1));
      }
    }
    return new SourceLines(slots, fields, btf);
  }

  /// Number of records.
  public int count() {
    return slots.length;
  }

  /// Slot that record `index` starts at.
  public int slot(int index) {
    return slots[index];
  }

  /// The last record at or before `slot`, not looking at the first `skipped` ones; -1 if the first
  /// one looked at starts behind it.
  public int covering(int slot, int skipped) {
    if (skipped >= slots.length || Integer.compareUnsigned(slot, slots[skipped]) < 0) {
      return -1;
    }
    if (sorted) {
      return last(slot, skipped);
    }
    int index = skipped;
    while (index + 1 < slots.length && Integer.compareUnsigned(slot, slots[index + 1]) >= 0) {
      index++;
    }
    return index;
  }

  /// As [#covering(int, int)], by halving: the kernel's records are in order.
  private int last(int slot, int from) {
    int low = from;
    int high = slots.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (Integer.compareUnsigned(slots[middle], slot) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private static boolean isSorted(int[] slots) {
    for (int i = 1; i < slots.length; i++) {
      if (Integer.compareUnsigned(slots[i - 1], slots[i]) > 0) {
        return false;
      }
    }
    return true;
  }

  /// Text of the line without the blanks before it, or null if there is none.
  public @Nullable String text(int index) {
    String text = string(fields[index * FIELDS + 1]);
    return text == null ? null : trimStart(text);
  }

  /// Name of the file, or null if there is none.
  public @Nullable String file(int index) {
    return string(fields[index * FIELDS]);
  }

  /// Number of the line, from 1; 0 if it is not known.
  public int line(int index) {
    return fields[index * FIELDS + 2] >>> COLUMN_BITS;
  }

  /// Number of the column, from 1; 0 if it is not known.
  public int column(int index) {
    return fields[index * FIELDS + 2] & (1 << COLUMN_BITS) - 1;
  }

  private @Nullable String string(int offset) {
    return btf == null || offset < 0 || offset >= btf.stringEnd() ? null : btf.string(offset);
  }

  private static String trimStart(String text) {
    int start = 0;
    while (start < text.length() && isBlank(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
