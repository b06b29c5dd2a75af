package dev.ebpf4j.btf.dump;

import dev.ebpf4j.util.TextBuffer;

/// Fills holes of a struct with unnamed bit-fields, so that what follows comes to lie where the BTF
/// has it.
///
/// Compilers fill a hole up to a boundary of the next member's own accord; only what goes beyond
/// is written. The widest type with a boundary in the hole is chosen: its bit-fields start there.
final class CPadding {

  private static final String[] TYPES = {"long", "int", "short", "char"};

  private final TextBuffer out;
  private final int[] widths;

  CPadding(TextBuffer out, int pointerSizeBytes) {
    this.out = out;
    this.widths = new int[] {pointerSizeBytes * 8, 32, 16, 8};
  }

  /// Fills the hole between two members.
  ///
  /// @param end where the previous member ends, in bits
  /// @param next where the next one begins, in bits, or the struct ends; above `end`
  /// @param alignment what the compiler aligns the next member to by itself, in bytes
  /// @param inBitfield whether the members on both sides are bit-fields, which compilers put
  ///     together without regard to boundaries
  void write(long end, long next, int alignment, boolean inBitfield, int level) {
    int type = 0;
    while (type < TYPES.length - 1 && roundUp(end, widths[type]) > next) {
      type++;
    }
    long boundary = roundUp(end, widths[type]);
    long at = end;
    if (boundary > end && boundary <= next) {
      boolean needed =
          inBitfield
              || (boundary == next && roundUp(end, alignment * 8L) != boundary)
              || (boundary != next && next - boundary <= boundary - end);
      if (needed) {
        line(type, inBitfield ? boundary - end : 0, level);
      }
      at = boundary;
    }
    for (int width = widths[type]; next - at >= width; at += width) {
      line(type, width, level);
    }
    if (at != next) {
      line(smallest(next - at), next - at, level);
    }
  }

  private int smallest(long bits) {
    int type = TYPES.length - 1;
    while (type > 0 && widths[type] < bits) {
      type--;
    }
    return type;
  }

  private void line(int type, long bits, int level) {
    out.nl().repeat('\t', level).text(TYPES[type]).text(": ").unsigned(bits).ch(';');
  }

  private static long roundUp(long value, long step) {
    return (value + step - 1) / step * step;
  }
}
