package dev.ebpf4j.btf.parse;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteReader;
import java.nio.ByteOrder;

/// Where the parts of a BTF blob lie, checked against its length.
///
/// @param typeStart byte offset of the type section within the blob
/// @param typeLength its length, a multiple of 4
/// @param stringStart byte offset of the string section within the blob
/// @param stringLength its length
record BtfHeader(
    ByteOrder order, int typeStart, int typeLength, int stringStart, int stringLength) {

  private static final String WHAT = "BTF header";

  /// @param raw the blob, or as much of its beginning as the header takes
  /// @param size length of the blob
  static BtfHeader read(byte[] raw, int size) {
    if (size < BtfFormat.HEADER_SIZE) {
      throw new MalformedException(
          WHAT, 0, "need " + BtfFormat.HEADER_SIZE + " bytes, have " + size);
    }
    ByteReader in = ByteReader.of(raw, byteOrder(raw), WHAT);
    long headerLength = in.u32(BtfFormat.HDR_LEN);
    if (headerLength < BtfFormat.HEADER_SIZE || headerLength > size) {
      throw new MalformedException(
          WHAT, BtfFormat.HDR_LEN, "length " + headerLength + " of " + size + " bytes");
    }
    long body = size - headerLength;
    long typeOffset = in.u32(BtfFormat.TYPE_OFF);
    long typeLength = in.u32(BtfFormat.TYPE_LEN);
    long stringOffset = in.u32(BtfFormat.STR_OFF);
    long stringLength = in.u32(BtfFormat.STR_LEN);
    if (stringOffset + stringLength > body) {
      throw new MalformedException(
          WHAT,
          BtfFormat.STR_OFF,
          "strings at " + stringOffset + "+" + stringLength + " in a body of " + body + " bytes");
    }
    if (typeOffset + typeLength > stringOffset) {
      throw new MalformedException(
          WHAT,
          BtfFormat.TYPE_OFF,
          "types at " + typeOffset + "+" + typeLength + " reach into strings at " + stringOffset);
    }
    if ((typeOffset & 3) != 0) {
      throw new MalformedException(
          WHAT, BtfFormat.TYPE_OFF, "types at " + typeOffset + ", not a multiple of 4");
    }
    if ((typeLength & 3) != 0) {
      throw new MalformedException(
          WHAT, BtfFormat.TYPE_LEN, "length " + typeLength + " of types, not a multiple of 4");
    }
    return new BtfHeader(
        in.order(),
        (int) (headerLength + typeOffset),
        (int) typeLength,
        (int) (headerLength + stringOffset),
        (int) stringLength);
  }

  private static ByteOrder byteOrder(byte[] raw) {
    int first = raw[0] & 0xff;
    int second = raw[1] & 0xff;
    if ((second << 8 | first) == BtfFormat.MAGIC) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    if ((first << 8 | second) == BtfFormat.MAGIC) {
      return ByteOrder.BIG_ENDIAN;
    }
    throw new MalformedException(
        WHAT, 0, "no BTF: starts with " + first + ", " + second + " and not with 0xeb9f");
  }
}
