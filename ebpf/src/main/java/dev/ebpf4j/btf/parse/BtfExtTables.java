package dev.ebpf4j.btf.parse;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The tables of a `.BTF.ext` section as 32-bit words in the machine's order, with the extents of
/// all parts checked.
public final class BtfExtTables {

  public static final int FUNC_INFO = 0;
  public static final int LINE_INFO = 1;
  public static final int CORE_RELO = 2;

  private static final String WHAT = ".BTF.ext";
  private static final int HEADER_SIZE = 24;
  private static final int FIRST_TABLE = 8;
  private static final String[] NAMES = {"func_info", "line_info", "core_relo"};
  private static final int[] MIN_RECORD_SIZE = {8, 16, 16};

  private final int[] words;
  private final ByteOrder order;
  private final int[] starts = new int[NAMES.length];
  private final int[] ends = new int[NAMES.length];
  private final int[] recordWords = {2, 4, 4};

  private BtfExtTables(int[] words, ByteOrder order) {
    this.words = words;
    this.order = order;
  }

  /// Reads and checks the bytes of a section of either byte order.
  public static BtfExtTables read(byte[] raw) {
    if (raw.length < HEADER_SIZE) {
      throw malformed(0, "header needs " + HEADER_SIZE + " bytes, have " + raw.length);
    }
    ByteOrder order = order(raw);
    ByteReader in = ByteReader.of(raw, order, WHAT);
    if (in.u8(2) != BtfFormat.VERSION || in.u8(3) != 0) {
      throw malformed(2, "unsupported version " + in.u8(2) + " or flags " + in.u8(3));
    }
    long headerLength = in.u32(BtfFormat.HDR_LEN);
    if (headerLength < HEADER_SIZE || headerLength >= raw.length) {
      throw malformed(
          BtfFormat.HDR_LEN, "header length " + headerLength + " of " + raw.length + " bytes");
    }
    int body = raw.length - (int) headerLength;
    int[] words = new int[body / Integer.BYTES];
    ByteBuffer.wrap(raw, (int) headerLength, body).order(order).asIntBuffer().get(words);
    BtfExtTables tables = new BtfExtTables(words, order);
    for (int table = 0; table < NAMES.length; table++) {
      int field = FIRST_TABLE + table * 8;
      if (field + 8 <= headerLength) {
        tables.locate(table, (int) headerLength, in.u32(field), in.u32(field + 4), body);
      }
    }
    return tables;
  }

  private static ByteOrder order(byte[] raw) {
    int first = raw[0] & 0xff;
    int second = raw[1] & 0xff;
    if ((second << 8 | first) == BtfFormat.MAGIC) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    if ((first << 8 | second) == BtfFormat.MAGIC) {
      return ByteOrder.BIG_ENDIAN;
    }
    throw malformed(0, "starts with " + first + ", " + second + " and not with 0xeb9f");
  }

  private void locate(int table, int bodyStart, long offset, long length, int body) {
    if (length == 0) {
      return;
    }
    String name = NAMES[table];
    if ((offset & 3) != 0) {
      throw malformed(bodyStart + offset, name + " is not aligned to 4 bytes");
    }
    if (offset + length > body) {
      throw malformed(
          bodyStart + offset, name + " of " + length + " bytes runs past the end at " + body);
    }
    int at = (int) offset / Integer.BYTES;
    int end = (int) (offset + length) / Integer.BYTES;
    if (length < Integer.BYTES) {
      throw malformed(bodyStart + offset, name + " has no record size");
    }
    int recordSize = words[at];
    if (recordSize < MIN_RECORD_SIZE[table] || (recordSize & 3) != 0) {
      throw malformed(bodyStart + offset, name + " has record size " + (recordSize & 0xffff_ffffL));
    }
    if (length == Integer.BYTES) {
      throw malformed(bodyStart + offset, name + " has no records");
    }
    recordWords[table] = recordSize / Integer.BYTES;
    starts[table] = at + 1;
    ends[table] = end;
    checkParts(table, bodyStart, length);
  }

  private void checkParts(int table, int bodyStart, long length) {
    int at = starts[table];
    int end = ends[table];
    while (at < end || (length & 3) != 0) {
      if (end - at < 2 || (length & 3) != 0) {
        throw malformed(bodyStart + at * 4L, NAMES[table] + " ends within a section header");
      }
      long count = words[at + 1] & 0xffff_ffffL;
      if (count == 0 || count * recordWords[table] > end - at - 2) {
        throw malformed(
            bodyStart + at * 4L,
            NAMES[table]
                + " claims "
                + count
                + " records of "
                + recordWords[table] * 4
                + " bytes, have "
                + (end - at - 2) * 4L
                + " bytes");
      }
      at += 2 + (int) count * recordWords[table];
    }
  }

  private static MalformedException malformed(long offset, String problem) {
    return new MalformedException(WHAT, offset, problem);
  }

  public ByteOrder order() {
    return order;
  }

  public int word(int index) {
    return words[index];
  }

  /// Index of the first part's first word.
  public int start(int table) {
    return starts[table];
  }

  /// Index behind the last part's last word.
  public int end(int table) {
    return ends[table];
  }

  public int recordWords(int table) {
    return recordWords[table];
  }
}
