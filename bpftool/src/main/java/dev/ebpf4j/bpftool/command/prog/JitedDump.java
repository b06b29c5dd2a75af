package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.disasm.MachineDecoder;
import dev.ebpf4j.disasm.MachineListing;
import dev.ebpf4j.disasm.NativeLines;
import dev.ebpf4j.disasm.SourceLines;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The machine code of one program.
final class JitedDump {

  private static final int OFFSET_WIDTH = 4;

  /// One function.
  static final class Function {
    private final String signature;
    private final String name;
    private final byte[] code;
    private final long address;

    /// @param signature as its BTF gives it, or null
    /// @param name of its symbol
    /// @param address of its first byte in the kernel; 0 if that is not known
    Function(@Nullable String signature, String name, byte[] code, long address) {
      this.signature = signature == null ? "" : signature;
      this.name = name;
      this.code = code;
      this.address = address;
    }
  }

  private final List<Function> functions;
  private final boolean separate;
  private final SourceLines lines;
  private final @Nullable NativeLines nativeLines;

  /// @param functions in the order of their code
  /// @param separate whether the kernel tells functions apart; if not, there is one without a name
  /// @param nativeLines where the source lines begin, or null if that is not known
  JitedDump(
      List<Function> functions,
      boolean separate,
      SourceLines lines,
      @Nullable NativeLines nativeLines) {
    this.functions = functions;
    this.separate = separate;
    this.lines = lines;
    this.nativeLines = nativeLines;
  }

  /// Each function with its instructions, one a line.
  void plain(MachineDecoder decoder, TextBuffer out, DumpOptions options) {
    for (int i = 0; i < functions.size(); i++) {
      Function function = functions.get(i);
      if (separate) {
        if (!function.signature.isEmpty()) {
          out.text(function.signature).text(":\n");
        }
        out.text(function.name).text(":\n");
      }
      plain(listing(decoder, i), function.code, out, options);
      if (separate) {
        out.nl();
      }
    }
  }

  private MachineListing listing(MachineDecoder decoder, int index) {
    Function function = functions.get(index);
    return new MachineListing(decoder, function.code, function.address, index, nativeLines);
  }

  private void plain(MachineListing listing, byte[] code, TextBuffer out, DumpOptions options) {
    while (listing.next()) {
      XlatedDump.plainLine(lines, listing.line(), options.places(), out);
      int offset = listing.offset();
      for (int digits = 1; digits < OFFSET_WIDTH; digits++) {
        if (offset >>> (4 * digits) == 0) {
          out.ch(' ');
        }
      }
      out.hex(offset).ch(':').text(listing.text()).nl();
      if (options.opcodes()) {
        out.ch('\t');
        for (int i = 0; i < listing.length(); i++) {
          out.hex(code[offset + i] & 0xff, 2).ch(' ');
        }
        out.nl();
      }
    }
  }

  /// An array of functions, or of instructions if functions are not told apart.
  void json(MachineDecoder decoder, JsonOut json, DumpOptions options) {
    if (!separate) {
      json(listing(decoder, 0), functions.getFirst().code, json, options);
      return;
    }
    json.beginArray();
    for (int i = 0; i < functions.size(); i++) {
      Function function = functions.get(i);
      json.beginObject();
      if (!function.signature.isEmpty()) {
        json.field("proto", function.signature);
      }
      json.field("name", function.name).name("insns");
      json(listing(decoder, i), function.code, json, options);
      json.endObject();
    }
    json.endArray();
  }

  private void json(MachineListing listing, byte[] code, JsonOut json, DumpOptions options) {
    json.beginArray();
    while (listing.next()) {
      json.beginObject();
      XlatedDump.jsonLine(lines, listing.line(), options.places(), json);
      json.name("pc").hex(listing.offset(), 1);
      operation(listing.text(), json);
      if (options.opcodes()) {
        json.name("opcodes").hexBytes(code, listing.offset(), listing.length());
      }
      json.endObject();
    }
    json.endArray();
  }

  /// The first word of the text and, in an array, the others; blanks, commas and parentheses are
  /// between words.
  private static void operation(String text, JsonOut json) {
    boolean first = true;
    int count = 0;
    for (int at = 0; at < text.length(); ) {
      int end = at;
      while (end < text.length() && !isBetween(text.charAt(end), first)) {
        end++;
      }
      if (end > at) {
        String word = text.substring(at, end);
        if (first) {
          json.field("operation", word).beginArray("operands");
          first = false;
        } else {
          json.value(word);
          count++;
        }
      }
      at = end + 1;
    }
    if (first) {
      json.field("operation", "").beginArray("operands");
    }
    if (count == 0) {
      json.nul();
    }
    json.endArray();
  }

  private static boolean isBetween(char c, boolean first) {
    return c == ' ' || c == '\t' || (!first && (c == ',' || c == '(' || c == ')'));
  }
}
