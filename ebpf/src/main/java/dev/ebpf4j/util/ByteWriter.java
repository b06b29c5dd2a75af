package dev.ebpf4j.util;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing byte array with numbers in one byte order; the counterpart of [ByteReader].
public final class ByteWriter {

  private final boolean bigEndian;
  private byte[] bytes = new byte[256];
  private int length;

  public ByteWriter(ByteOrder order) {
    this.bigEndian = order == ByteOrder.BIG_ENDIAN;
  }

  /// Number of bytes written so far, which is the offset of the next one.
  public int length() {
    return length;
  }

  public ByteWriter u8(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
    return this;
  }

  public ByteWriter u16(int value) {
    reserve(2);
    put16(length, value);
    length += 2;
    return this;
  }

  public ByteWriter u32(long value) {
    reserve(4);
    put32(length, (int) value);
    length += 4;
    return this;
  }

  public ByteWriter u64(long value) {
    reserve(8);
    put32(length, (int) (bigEndian ? value >>> 32 : value));
    put32(length + 4, (int) (bigEndian ? value : value >>> 32));
    length += 8;
    return this;
  }

  public ByteWriter bytes(byte[] source) {
    return bytes(source, 0, source.length);
  }

  public ByteWriter bytes(byte[] source, int offset, int size) {
    reserve(size);
    System.arraycopy(source, offset, bytes, length, size);
    length += size;
    return this;
  }

  /// `text` as UTF-8 with a NUL behind it.
  public ByteWriter string(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8)).u8(0);
  }

  public ByteWriter zeros(int size) {
    reserve(size);
    length += size;
    return this;
  }

  /// Zeros up to the next multiple of `alignment`, a power of two.
  public ByteWriter align(int alignment) {
    return zeros(-length & (alignment - 1));
  }

  /// Overwrites the four bytes at `offset`, which must have been written.
  public ByteWriter patchU32(int offset, long value) {
    if (offset < 0 || offset > length - 4) {
      throw new IndexOutOfBoundsException("no 4 bytes at " + offset + " of " + length);
    }
    put32(offset, (int) value);
    return this;
  }

  /// A copy of what was written.
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void put16(int at, int value) {
    bytes[at] = (byte) (bigEndian ? value >>> 8 : value);
    bytes[at + 1] = (byte) (bigEndian ? value : value >>> 8);
  }

  private void put32(int at, int value) {
    put16(at, bigEndian ? value >>> 16 : value);
    put16(at + 2, bigEndian ? value : value >>> 16);
  }

  private void reserve(int size) {
    int wanted = Math.addExact(length, size);
    if (wanted > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(wanted, bytes.length * 2));
    }
  }
}
