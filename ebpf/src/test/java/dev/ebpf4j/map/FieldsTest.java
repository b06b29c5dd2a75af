package dev.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/// Members of C structures are read and written where they are, and nothing around them changes.
class FieldsTest {

  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private final byte[] bytes = new byte[32];
  private final Fields fields = Fields.of(MemorySegment.ofArray(bytes));

  @Test
  void unsignedNumbersAreWhatTheyAre() {
    fields.u8(1, 200);
    fields.u16(3, 60_000);
    fields.u32(5, 4_000_000_000L);
    assertEquals(200, fields.u8(1));
    assertEquals((byte) 200, fields.s8(1));
    assertEquals(60_000, fields.u16(3));
    assertEquals((short) 60_000, fields.s16(3));
    assertEquals(4_000_000_000L, fields.u32(5));
    assertEquals((int) 4_000_000_000L, fields.s32(5));
    assertEquals(0, bytes[0]);
    assertEquals(0, bytes[9]);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    for (int value : new int[] {-1, 256}) {
      assertThrows(IllegalArgumentException.class, () -> fields.u8(0, value));
      assertThrows(IllegalArgumentException.class, () -> fields.u16(0, value * 256));
      assertThrows(IllegalArgumentException.class, () -> fields.u32(0, (value * 1L) << 24));
      assertThrows(IllegalArgumentException.class, () -> fields.bits(4, 8, value));
    }
    assertThrows(IllegalArgumentException.class, () -> fields.signedBits(0, 4, 8));
    assertThrows(IllegalArgumentException.class, () -> fields.signedBits(0, 4, -9));
    assertThrows(IllegalArgumentException.class, () -> fields.text(0, 4, "hello"));
    assertThrows(IllegalArgumentException.class, () -> fields.bytes(0, 4, Bytes.of((byte) 1)));
    assertThrows(
        IllegalArgumentException.class, () -> fields.list(0, 2, Codec.s32(), List.of(1, 2, 3)));
    assertArrayEquals(new byte[32], bytes, "nothing was written");
    assertThrows(IndexOutOfBoundsException.class, () -> fields.s64(28));
  }

  @Test
  void wideNumbers() {
    BigInteger big = BigInteger.ONE.shiftLeft(127);
    fields.u128(3, big.add(BigInteger.TWO));
    assertEquals(big.add(BigInteger.TWO), fields.u128(3));
    fields.s128(3, big.negate());
    assertEquals(big.negate(), fields.s128(3));
    fields.s128(3, BigInteger.valueOf(-5));
    assertEquals(-5, fields.s64(LITTLE ? 3 : 11));
    assertThrows(IllegalArgumentException.class, () -> fields.s128(0, big));
    assertThrows(IllegalArgumentException.class, () -> fields.u128(0, big.negate()));
    assertThrows(IllegalArgumentException.class, () -> fields.u128(0, big.shiftLeft(1)));
    BigInteger value = new BigInteger("123456789012345678901234567890");
    assertEquals(value, Codec.s128().fromBytes(Codec.s128().toBytes(value), 0));
    assertEquals(value, Codec.u128().fromBytes(Codec.u128().toBytes(value), 0));
  }

  @Test
  void theRest() {
    fields.bool(0, true);
    fields.f32(4, 1.5f);
    fields.f64(8, -0.25);
    fields.text(16, 8, "näh");
    fields.bytes(24, 4, Bytes.of((byte) 1, (byte) 2, (byte) 3, (byte) 4));
    assertEquals(true, fields.bool(0));
    assertEquals(1.5f, fields.f32(4));
    assertEquals(-0.25, fields.f64(8));
    assertEquals("näh", fields.text(16, 8));
    assertEquals("01 02 03 04", fields.bytes(24, 4).toString());
    assertEquals(List.of(1, 2, 3, 4), fields.list(24, 4, Codec.u8()));
    fields.list(24, 2, Codec.u16(), List.of(65535, 0));
    assertEquals(
        List.of(List.of(65535), List.of(0)), fields.list(24, 2, Codec.list(Codec.u16(), 1)));
    fields.bool(0, false);
    assertEquals(false, fields.bool(0));
    fields.clear();
    assertArrayEquals(new byte[32], bytes);
    assertEquals(32, fields.sizeBytes());
  }

  @Test
  void codecsOfFieldsGoBothWays() {
    assertEquals(200, Codec.u8().fromBytes(Codec.u8().toBytes(200), 0));
    assertEquals(1.5f, Codec.f32().fromBytes(Codec.f32().toBytes(1.5f), 0));
    assertEquals(2.5, Codec.f64().fromBytes(Codec.f64().toBytes(2.5), 0));
    assertEquals(true, Codec.bool().fromBytes(Codec.bool().toBytes(true), 0));
    Codec<List<Integer>> list = Codec.list(Codec.s32(), 3);
    assertEquals(List.of(1, -2, 3), list.fromBytes(list.toBytes(List.of(1, -2, 3)), 0));
    Codec<Integer> padded = Codec.struct(8, in -> in.s32(4), (value, out) -> out.s32(4, value));
    java.nio.ByteBuffer dirty = java.nio.ByteBuffer.wrap(new byte[] {9, 9, 9, 9, 9, 9, 9, 9});
    padded.encode(0, dirty);
    assertArrayEquals(new byte[8], dirty.array(), "what lies between is zero");
    assertEquals(8, dirty.position());
    assertThrows(IllegalArgumentException.class, () -> padded.decode(dirty));
  }

  @Test
  void bytesAreValues() {
    Bytes some = Bytes.write(4, out -> out.u16(2, 0x0101));
    assertEquals(Bytes.of(new byte[] {0, 0, 1, 1}), some);
    assertEquals(Bytes.of(new byte[] {0, 0, 1, 1}).hashCode(), some.hashCode());
    assertNotEquals(Bytes.of((byte) 1), some);
    assertEquals(4, some.size());
    assertEquals(1, some.get(3));
    byte[] copy = some.toByteArray();
    copy[0] = 7;
    assertEquals(0, some.get(0));
    assertThrows(RuntimeException.class, () -> some.fields().u8(0, 1));
  }

  /// Against the definition: bit `i` of a little-endian bit-field is bit `offset + i` of the bytes,
  /// counted from the lowest of each.
  @Property
  void bitFieldsTouchTheirBitsOnly(
      @ForAll @Size(24) byte[] before,
      @ForAll @IntRange(max = 120) int offset,
      @ForAll @IntRange(min = 1, max = 64) int width,
      @ForAll long random) {
    byte[] after = before.clone();
    Fields at = Fields.of(MemorySegment.ofArray(after));
    long value = random << (64 - width) >>> (64 - width);
    at.bits(offset, width, value);
    assertEquals(value, at.bits(offset, width));
    assertEquals(random << (64 - width) >> (64 - width), at.signedBits(offset, width));
    BigInteger mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    int shift = LITTLE ? offset : 24 * 8 - offset - width;
    assertEquals(
        number(before).andNot(mask.shiftLeft(shift)),
        number(after).andNot(mask.shiftLeft(shift)),
        "the bits around it");
    assertEquals(
        new BigInteger(Long.toUnsignedString(value)), number(after).shiftRight(shift).and(mask));
    at.signedBits(offset, width, random << (64 - width) >> (64 - width));
    assertEquals(value, at.bits(offset, width));
  }

  private static BigInteger number(byte[] bytes) {
    byte[] big = Arrays.copyOf(bytes, bytes.length);
    for (int i = 0; LITTLE && i < big.length; i++) {
      big[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, big);
  }
}
