package dev.ebpf4j.disasm;

import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// A walk over the machine code of one function. Bytes that the decoder does not know are shown one
/// by one as `.byte`, and reading goes on behind them.
public final class MachineListing {

  private final MachineDecoder decoder;
  private final byte[] code;
  private final long address;
  private final int function;
  private final @Nullable NativeLines lines;
  private final TextBuffer text = new TextBuffer();
  private int offset;
  private int next;
  private int linesSeen;
  private int line = -1;

  /// @param address where the first byte lies in the kernel; 0 if that is not known
  /// @param function index of the function, for `lines`
  /// @param lines source lines by address, or null if there are none
  public MachineListing(
      MachineDecoder decoder,
      byte[] code,
      long address,
      int function,
      @Nullable NativeLines lines) {
    this.decoder = decoder;
    this.code = code;
    this.address = address;
    this.function = function;
    this.lines = lines;
    decoder.start(code, address);
  }

  /// Moves on to the next instruction; false at the end.
  public boolean next() {
    if (next >= code.length) {
      return false;
    }
    offset = next;
    text.truncate(0);
    int length = decoder.decode(offset, text);
    if (length <= 0) {
      text.truncate(0);
      text.text("\t.byte\t0x").hex(code[offset] & 0xff, 2);
      length = 1;
    }
    next = Math.min(offset + length, code.length);
    line = lines == null ? -1 : lines.covering(function, address + offset, linesSeen);
    if (line >= 0) {
      linesSeen++;
    }
    return true;
  }

  /// Offset of the instruction from the start of the function.
  public int offset() {
    return offset;
  }

  /// Number of bytes of the instruction.
  public int length() {
    return next - offset;
  }

  /// The source line to show here, for [SourceLines], or -1.
  public int line() {
    return line;
  }

  /// Text of the instruction, a tab first.
  public String text() {
    return text.toString();
  }
}
