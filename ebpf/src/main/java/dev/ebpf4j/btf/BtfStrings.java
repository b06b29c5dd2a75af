package dev.ebpf4j.btf;

import dev.ebpf4j.btf.parse.BtfTables;
import dev.ebpf4j.util.TextBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The string section of one BTF, whose offsets go on where its base's end.
final class BtfStrings {

  private final @Nullable BtfStrings base;
  private final byte[] bytes;

  /// Index in [#bytes] that offset 0 would have.
  private final int origin;

  private final int first;
  private final int end;

  BtfStrings(BtfTables tables, @Nullable BtfStrings base) {
    this.base = base;
    this.bytes = tables.strings();
    this.first = base == null ? 0 : base.end;
    this.end = Math.addExact(first, tables.stringLength());
    this.origin = tables.stringStart() - first;
  }

  int first() {
    return first;
  }

  int end() {
    return end;
  }

  String text(int offset) {
    BtfStrings owner = owner(offset);
    int length = owner.lengthAt(offset);
    return new String(owner.bytes, owner.origin + offset, length, StandardCharsets.UTF_8);
  }

  int length(int offset) {
    return owner(offset).lengthAt(offset);
  }

  int copy(int offset, byte[] target, int at) {
    BtfStrings owner = owner(offset);
    int length = owner.lengthAt(offset);
    if (length <= target.length - at) {
      System.arraycopy(owner.bytes, owner.origin + offset, target, at, length);
    }
    return length;
  }

  boolean equal(int offset, byte[] text, int from, int size) {
    BtfStrings owner = owner(offset);
    byte[] own = owner.bytes;
    int start = owner.origin + offset;
    if (size >= own.length - start) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (own[start + i] != text[from + i]) {
        return false;
      }
    }
    return own[start + size] == 0;
  }

  void append(int offset, TextBuffer out) {
    BtfStrings owner = owner(offset);
    out.cString(owner.bytes, owner.origin + offset);
  }

  void appendJson(int offset, TextBuffer out) {
    BtfStrings owner = owner(offset);
    out.jsonString(owner.bytes, owner.origin + offset);
  }

  int compare(int offset, int other) {
    BtfStrings owner = owner(offset);
    BtfStrings otherOwner = owner(other);
    byte[] own = owner.bytes;
    byte[] others = otherOwner.bytes;
    int at = owner.origin + offset;
    int otherAt = otherOwner.origin + other;
    while (own[at] == others[otherAt]) {
      if (own[at] == 0) {
        return 0;
      }
      at++;
      otherAt++;
    }
    return (own[at] & 0xff) - (others[otherAt] & 0xff);
  }

  long prefix(int offset) {
    BtfStrings owner = owner(offset);
    int at = owner.origin + offset;
    long prefix = 0;
    for (int shift = 48; shift >= 0 && owner.bytes[at] != 0; shift -= 8) {
      prefix |= (owner.bytes[at++] & 0xffL) << shift;
    }
    return prefix;
  }

  long hash(int offset) {
    BtfStrings owner = owner(offset);
    long hash = 0;
    for (int at = owner.origin + offset; owner.bytes[at] != 0; at++) {
      hash = hash * 31 + owner.bytes[at];
    }
    return hash;
  }

  /// Hash of the string up to a flavour, see [NameHash].
  int essentialHash(int offset) {
    BtfStrings owner = owner(offset);
    return NameHash.essential(owner.bytes, owner.origin + offset);
  }

  /// Whether the string without its flavour is the first `size` bytes of `text`.
  boolean essentialEquals(int offset, byte[] text, int size) {
    BtfStrings owner = owner(offset);
    int start = owner.origin + offset;
    int length = NameHash.essentialLength(owner.bytes, start);
    return length == size && Arrays.equals(owner.bytes, start, start + size, text, 0, size);
  }

  private int lengthAt(int offset) {
    int from = origin + offset;
    int at = from;
    while (bytes[at] != 0) {
      at++;
    }
    return at - from;
  }

  private BtfStrings owner(int offset) {
    BtfStrings owner = this;
    while (offset < owner.first && owner.base != null) {
      owner = owner.base;
    }
    if (offset < owner.first || offset >= owner.end) {
      throw new IndexOutOfBoundsException("no BTF string at " + offset + " of " + owner.end);
    }
    return owner;
  }
}
