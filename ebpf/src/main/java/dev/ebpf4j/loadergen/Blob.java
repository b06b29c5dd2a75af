package dev.ebpf4j.loadergen;

import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The data of a loader program under construction. Places in it are offsets, aligned to 8 bytes;
/// so is its end, because the kernel hashes whole double words of a map.
final class Blob {

  private final ByteOrder order;
  private final ByteWriter out;

  Blob(ByteOrder order) {
    this.order = order;
    this.out = new ByteWriter(order);
  }

  ByteOrder order() {
    return order;
  }

  /// Zeros.
  int reserve(int size) {
    int at = out.length();
    out.zeros(size).align(Long.BYTES);
    return at;
  }

  int add(byte[] bytes) {
    int at = out.length();
    out.bytes(bytes).align(Long.BYTES);
    return at;
  }

  /// A string with its NUL.
  int add(String text) {
    int at = out.length();
    out.string(text).align(Long.BYTES);
    return at;
  }

  /// Writes the number into what is there.
  Blob put(int at, int value) {
    out.patchU32(at, value);
    return this;
  }

  /// Writes the number of 64 bits into what is there.
  Blob putLong(int at, long value) {
    boolean isBig = order == ByteOrder.BIG_ENDIAN;
    out.patchU32(isBig ? at + 4 : at, value);
    out.patchU32(isBig ? at : at + 4, value >>> 32);
    return this;
  }

  /// Writes a name into a field of `size` bytes, with at least one NUL behind it.
  Blob putName(int at, int size, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] field = new byte[size];
    System.arraycopy(bytes, 0, field, 0, Math.min(bytes.length, size - 1));
    int shift = order == ByteOrder.BIG_ENDIAN ? 24 : 0;
    for (int i = 0; i < size; i += Integer.BYTES) {
      int word = 0;
      for (int j = 0; j < Integer.BYTES; j++) {
        word |= (field[i + j] & 0xff) << Math.abs(shift - 8 * j);
      }
      put(at + i, word);
    }
    return this;
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
