package dev.ebpf4j.sys;

import dev.ebpf4j.error.MalformedException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// An info struct as far as the kernel filled it in, little-endian as on all processors served
/// here. A field that this kernel does not know reads as 0, which is also what the kernel says for
/// "does not apply"; [#has(int, int)] tells the two apart.
public final class Info {

  /// Sixteen times the most probes that a link may have.
  private static final int MOST_RECORDS = 1 << 24;

  private final byte[] bytes;
  private final int filled;

  /// @param bytes the struct, of which the kernel filled in the first `filled`
  public Info(byte[] bytes, int filled) {
    this.bytes = bytes;
    this.filled = Math.min(filled, bytes.length);
  }

  static Info copyOf(MemorySegment memory, int filled) {
    return new Info(Os.bytes(memory, filled), filled);
  }

  /// Number of bytes that the kernel filled in.
  public int filled() {
    return filled;
  }

  /// Whether the kernel knows the field of `size` bytes at `offset`.
  public boolean has(int offset, int size) {
    return offset + size <= filled;
  }

  public int u32(int offset) {
    return has(offset, 4)
        ? (bytes[offset] & 0xff)
            | (bytes[offset + 1] & 0xff) << 8
            | (bytes[offset + 2] & 0xff) << 16
            | bytes[offset + 3] << 24
        : 0;
  }

  /// The number of records, such as ids, that memory has to be taken for.
  ///
  /// @throws MalformedException if it is more than any kernel keeps
  public int count(int offset) {
    int count = u32(offset);
    if (count < 0 || count > MOST_RECORDS) {
      throw new MalformedException(
          "answer of the kernel", offset, Integer.toUnsignedLong(count) + " records");
    }
    return count;
  }

  public long u64(int offset) {
    return has(offset, 8) ? (u32(offset) & 0xffff_ffffL) | (long) u32(offset + 4) << 32 : 0;
  }

  public int u8(int offset) {
    return has(offset, 1) ? bytes[offset] & 0xff : 0;
  }

  /// The text of a field of `size` bytes, up to its NUL.
  public String text(int offset, int size) {
    if (!has(offset, size)) {
      return "";
    }
    int end = offset;
    while (end < offset + size && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
  }

  /// A copy of `size` bytes from `offset` on.
  public byte[] bytes(int offset, int size) {
    byte[] copy = new byte[size];
    if (has(offset, size)) {
      System.arraycopy(bytes, offset, copy, 0, size);
    }
    return copy;
  }
}
