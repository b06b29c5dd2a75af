package dev.ebpf4j.sys;

import java.nio.charset.StandardCharsets;

/// A cursor over the attributes of a message from the kernel. It never leaves its bytes: an
/// attribute with a length that cannot be ends the walk.
///
/// ```java
/// while (attributes.next()) {
///   if (attributes.type() == IFLA_IFNAME) { name = attributes.text(); }
/// }
/// ```
public final class NetlinkAttributes {

  private static final int HEADER = 4;
  private static final int TYPE_MASK = 0x3fff;

  private final byte[] bytes;
  private final int end;
  private int next;
  private int at;
  private int size;

  /// The attributes in `bytes` from `start` up to `end`.
  public NetlinkAttributes(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.end = Math.min(end, bytes.length);
    this.next = start;
  }

  /// Moves to the next attribute; false at the end.
  public boolean next() {
    at = next;
    if (at < 0 || at > end - HEADER) {
      return false;
    }
    size = u16(at);
    if (size < HEADER || size > end - at) {
      return false;
    }
    next = at + (size + 3 & ~3);
    return true;
  }

  /// Type of the attribute, without the flag of nesting.
  public int type() {
    return u16(at + 2) & TYPE_MASK;
  }

  /// The value as a 32-bit number; 0 if it is shorter.
  public int u32() {
    return size < HEADER + 4 ? 0 : u16(at + HEADER) | u16(at + HEADER + 2) << 16;
  }

  /// The value as an 8-bit number; 0 if it is empty.
  public int u8() {
    return size == HEADER ? 0 : bytes[at + HEADER] & 0xff;
  }

  /// The value as text, up to its NUL.
  public String text() {
    int from = at + HEADER;
    int to = from;
    while (to < at + size && bytes[to] != 0) {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /// The attributes inside the value.
  public NetlinkAttributes nested() {
    return new NetlinkAttributes(bytes, at + HEADER, at + size);
  }

  private int u16(int offset) {
    return (bytes[offset] & 0xff) | (bytes[offset + 1] & 0xff) << 8;
  }
}
