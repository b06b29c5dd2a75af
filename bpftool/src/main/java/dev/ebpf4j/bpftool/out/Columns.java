package dev.ebpf4j.bpftool.out;

import dev.ebpf4j.util.TextBuffer;

/// Text padded to the width of a column; longer text is never cut.
public final class Columns {

  private Columns() {}

  /// `text`, then blanks up to `width` characters, as `%-*s`.
  public static void left(TextBuffer out, String text, int width) {
    out.text(text).repeat(' ', width - text.length());
  }

  /// Blanks, then `text`, together at least `width` characters, as `%*s`.
  public static void right(TextBuffer out, String text, int width) {
    out.repeat(' ', width - text.length()).text(text);
  }
}
