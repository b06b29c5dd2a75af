package dev.ebpf4j.codegen;

import dev.ebpf4j.util.TextBuffer;

/// Bytes as the lines of a C string.
final class CBytes {

  /// Longest line, without the backslash that ends it.
  private static final int LINE = 78;

  private CBytes() {}

  /// The bytes without the quotes around them, for a place at the start of a line.
  static void write(byte[] bytes, TextBuffer out) {
    int column = 0;
    for (byte b : bytes) {
      int width = b == 0 ? 2 : 4;
      column += width;
      if (column > LINE) {
        out.text("\\\n");
        column = width;
      }
      if (b == 0) {
        out.text("\\0");
      } else {
        out.text("\\x").hex(b, 2);
      }
    }
  }
}
