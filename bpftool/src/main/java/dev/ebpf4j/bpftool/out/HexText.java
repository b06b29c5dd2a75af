package dev.ebpf4j.bpftool.out;

import dev.ebpf4j.util.TextBuffer;

/// Bytes in hexadecimal as the tool shows them outside JSON.
public final class HexText {

  private HexText() {}

  /// Two digits per byte, a blank between two, two blanks after the eighth of a row, a newline
  /// between rows of sixteen; none at the end.
  public static void rows(TextBuffer out, byte[] bytes, int offset, int length) {
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        out.ch(i % 16 == 0 ? '\n' : ' ');
        if (i % 16 == 8) {
          out.ch(' ');
        }
      }
      out.hex(bytes[offset + i] & 0xff, 2);
    }
  }
}
