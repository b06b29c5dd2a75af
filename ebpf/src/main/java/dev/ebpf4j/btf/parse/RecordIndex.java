package dev.ebpf4j.btf.parse;

import static dev.ebpf4j.abi.BtfFormat.*;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.MalformedTypeException;
import java.util.Arrays;

/// Finds where each type's record begins. A record says how long it is only by its kind and
/// number of entries, so all have to be walked.
///
/// A kernel has some 130,000 types and a short command waits for this walk, so it is done in parts:
/// a method that is called often is compiled early, one long loop runs in the interpreter for most
/// of its time.
final class RecordIndex {

  private static final int RECORD_WORDS = 3;

  /// Types per part.
  private static final int PART = 64;

  /// Words of a record without its entries, by kind; 0 for kinds that do not exist.
  private static final byte[] FIXED = new byte[32];

  /// Words of each entry, by kind.
  private static final byte[] PER_ENTRY = new byte[32];

  static {
    for (int kind : new int[] {KIND_PTR, KIND_FWD, KIND_TYPEDEF, KIND_VOLATILE, KIND_CONST}) {
      FIXED[kind] = RECORD_WORDS;
    }
    for (int kind : new int[] {KIND_RESTRICT, KIND_FUNC, KIND_FLOAT, KIND_TYPE_TAG}) {
      FIXED[kind] = RECORD_WORDS;
    }
    for (int kind : new int[] {KIND_INT, KIND_VAR, KIND_DECL_TAG}) {
      FIXED[kind] = RECORD_WORDS + 1;
    }
    FIXED[KIND_ARRAY] = RECORD_WORDS + 3;
    for (int kind : new int[] {KIND_STRUCT, KIND_UNION, KIND_DATASEC, KIND_ENUM64}) {
      FIXED[kind] = RECORD_WORDS;
      PER_ENTRY[kind] = 3;
    }
    for (int kind : new int[] {KIND_ENUM, KIND_FUNC_PROTO}) {
      FIXED[kind] = RECORD_WORDS;
      PER_ENTRY[kind] = 2;
    }
  }

  private final int[] words;
  private final int wordCount;
  private final int sectionStart;
  private final int firstId;
  private int[] starts;
  private int count;
  private int at;

  /// @param firstId id of the first type: 0 for `void`, which gets an entry before the others, or
  ///     that of a split BTF, whose base has `void` at least
  RecordIndex(int[] words, int wordCount, int sectionStart, int firstId) {
    this.words = words;
    this.wordCount = wordCount;
    this.sectionStart = sectionStart;
    this.firstId = firstId;
    this.starts = new int[wordCount / 6 + PART];
    if (firstId == 0) {
      starts[count++] = wordCount;
    }
  }

  /// Word index of each type.
  int[] starts() {
    return starts;
  }

  /// Number of entries of [#starts()] in use.
  int count() {
    return count;
  }

  /// @throws MalformedException for a record that goes beyond the end, or whose kind is unknown
  void run() {
    while (at < wordCount) {
      if (count + PART > starts.length) {
        starts = Arrays.copyOf(starts, count + PART + (count >> 1));
      }
      part();
    }
  }

  private void part() {
    int[] numbers = words;
    int limit = wordCount - 2; // the number behind a start can be read below it
    int next = at;
    int entry = count;
    int end = entry + PART;
    while (entry < end && next < limit) {
      int size = recordWords(numbers[next + 1]);
      if (size < 0 || size > wordCount - next) {
        throw malformed(entry, next, size);
      }
      starts[entry++] = next;
      next += size;
    }
    if (entry < end && next < wordCount) {
      throw malformed(entry, next, RECORD_WORDS);
    }
    at = next;
    count = entry;
  }

  /// Number of words of a record with this `info` word; -1 for an unknown kind.
  static int recordWords(int info) {
    int kind = info >>> 24 & 0x1f;
    int fixed = FIXED[kind];
    return fixed == 0 ? -1 : fixed + PER_ENTRY[kind] * (info & MAX_VLEN);
  }

  private MalformedException malformed(int entry, int start, int size) {
    int id = firstId + entry;
    long offset = sectionStart + start * 4L;
    int have = wordCount - start;
    if (have < RECORD_WORDS) {
      String problem = "type [" + id + "] needs 12 bytes, have " + have * 4;
      return new MalformedException("BTF types", offset, problem);
    }
    int kind = words[start + 1] >>> 24 & 0x1f;
    String problem =
        size < 0 ? "unsupported kind " + kind : "needs " + size * 4L + " bytes, have " + have * 4L;
    return new MalformedTypeException(id, BtfFormat.kindName(kind), offset, problem);
  }
}
