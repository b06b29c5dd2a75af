package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.util.TextBuffer;
import java.util.Arrays;

/// The text of an element where it always has the same length and only the hexadecimal digits of
/// its
/// bytes differ: then elements need not be laid out one by one, which makes dumps of large maps
/// several times as fast.
///
/// Where the digits are is found by laying out one element of all zeros and one of all `ff`: they
/// differ at the digits, in the order of the bytes.
final class FixedLayout {

  private static final byte[] DIGITS = digits();

  /// Lays out one element in full.
  interface Plain {
    void write(TextBuffer out, byte[] key, byte[] value);
  }

  private final byte[] text;
  private final int[] keyPlaces;
  private final int[] valuePlaces;
  private final int[] valueBytes;

  private FixedLayout(byte[] text, int[] keyPlaces, int[] valuePlaces, int[] valueBytes) {
    this.text = text;
    this.keyPlaces = keyPlaces;
    this.valuePlaces = valuePlaces;
    this.valueBytes = valueBytes;
  }

  /// Finds the layout.
  ///
  /// @param shown for each byte of the value that is shown, in order, its offset in the value
  static FixedLayout of(int keySize, int elementBytes, int[] shown, Plain plain) {
    byte[] zeros = text(keySize, elementBytes, 0, plain);
    byte[] ones = text(keySize, elementBytes, 0xff, plain);
    int[] places = new int[keySize + shown.length];
    int found = 0;
    for (int i = 0; i < zeros.length; i++) {
      if (zeros[i] != ones[i]) {
        places[found++] = i++;
      }
    }
    if (found != places.length || zeros.length != ones.length) {
      throw new IllegalStateException("not a fixed layout");
    }
    return new FixedLayout(
        zeros, Arrays.copyOf(places, keySize), Arrays.copyOfRange(places, keySize, found), shown);
  }

  private static byte[] text(int keySize, int elementBytes, int fill, Plain plain) {
    byte[] key = new byte[keySize];
    byte[] value = new byte[elementBytes];
    Arrays.fill(key, (byte) fill);
    Arrays.fill(value, (byte) fill);
    TextBuffer out = new TextBuffer();
    plain.write(out, key, value);
    return out.toByteArray();
  }

  /// Writes the element whose key and value lie at these offsets.
  void write(TextBuffer out, byte[] keys, int keyOffset, byte[] values, int valueOffset) {
    for (int i = 0; i < keyPlaces.length; i++) {
      put(keyPlaces[i], keys[keyOffset + i]);
    }
    for (int i = 0; i < valuePlaces.length; i++) {
      put(valuePlaces[i], values[valueOffset + valueBytes[i]]);
    }
    out.bytes(text);
  }

  private void put(int place, byte value) {
    int at = (value & 0xff) << 1;
    text[place] = DIGITS[at];
    text[place + 1] = DIGITS[at + 1];
  }

  private static byte[] digits() {
    byte[] digits = new byte[512];
    for (int i = 0; i < 512; i++) {
      int digit = (i & 1) == 0 ? i >> 5 : i >> 1 & 15;
      digits[i] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
    }
    return digits;
  }
}
