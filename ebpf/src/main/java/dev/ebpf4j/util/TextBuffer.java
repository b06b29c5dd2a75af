package dev.ebpf4j.util;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// UTF-8 text under construction in one byte array. With an output behind it, the text goes there
/// in large pieces as the array fills; without one, the array grows.
///
/// This is how all text of the library is written: bytes that already lie in a file's string table
/// are copied as they are, numbers are written without a `String` in between.
public final class TextBuffer {

  private static final int DRAIN_SIZE = 64 * 1024;

  /// Longest text one number makes: 20 digits and a sign, or 16 hex digits.
  private static final int NUMBER = 24;

  /// Length of `"0x0a",`, and as how many of them are written at a time.
  private static final int HEX_STRING = 7;

  private static final int HEX_PART = 64;

  /// A tenth as a fixed-point number: exact for all positive 32-bit numbers, and much quicker than
  /// the division that the compiler of a short run would make of it.
  private static final long TENTH = 0xcccc_cccdL;

  private static final int TENTH_SHIFT = 35;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final @Nullable OutputStream out;
  private byte[] bytes;
  private int length;

  /// A buffer that keeps everything.
  public TextBuffer() {
    this.out = null;
    this.bytes = new byte[1024];
  }

  /// A buffer that passes its text on to `out` whenever it is full, and on [#flush()].
  public TextBuffer(OutputStream out) {
    this.out = out;
    this.bytes = new byte[DRAIN_SIZE];
  }

  /// Number of bytes held; without an output, all that were written.
  public int length() {
    return length;
  }

  /// One ASCII character.
  public TextBuffer ch(char c) {
    if (length == bytes.length) {
      makeRoom(1);
    }
    bytes[length++] = (byte) c;
    return this;
  }

  /// A line end.
  public TextBuffer nl() {
    return ch('\n');
  }

  /// `c`, `count` times.
  public TextBuffer repeat(char c, int count) {
    for (int i = 0; i < count; i++) {
      ch(c);
    }
    return this;
  }

  /// The text in UTF-8.
  public TextBuffer text(String text) {
    int size = text.length();
    if (bytes.length - length < size) {
      if (size > DRAIN_SIZE) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
      }
      makeRoom(size);
    }
    byte[] to = bytes;
    int at = length;
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return bytes(text.substring(i).getBytes(StandardCharsets.UTF_8), at);
      }
      to[at++] = (byte) c;
    }
    length = at;
    return this;
  }

  private TextBuffer bytes(byte[] rest, int newLength) {
    length = newLength;
    return bytes(rest);
  }

  /// Bytes as they are.
  public TextBuffer bytes(byte[] source) {
    return bytes(source, 0, source.length);
  }

  /// `size` bytes of `source` from `offset` on, as they are.
  public TextBuffer bytes(byte[] source, int offset, int size) {
    if (bytes.length - length < size) {
      if (out != null && size > bytes.length) {
        flush();
        write(out, source, offset, size);
        return this;
      }
      makeRoom(size);
    }
    System.arraycopy(source, offset, bytes, length, size);
    length += size;
    return this;
  }

  /// The bytes of `source` from `offset` up to the next NUL, which must be there, as they are.
  public TextBuffer cString(byte[] source, int offset) {
    byte[] to = bytes;
    int at = length;
    for (int from = offset; source[from] != 0; from++) {
      if (at == to.length) {
        length = at;
        makeRoom(1);
        to = bytes;
        at = length;
      }
      to[at++] = source[from];
    }
    length = at;
    return this;
  }

  /// As [#cString(byte[], int)], as the inside of a JSON string: quotes, backslashes and control
  /// characters are escaped.
  public TextBuffer jsonString(byte[] source, int offset) {
    byte[] to = bytes;
    int at = length;
    for (int from = offset; source[from] != 0; from++) {
      byte b = source[from];
      if ((b < 0x20 && b > 0) || b == '"' || b == '\\') {
        length = at;
        jsonEscape((char) b);
        to = bytes;
        at = length;
        continue;
      }
      if (at == to.length) {
        length = at;
        makeRoom(1);
        to = bytes;
        at = length;
      }
      to[at++] = b;
    }
    length = at;
    return this;
  }

  /// The escape of an ASCII character within a JSON string.
  public TextBuffer jsonEscape(char c) {
    ch('\\');
    return switch (c) {
      case '"', '\\' -> ch(c);
      case '\t' -> ch('t');
      case '\n' -> ch('n');
      case '\r' -> ch('r');
      case '\f' -> ch('f');
      case '\b' -> ch('b');
      default -> ch('u').hex(c, 4);
    };
  }

  /// A signed number in decimal.
  public TextBuffer dec(long value) {
    if (value < 0) {
      ch('-');
      return unsigned(-value); // the negative of the smallest long is itself, and right unsigned
    }
    return unsigned(value);
  }

  /// A signed 32-bit number in decimal.
  public TextBuffer dec(int value) {
    if (value < 0) {
      ch('-');
      return unsigned(-value);
    }
    return unsigned(value);
  }

  /// An unsigned 64-bit number in decimal.
  public TextBuffer unsigned(long value) {
    if (value >>> 31 == 0) {
      return unsigned((int) value);
    }
    if (bytes.length - length < NUMBER) {
      makeRoom(NUMBER);
    }
    // Two parts, so that all but the division itself is signed arithmetic.
    long high = Long.divideUnsigned(value, 1_000_000_000L);
    int low = (int) (value - high * 1_000_000_000L);
    unsigned(high);
    if (bytes.length - length < NUMBER) {
      makeRoom(NUMBER);
    }
    int end = length + 9;
    for (int at = end; at > length; ) {
      int tenth = (int) ((low * TENTH) >>> TENTH_SHIFT);
      bytes[--at] = (byte) ('0' + low - tenth * 10);
      low = tenth;
    }
    length = end;
    return this;
  }

  /// An unsigned 32-bit number in decimal.
  public TextBuffer unsigned(int value) {
    if (value < 0) {
      return unsigned(value & 0xffff_ffffL);
    }
    if (bytes.length - length < NUMBER) {
      makeRoom(NUMBER);
    }
    int end = length + digits(value);
    int rest = value;
    int at = end;
    byte[] to = bytes;
    while (rest >= 10) {
      int tenth = (int) ((rest * TENTH) >>> TENTH_SHIFT);
      to[--at] = (byte) ('0' + rest - tenth * 10);
      rest = tenth;
    }
    to[--at] = (byte) ('0' + rest);
    length = end;
    return this;
  }

  /// Number of decimal digits of a number that is not negative.
  private static int digits(int value) {
    if (value < 100) {
      return value < 10 ? 1 : 2;
    }
    int digits = 3;
    for (int limit = 1000; value >= limit; digits++) {
      if (digits == 9) {
        return 10;
      }
      limit *= 10;
    }
    return digits;
  }

  /// An unsigned 64-bit number in lower-case hex, without prefix or leading zeros.
  public TextBuffer hex(long value) {
    int shift = 60;
    while (shift > 0 && value >>> shift == 0) {
      shift -= 4;
    }
    return hexDigits(value, shift);
  }

  /// The lowest `digits` hex digits of `value`, with leading zeros.
  public TextBuffer hex(long value, int digits) {
    return hexDigits(value, (digits - 1) * 4);
  }

  private TextBuffer hexDigits(long value, int topShift) {
    if (bytes.length - length < NUMBER) {
      makeRoom(NUMBER);
    }
    for (int shift = topShift; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(int) (value >>> shift) & 15];
    }
    return this;
  }

  /// Bytes as JSON strings such as `"0x0a"`, with commas between them.
  public TextBuffer hexStrings(byte[] source, int offset, int size) {
    int from = offset;
    int end = offset + size;
    while (from < end) {
      int part = Math.min(end, from + HEX_PART);
      if (bytes.length - length < HEX_PART * HEX_STRING) {
        makeRoom(HEX_PART * HEX_STRING);
      }
      byte[] to = bytes;
      int at = length;
      for (; from < part; from++, at += HEX_STRING) {
        int b = source[from];
        to[at] = '"';
        to[at + 1] = '0';
        to[at + 2] = 'x';
        to[at + 3] = HEX[b >> 4 & 15];
        to[at + 4] = HEX[b & 15];
        to[at + 5] = '"';
        to[at + 6] = ',';
      }
      length = from == end ? at - 1 : at;
    }
    return this;
  }

  /// Passes on what is held. Does nothing when there is no output.
  ///
  /// @throws UncheckedIOException if the output fails
  public void flush() {
    if (out != null && length > 0) {
      write(out, bytes, 0, length);
      length = 0;
    }
  }

  private static void write(OutputStream out, byte[] source, int offset, int size) {
    try {
      out.write(source, offset, size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Cuts the text held back to `newLength` bytes, for a buffer without output.
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length || out != null) {
      throw new IllegalArgumentException("cannot cut " + length + " bytes to " + newLength);
    }
    length = newLength;
  }

  /// Takes back one `c` at the end of what is held, if it is there.
  public TextBuffer trimEnd(char c) {
    if (length > 0 && bytes[length - 1] == c) {
      length--;
    }
    return this;
  }

  /// A copy of the bytes held.
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /// The text held.
  @Override
  public String toString() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private void makeRoom(int size) {
    flush();
    if (bytes.length - length < size) {
      int wanted = Math.addExact(length, size);
      int doubled = bytes.length < Integer.MAX_VALUE / 2 ? bytes.length * 2 : Integer.MAX_VALUE - 8;
      bytes = Arrays.copyOf(bytes, Math.max(wanted, doubled));
    }
  }
}
