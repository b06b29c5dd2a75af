package dev.ebpf4j.map;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The members of a C structure, or the variables of a section, by their places in memory.
///
/// Numbers are in the machine's byte order. Each method that reads has the name of a C type and the
/// distance from the start in bytes; the one that writes takes the value too. `u8`, `u16` and `u32`
/// come as a Java type that holds them as the unsigned numbers they are, and refuse others; a `u64`
/// is the same bits as [#s64(long)], see [Long#toUnsignedString(long)]. A number at a multiple of
/// its size is read and written at once, all else piece by piece.
///
/// ```java
/// Fields event = Fields.of(record);
/// System.out.println(event.u32(0) + " " + event.text(8, 16));
/// ```
public final class Fields {

  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final int WIDE = 16;

  private final MemorySegment memory;

  private Fields(MemorySegment memory) {
    this.memory = memory;
  }

  /// What lies in `memory`.
  public static Fields of(MemorySegment memory) {
    return new Fields(memory);
  }

  /// How many bytes there are.
  public long sizeBytes() {
    return memory.byteSize();
  }

  // ---- integers --------------------------------------------------------------------------------

  public byte s8(long at) {
    return memory.get(ValueLayout.JAVA_BYTE, at);
  }

  public void s8(long at, byte value) {
    memory.set(ValueLayout.JAVA_BYTE, at, value);
  }

  public int u8(long at) {
    return Byte.toUnsignedInt(s8(at));
  }

  public void u8(long at, int value) {
    s8(at, (byte) unsigned(value, Byte.SIZE));
  }

  public short s16(long at) {
    return memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, at);
  }

  public void s16(long at, short value) {
    memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, value);
  }

  public int u16(long at) {
    return Short.toUnsignedInt(s16(at));
  }

  public void u16(long at, int value) {
    s16(at, (short) unsigned(value, Short.SIZE));
  }

  public int s32(long at) {
    return memory.get(ValueLayout.JAVA_INT_UNALIGNED, at);
  }

  public void s32(long at, int value) {
    memory.set(ValueLayout.JAVA_INT_UNALIGNED, at, value);
  }

  public long u32(long at) {
    return Integer.toUnsignedLong(s32(at));
  }

  public void u32(long at, long value) {
    s32(at, (int) unsigned(value, Integer.SIZE));
  }

  public long s64(long at) {
    return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
  }

  public void s64(long at, long value) {
    memory.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
  }

  public BigInteger s128(long at) {
    return new BigInteger(reversedIfLittle(bytes(at, WIDE).toByteArray()));
  }

  public BigInteger u128(long at) {
    return new BigInteger(1, reversedIfLittle(bytes(at, WIDE).toByteArray()));
  }

  /// Writes a number of 128 bits.
  public void s128(long at, BigInteger value) {
    if (value.bitLength() >= WIDE * Byte.SIZE) {
      throw new IllegalArgumentException("does not fit 128 bits: " + value);
    }
    putWide(at, value);
  }

  /// Writes an unsigned number of 128 bits.
  public void u128(long at, BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > WIDE * Byte.SIZE) {
      throw new IllegalArgumentException("does not fit 128 unsigned bits: " + value);
    }
    putWide(at, value);
  }

  private void putWide(long at, BigInteger value) {
    byte[] number = value.toByteArray();
    byte[] wide = new byte[WIDE];
    Arrays.fill(wide, (byte) (value.signum() < 0 ? -1 : 0));
    int length = Math.min(number.length, WIDE);
    System.arraycopy(number, number.length - length, wide, WIDE - length, length);
    bytes(at, WIDE, Bytes.of(reversedIfLittle(wide)));
  }

  private static byte[] reversedIfLittle(byte[] wide) {
    for (int i = 0; LITTLE && i < wide.length / 2; i++) {
      byte first = wide[i];
      wide[i] = wide[wide.length - 1 - i];
      wide[wide.length - 1 - i] = first;
    }
    return wide;
  }

  private static long unsigned(long value, int bits) {
    if (value >>> bits != 0) {
      throw new IllegalArgumentException("does not fit " + bits + " unsigned bits: " + value);
    }
    return value;
  }

  // ---- bit-fields ------------------------------------------------------------------------------

  /// A bit-field without sign.
  ///
  /// @param bitOffset distance from the start in bits, as BTF counts them
  /// @param width at most 64
  public long bits(long bitOffset, int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      // The lowest bit of the field comes first on little-endian machines, last on others.
      long bit = bitOffset + (LITTLE ? i : width - 1 - i);
      value |= (long) (s8(bit / Byte.SIZE) >>> shift(bit) & 1) << i;
    }
    return value;
  }

  /// A bit-field with sign.
  public long signedBits(long bitOffset, int width) {
    int unused = Long.SIZE - width;
    return bits(bitOffset, width) << unused >> unused;
  }

  /// Writes a bit-field without sign and nothing around it.
  public void bits(long bitOffset, int width, long value) {
    putBits(bitOffset, width, width == Long.SIZE ? value : unsigned(value, width));
  }

  /// Writes a bit-field with sign and nothing around it.
  public void signedBits(long bitOffset, int width, long value) {
    int unused = Long.SIZE - width;
    if (value << unused >> unused != value) {
      throw new IllegalArgumentException("does not fit " + width + " bits: " + value);
    }
    putBits(bitOffset, width, value);
  }

  private void putBits(long bitOffset, int width, long value) {
    for (int i = 0; i < width; i++) {
      long bit = bitOffset + (LITTLE ? i : width - 1 - i);
      int mask = 1 << shift(bit);
      int old = s8(bit / Byte.SIZE);
      s8(bit / Byte.SIZE, (byte) ((value >>> i & 1) == 0 ? old & ~mask : old | mask));
    }
  }

  private static int shift(long bit) {
    int inByte = (int) (bit % Byte.SIZE);
    return LITTLE ? inByte : Byte.SIZE - 1 - inByte;
  }

  // ---- the rest --------------------------------------------------------------------------------

  public boolean bool(long at) {
    return s8(at) != 0;
  }

  public void bool(long at, boolean value) {
    s8(at, (byte) (value ? 1 : 0));
  }

  public float f32(long at) {
    return Float.intBitsToFloat(s32(at));
  }

  public void f32(long at, float value) {
    s32(at, Float.floatToRawIntBits(value));
  }

  public double f64(long at) {
    return Double.longBitsToDouble(s64(at));
  }

  public void f64(long at, double value) {
    s64(at, Double.doubleToRawLongBits(value));
  }

  /// `char[size]`, see [Codec#text(int)].
  public String text(long at, int size) {
    return value(at, Codec.text(size));
  }

  public void text(long at, int size, String value) {
    value(at, Codec.text(size), value);
  }

  /// `size` bytes as they are.
  public Bytes bytes(long at, int size) {
    return value(at, Codec.raw(size));
  }

  public void bytes(long at, int size, Bytes value) {
    value(at, Codec.raw(size), value);
  }

  /// Whatever `codec` is for.
  public <T> T value(long at, Codec<T> codec) {
    MemorySegment part = memory.asSlice(at, codec.sizeBytes());
    return codec.decode(part.asByteBuffer().order(ByteOrder.nativeOrder()));
  }

  public <T> void value(long at, Codec<T> codec, T value) {
    MemorySegment part = memory.asSlice(at, codec.sizeBytes());
    codec.encode(value, part.asByteBuffer().order(ByteOrder.nativeOrder()));
  }

  /// An array.
  public <T> List<T> list(long at, int count, Codec<T> element) {
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(value(at + (long) i * element.sizeBytes(), element));
    }
    return List.copyOf(list);
  }

  /// Writes an array.
  ///
  /// @throws IllegalArgumentException if there are not exactly `count` elements
  public <T> void list(long at, int count, Codec<T> element, List<T> values) {
    if (values.size() != count) {
      throw new IllegalArgumentException("need " + count + " elements, have " + values.size());
    }
    for (int i = 0; i < count; i++) {
      value(at + (long) i * element.sizeBytes(), element, values.get(i));
    }
  }

  /// Makes all bytes zero.
  public void clear() {
    memory.fill((byte) 0);
  }
}
