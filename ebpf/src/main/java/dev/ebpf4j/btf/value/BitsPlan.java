package dev.ebpf4j.btf.value;

/// Some bits within bytes: a bit-field or an integer that does not fill its bytes. Bits count from
/// the least significant one of the first byte, in big-endian data from the most significant one.
final class BitsPlan extends ValuePlan {

  private final int bitOffset;
  private final int bits;
  private final boolean bigEndian;

  /// @param bitOffset bits to pass over in the first byte and on
  /// @param bits width, 1 to 128
  BitsPlan(int bitOffset, int bits, boolean bigEndian) {
    super((bitOffset + bits + 7) / 8, 1);
    this.bitOffset = bitOffset;
    this.bits = bits;
    this.bigEndian = bigEndian;
  }

  @Override
  boolean format(byte[] data, int at, ValueSink sink) {
    int shift = bigEndian ? (int) extent * 8 - bitOffset - bits : bitOffset;
    long low = part(data, at, shift, Math.min(bits, Long.SIZE));
    long high = bits > Long.SIZE ? part(data, at, shift + Long.SIZE, bits - Long.SIZE) : 0;
    sink.bits(high, low);
    return true;
  }

  /// `width` bits, the lowest of which has `shift` bits below it.
  private long part(byte[] data, int at, int shift, int width) {
    long value = 0;
    for (int bit = 0; bit < width; ) {
      int place = shift + bit;
      int index = place >> 3;
      int b = data[at + (bigEndian ? (int) extent - 1 - index : index)] & 0xff;
      value |= (long) (b >> (place & 7)) << bit;
      bit += 8 - (place & 7);
    }
    return width == Long.SIZE ? value : value & ((1L << width) - 1);
  }
}
