package dev.ebpf4j.btf;

import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Assembles BTF blobs number by number, broken ones too.
final class RawBtf {

  private final ByteOrder order;
  private final ByteWriter types;
  private byte[] strings = "\0int\0a\0b\0".getBytes(StandardCharsets.UTF_8);

  /// Offsets in the strings a blob starts with.
  static final int INT = 1;

  static final int A = 5;
  static final int B = 7;

  RawBtf(ByteOrder order) {
    this.order = order;
    this.types = new ByteWriter(order);
  }

  static RawBtf little() {
    return new RawBtf(ByteOrder.LITTLE_ENDIAN);
  }

  RawBtf strings(String text) {
    strings = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  static int info(BtfKind kind, int vlen) {
    return kind.number() << 24 | vlen;
  }

  static int flagged(BtfKind kind, int vlen) {
    return 1 << 31 | info(kind, vlen);
  }

  /// The numbers of one type's record.
  RawBtf type(int... words) {
    for (int word : words) {
      types.u32(word);
    }
    return this;
  }

  /// `int` of 4 bytes.
  RawBtf anInt() {
    return type(INT, info(BtfKind.INT, 0), 4, 1 << 24 | 32);
  }

  byte[] bytes() {
    int length = types.length();
    return header(24, 0, length, length, strings.length)
        .bytes(types.toByteArray())
        .bytes(strings)
        .toByteArray();
  }

  ByteWriter header(int headerLength, int typeOff, int typeLen, int strOff, int strLen) {
    return new ByteWriter(order)
        .u16(0xeb9f)
        .u8(1)
        .u8(0)
        .u32(headerLength)
        .u32(typeOff)
        .u32(typeLen)
        .u32(strOff)
        .u32(strLen);
  }

  Btf parse() {
    return Btf.parse(bytes());
  }
}
