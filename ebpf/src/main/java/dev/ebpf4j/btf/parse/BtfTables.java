package dev.ebpf4j.btf.parse;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.error.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// What one pass over a blob yields: the type section as 32-bit words in the machine's order and,
/// for each type, the index of its first word. All numbers of a type section are 32 bits wide, so
/// nothing behind this class needs to know the byte order of the file.
///
/// The arrays are handed out, not copied: this class is a seam between packages of this library.
public final class BtfTables {

  private static final int RECORD_WORDS = 3;

  private final int[] words;
  private final int wordCount;
  private final int[] starts;
  private final int count;
  private final byte[] strings;
  private final int stringStart;
  private final int stringLength;
  private final int sectionStart;
  private final ByteOrder order;

  /// @param words the type section; for a blob without base the record of `void`, three zero
  ///     words, follows it
  /// @param wordCount length of the type section in words
  /// @param starts word index of each type: of id 0 first without a base, of the first own id with
  /// @param count number of entries of `starts` in use
  /// @param strings array that holds the string section
  /// @param stringStart index of its first byte
  /// @param stringLength its length
  /// @param sectionStart byte offset of the type section within the blob
  /// @param order byte order of the blob
  public BtfTables(
      int[] words,
      int wordCount,
      int[] starts,
      int count,
      byte[] strings,
      int stringStart,
      int stringLength,
      int sectionStart,
      ByteOrder order) {
    this.words = words;
    this.wordCount = wordCount;
    this.starts = starts;
    this.count = count;
    this.strings = strings;
    this.stringStart = stringStart;
    this.stringLength = stringLength;
    this.sectionStart = sectionStart;
    this.order = order;
  }

  public int[] words() {
    return words;
  }

  /// Length of the type section in words, that of `void` not counted.
  public int wordCount() {
    return wordCount;
  }

  public int[] starts() {
    return starts;
  }

  public int count() {
    return count;
  }

  public byte[] strings() {
    return strings;
  }

  public int stringStart() {
    return stringStart;
  }

  public int stringLength() {
    return stringLength;
  }

  public int sectionStart() {
    return sectionStart;
  }

  public ByteOrder order() {
    return order;
  }

  /// Reads header, strings and the extent of each type; references between types are not looked
  /// at.
  ///
  /// @param firstId id of the first type: 0, that of `void`, or the number of ids of its base
  public static BtfTables read(byte[] raw, int firstId) {
    BtfHeader header = BtfHeader.read(raw, raw.length);
    return read(header, ByteBuffer.wrap(raw), raw, header.stringStart(), firstId);
  }

  /// As [#read(byte\[\], int)], from memory that may go away afterwards: the strings are copied.
  public static BtfTables read(ByteBuffer raw, int firstId) {
    byte[] head = new byte[Math.min(raw.remaining(), BtfFormat.HEADER_SIZE)];
    raw.get(raw.position(), head);
    BtfHeader header = BtfHeader.read(head, raw.remaining());
    byte[] strings = new byte[header.stringLength()];
    raw.get(raw.position() + header.stringStart(), strings);
    return read(header, raw, strings, 0, firstId);
  }

  private static BtfTables read(
      BtfHeader header, ByteBuffer raw, byte[] strings, int stringStart, int firstId) {
    boolean split = firstId > 0;
    checkStrings(strings, stringStart, header.stringLength(), split);
    int wordCount = header.typeLength() / Integer.BYTES;
    int[] words = new int[split ? wordCount : wordCount + RECORD_WORDS];
    raw.slice(raw.position() + header.typeStart(), header.typeLength())
        .order(header.order())
        .asIntBuffer()
        .get(words, 0, wordCount);
    RecordIndex index = new RecordIndex(words, wordCount, header.typeStart(), firstId);
    index.run();
    return new BtfTables(
        words,
        wordCount,
        index.starts(),
        index.count(),
        strings,
        stringStart,
        header.stringLength(),
        header.typeStart(),
        header.order());
  }

  private static void checkStrings(byte[] raw, int start, int length, boolean split) {
    if (length == 0 && split) {
      return;
    }
    if (length == 0 || raw[start + length - 1] != 0) {
      throw new MalformedException(
          "BTF strings", Math.max(0, length - 1), "the last string is not terminated");
    }
    if (!split && raw[start] != 0) {
      throw new MalformedException("BTF strings", 0, "the first string is not empty");
    }
  }

  /// Number of 32-bit words of a type's record with this `info` word; -1 for an unknown kind.
  public static int recordWords(int info) {
    return RecordIndex.recordWords(info);
  }

  /// The same types with other numbers in their records, which are as long as before and refer to
  /// the same strings.
  ///
  /// @param other an array like [#words()]
  public BtfTables withWords(int[] other) {
    return new BtfTables(
        other, wordCount, starts, count, strings, stringStart, stringLength, sectionStart, order);
  }

  /// A copy of the string section.
  public byte[] toStringBytes() {
    return Arrays.copyOfRange(strings, stringStart, stringStart + stringLength);
  }

  /// Header, types and strings as a blob.
  public byte[] toBytes(ByteOrder byteOrder) {
    int typeBytes = wordCount * Integer.BYTES;
    ByteBuffer out =
        ByteBuffer.allocate(BtfFormat.HEADER_SIZE + typeBytes + stringLength).order(byteOrder);
    out.putShort((short) BtfFormat.MAGIC)
        .put((byte) BtfFormat.VERSION)
        .put((byte) 0)
        .putInt(BtfFormat.HEADER_SIZE)
        .putInt(0)
        .putInt(typeBytes)
        .putInt(typeBytes)
        .putInt(stringLength);
    out.asIntBuffer().put(words, 0, wordCount);
    out.position(BtfFormat.HEADER_SIZE + typeBytes);
    out.put(strings, stringStart, stringLength);
    return out.array();
  }
}
