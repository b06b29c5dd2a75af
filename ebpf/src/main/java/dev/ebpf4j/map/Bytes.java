package dev.ebpf4j.map;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/// Bytes that do not change, equal to others with the same contents: what is raw in keys and
/// values, such as an address or a union.
public final class Bytes {

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A copy of `bytes`.
  public static Bytes of(byte... bytes) {
    return new Bytes(bytes.clone());
  }

  /// `size` bytes that are zero but for what `writer` sets.
  public static Bytes write(int size, Consumer<Fields> writer) {
    byte[] bytes = new byte[size];
    writer.accept(Fields.of(MemorySegment.ofArray(bytes)));
    return new Bytes(bytes);
  }

  static Bytes take(ByteBuffer source, int size) {
    byte[] bytes = new byte[size];
    source.get(bytes);
    return new Bytes(bytes);
  }

  void put(ByteBuffer target) {
    target.put(bytes);
  }

  /// How many there are.
  public int size() {
    return bytes.length;
  }

  /// The byte at `index`.
  public byte get(int index) {
    return bytes[index];
  }

  /// A copy.
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /// The numbers, texts and structures in them; for reading only.
  public Fields fields() {
    return Fields.of(MemorySegment.ofArray(bytes).asReadOnly());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// In hexadecimal, such as `7f 00 00 01`.
  @Override
  public String toString() {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
