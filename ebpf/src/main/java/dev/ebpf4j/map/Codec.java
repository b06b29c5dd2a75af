package dev.ebpf4j.map;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Turns keys or values into the bytes that a map holds, and back. Numbers are in the machine's
/// byte order. Unsigned numbers that do not fit the Java type's sign come as the same bits.
///
/// @param <T> what the bytes mean
public interface Codec<T> {

  /// Bytes that every value takes.
  int sizeBytes();

  /// Writes `value` into the next [#sizeBytes()] of `target`.
  void encode(T value, ByteBuffer target);

  /// Reads the next [#sizeBytes()] of `source`.
  T decode(ByteBuffer source);

  /// `__s8` and `__u8`.
  static Codec<Byte> s8() {
    return new Fixed<>(Byte.BYTES) {
      @Override
      public void encode(Byte value, ByteBuffer target) {
        target.put(value);
      }

      @Override
      public Byte decode(ByteBuffer source) {
        return source.get();
      }
    };
  }

  /// `__s16` and `__u16`.
  static Codec<Short> s16() {
    return new Fixed<>(Short.BYTES) {
      @Override
      public void encode(Short value, ByteBuffer target) {
        target.putShort(value);
      }

      @Override
      public Short decode(ByteBuffer source) {
        return source.getShort();
      }
    };
  }

  /// `__s32` and `__u32`.
  static Codec<Integer> s32() {
    return new Fixed<>(Integer.BYTES) {
      @Override
      public void encode(Integer value, ByteBuffer target) {
        target.putInt(value);
      }

      @Override
      public Integer decode(ByteBuffer source) {
        return source.getInt();
      }
    };
  }

  /// `__u32` as the unsigned number it is.
  static Codec<Long> u32() {
    return new Fixed<>(Integer.BYTES) {
      @Override
      public void encode(Long value, ByteBuffer target) {
        if (value >>> 32 != 0) {
          throw new IllegalArgumentException("does not fit 32 bits: " + value);
        }
        target.putInt(value.intValue());
      }

      @Override
      public Long decode(ByteBuffer source) {
        return Integer.toUnsignedLong(source.getInt());
      }
    };
  }

  /// `__s64` and `__u64`.
  static Codec<Long> s64() {
    return new Fixed<>(Long.BYTES) {
      @Override
      public void encode(Long value, ByteBuffer target) {
        target.putLong(value);
      }

      @Override
      public Long decode(ByteBuffer source) {
        return source.getLong();
      }
    };
  }

  /// `__u8` as the unsigned number it is.
  static Codec<Integer> u8() {
    return struct(Byte.BYTES, in -> in.u8(0), (value, out) -> out.u8(0, value));
  }

  /// `__u16` as the unsigned number it is.
  static Codec<Integer> u16() {
    return struct(Short.BYTES, in -> in.u16(0), (value, out) -> out.u16(0, value));
  }

  /// `__int128`.
  static Codec<BigInteger> s128() {
    return struct(16, in -> in.s128(0), (value, out) -> out.s128(0, value));
  }

  /// `unsigned __int128`.
  static Codec<BigInteger> u128() {
    return struct(16, in -> in.u128(0), (value, out) -> out.u128(0, value));
  }

  /// `float`.
  static Codec<Float> f32() {
    return struct(Float.BYTES, in -> in.f32(0), (value, out) -> out.f32(0, value));
  }

  /// `double`.
  static Codec<Double> f64() {
    return struct(Double.BYTES, in -> in.f64(0), (value, out) -> out.f64(0, value));
  }

  /// `bool`.
  static Codec<Boolean> bool() {
    return struct(Byte.BYTES, in -> in.bool(0), (value, out) -> out.bool(0, value));
  }

  /// A structure. What lies between its members is written as zero.
  ///
  /// ```java
  /// record Point(int x, int y) {
  ///   static final Codec<Point> CODEC =
  ///       Codec.struct(
  ///           8,
  ///           in -> new Point(in.s32(0), in.s32(4)),
  ///           (point, out) -> {
  ///             out.s32(0, point.x());
  ///             out.s32(4, point.y());
  ///           });
  /// }
  /// ```
  static <T> Codec<T> struct(int size, Function<Fields, T> reader, BiConsumer<T, Fields> writer) {
    return new Fixed<>(size) {
      @Override
      public void encode(T value, ByteBuffer target) {
        Fields fields = slice(target, size);
        fields.clear();
        writer.accept(value, fields);
      }

      @Override
      public T decode(ByteBuffer source) {
        return reader.apply(slice(source, size));
      }

      private Fields slice(ByteBuffer buffer, int length) {
        int start = buffer.position();
        if (buffer.remaining() < length) {
          throw new IllegalArgumentException(
              "need " + length + " bytes, have " + buffer.remaining());
        }
        buffer.position(start + length);
        return Fields.of(MemorySegment.ofBuffer(buffer.slice(start, length)));
      }
    };
  }

  /// An array of `count` elements.
  static <T> Codec<List<T>> list(Codec<T> element, int count) {
    int size = Math.multiplyExact(element.sizeBytes(), count);
    return struct(
        size,
        in -> in.list(0, count, element),
        (values, out) -> out.list(0, count, element, values));
  }

  /// `size` bytes as they are, as a value that can be compared.
  static Codec<Bytes> raw(int size) {
    return new Fixed<>(size) {
      @Override
      public void encode(Bytes value, ByteBuffer target) {
        if (value.size() != size) {
          throw new IllegalArgumentException("need " + size + " bytes, have " + value.size());
        }
        value.put(target);
      }

      @Override
      public Bytes decode(ByteBuffer source) {
        return Bytes.take(source, size);
      }
    };
  }

  /// `size` bytes as they are.
  static Codec<byte[]> bytes(int size) {
    return new Fixed<>(size) {
      @Override
      public void encode(byte[] value, ByteBuffer target) {
        if (value.length != size) {
          throw new IllegalArgumentException("need " + size + " bytes, have " + value.length);
        }
        target.put(value);
      }

      @Override
      public byte[] decode(ByteBuffer source) {
        byte[] value = new byte[size];
        source.get(value);
        return value;
      }
    };
  }

  /// `char[size]` with text in UTF-8, ended by a NUL unless it fills the array.
  static Codec<String> text(int size) {
    return new Fixed<>(size) {
      @Override
      public void encode(String value, ByteBuffer target) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        if (text.length > size) {
          throw new IllegalArgumentException("more than " + size + " bytes: " + value);
        }
        target.put(Arrays.copyOf(text, size));
      }

      @Override
      public String decode(ByteBuffer source) {
        byte[] text = new byte[size];
        source.get(text);
        int length = 0;
        while (length < size && text[length] != 0) {
          length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
      }
    };
  }

  /// The bytes of `value`.
  default byte[] toBytes(T value) {
    ByteBuffer target = ByteBuffer.allocate(sizeBytes()).order(ByteOrder.nativeOrder());
    encode(value, target);
    return target.array();
  }

  /// The value of `sizeBytes()` bytes from `offset` on.
  default T fromBytes(byte[] bytes, int offset) {
    return decode(ByteBuffer.wrap(bytes, offset, sizeBytes()).order(ByteOrder.nativeOrder()));
  }

  /// A codec of one fixed size.
  ///
  /// @param <T> what the bytes mean
  abstract class Fixed<T> implements Codec<T> {
    private final int sizeBytes;

    protected Fixed(int sizeBytes) {
      if (sizeBytes < 0) {
        throw new IllegalArgumentException("negative size: " + sizeBytes);
      }
      this.sizeBytes = sizeBytes;
    }

    @Override
    public final int sizeBytes() {
      return sizeBytes;
    }
  }
}
