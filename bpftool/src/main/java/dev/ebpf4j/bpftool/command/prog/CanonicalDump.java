package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.util.TextBuffer;

/// Bytes in rows of sixteen: offset, pairs of bytes in hexadecimal, and characters.
final class CanonicalDump {

  private static final int ROW = 16;

  private CanonicalDump() {}

  static void write(TextBuffer out, byte[] bytes) {
    for (int start = 0; start < bytes.length; start += ROW) {
      int end = Math.min(bytes.length, start + ROW);
      out.hex(start, 7).ch('\t');
      for (int i = start; i < start + ROW; i++) {
        if (i < end) {
          out.hex(bytes[i] & 0xff, 2);
        } else {
          out.text("  ");
        }
        if (i % 2 == 1) {
          out.ch(' ');
        }
      }
      out.text("| ");
      for (int i = start; i < end; i++) {
        byte c = bytes[i];
        out.ch(c >= 0x20 && c < 0x7f ? (char) c : '.');
        if (i == start + 7) {
          out.ch(' ');
        }
      }
      out.nl();
    }
  }
}
