package dev.ebpf4j.bpftool.grammar;

import org.jspecify.annotations.Nullable;

/// Numbers as C's `strtoul` reads them, which is what users' scripts were written against: blanks
/// in front, a sign, `0x` or a leading `0` for the base, the largest value on overflow.
public final class Numbers {

  private Numbers() {}

  /// The unsigned 64-bit value of a whole word, base by its prefix; null if something is left
  /// behind the digits. An empty word is 0.
  public static @Nullable Long parse(String word) {
    return parse(word, 0);
  }

  /// As [#parse(String)] with a fixed `base` of 8, 10 or 16; 0 lets the prefix decide.
  public static @Nullable Long parse(String word, int base) {
    int at = 0;
    int end = word.length();
    while (at < end && isSpace(word.charAt(at))) {
      at++;
    }
    boolean negative = false;
    if (at < end && (word.charAt(at) == '-' || word.charAt(at) == '+')) {
      negative = word.charAt(at) == '-';
      at++;
    }
    int radix = base == 0 ? 10 : base;
    if (hasHexPrefix(word, at) && (base == 0 || base == 16)) {
      at += 2;
      radix = 16;
    } else if (base == 0 && at < end && word.charAt(at) == '0') {
      radix = 8;
    }
    long value = 0;
    boolean overflow = false;
    int first = at;
    for (; at < end; at++) {
      int digit = Character.digit(word.charAt(at), radix);
      if (digit < 0 || word.charAt(at) >= 0x80) {
        return null;
      }
      overflow |= Long.compareUnsigned(value, Long.divideUnsigned(-1 - digit, radix)) > 0;
      value = value * radix + digit;
    }
    if (first == end && !word.isEmpty()) {
      return null;
    }
    return overflow ? Long.valueOf(-1) : Long.valueOf(negative ? -value : value);
  }

  private static boolean hasHexPrefix(String word, int at) {
    return word.length() > at + 2
        && word.charAt(at) == '0'
        && (word.charAt(at + 1) | 0x20) == 'x'
        && Character.digit(word.charAt(at + 2), 16) >= 0;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
