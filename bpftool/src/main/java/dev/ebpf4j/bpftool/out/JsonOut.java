package dev.ebpf4j.bpftool.out;

import dev.ebpf4j.util.TextBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// JSON in bpftool's two layouts, which scripts and the shell completion rely on.
///
/// Compact has no blank at all. Pretty indents by four per level and puts every *member* on a line
/// of its own, but the elements of an array follow each other inline; the bracket that closes
/// something not empty stands on its own line.
///
/// What comes out is always one valid document: strings are escaped in full, [#finish()] closes
/// what an error left open and writes `null` where a command said nothing at all.
public final class JsonOut {

  private static final byte ARRAY = 1;
  private static final byte OBJECT = 2;

  private final TextBuffer out;
  private boolean pretty;

  /// Kind of each open container, outermost first.
  private byte[] open = new byte[16];

  private int depth;

  /// Whether the innermost container (or the document) holds something already.
  private boolean filled;

  private boolean named;

  public JsonOut(TextBuffer out, boolean pretty) {
    this.out = out;
    this.pretty = pretty;
  }

  /// Turns the pretty layout on; meant for a moment when nothing has been written.
  public void makePretty() {
    pretty = true;
  }

  /// Number of containers open now, for [#closeTo(int)].
  public int depth() {
    return depth;
  }

  /// Whether a value may come next: nothing written yet, a name without its value, or an array.
  public boolean expectsValue() {
    if (depth == 0) {
      return !filled;
    }
    return named || open[depth - 1] == ARRAY;
  }

  public JsonOut beginObject() {
    return begin('{', OBJECT);
  }

  public JsonOut endObject() {
    return end('}');
  }

  public JsonOut beginArray() {
    return begin('[', ARRAY);
  }

  public JsonOut endArray() {
    return end(']');
  }

  /// `"name": {`
  public JsonOut beginObject(String name) {
    return name(name).beginObject();
  }

  /// `"name": [`
  public JsonOut beginArray(String name) {
    return name(name).beginArray();
  }

  private JsonOut begin(char bracket, byte kind) {
    separate();
    out.ch(bracket);
    if (depth == open.length) {
      open = Arrays.copyOf(open, 2 * depth);
    }
    open[depth++] = kind;
    filled = false;
    return this;
  }

  private JsonOut end(char bracket) {
    depth--;
    if (filled) {
      newLine();
    }
    out.ch(bracket);
    filled = true;
    return this;
  }

  /// Name of the member whose value comes next.
  public JsonOut name(String name) {
    if (filled) {
      out.ch(',');
    }
    newLine();
    filled = true;
    quote(name);
    out.ch(':');
    if (pretty) {
      out.ch(' ');
    }
    named = true;
    return this;
  }

  private void separate() {
    if (named) {
      named = false;
    } else if (filled) {
      out.ch(',');
    }
    filled = true;
  }

  private void newLine() {
    if (pretty) {
      out.nl().repeat(' ', 4 * depth);
    }
  }

  /// As [#name(String)] for a name that is a JSON string in UTF-8 already, quotes and escapes
  /// included.
  public JsonOut quotedName(byte[] quoted) {
    if (filled) {
      out.ch(',');
    }
    newLine();
    filled = true;
    out.bytes(quoted).ch(':');
    if (pretty) {
      out.ch(' ');
    }
    named = true;
    return this;
  }

  /// As [#name(String)] for a name that was prepared.
  public JsonOut name(Name name) {
    if (pretty) {
      return quotedName(name.quoted);
    }
    out.bytes(filled ? name.next : name.first);
    filled = true;
    named = true;
    return this;
  }

  /// A member's name prepared for being written very often. ASCII without anything to escape.
  public static final class Name {

    private final byte[] quoted;
    private final byte[] first;
    private final byte[] next;

    public Name(String name) {
      this.quoted = ascii('"' + name + '"');
      this.first = ascii('"' + name + "\":");
      this.next = ascii(",\"" + name + "\":");
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
  }

  /// A value whose text the caller writes into the buffer that is returned.
  public TextBuffer verbatim() {
    separate();
    return out;
  }

  public JsonOut value(String text) {
    separate();
    quote(text);
    return this;
  }

  public JsonOut value(long number) {
    separate();
    out.dec(number);
    return this;
  }

  public JsonOut value(boolean truth) {
    separate();
    out.text(truth ? "true" : "false");
    return this;
  }

  public JsonOut unsigned(int number) {
    separate();
    out.unsigned(number);
    return this;
  }

  public JsonOut unsigned(long number) {
    separate();
    out.unsigned(number);
    return this;
  }

  public JsonOut nul() {
    separate();
    out.text("null");
    return this;
  }

  /// A string of hexadecimal digits behind `0x`, at least `digits` of them.
  public JsonOut hex(long number, int digits) {
    separate();
    int needed = Math.max(1, (67 - Long.numberOfLeadingZeros(number)) / 4);
    out.text("\"0x").hex(number, Math.max(needed, digits)).ch('"');
    return this;
  }

  /// Raw bytes as the tool shows them in JSON: an array of strings such as `"0x0a"`.
  public JsonOut hexBytes(byte[] bytes, int offset, int length) {
    beginArray();
    out.hexStrings(bytes, offset, length);
    filled = length > 0;
    return endArray();
  }

  /// Raw bytes as an array of decimal numbers.
  public JsonOut decimalBytes(byte[] bytes, int offset, int length) {
    beginArray();
    for (int i = 0; i < length; i++) {
      unsigned(bytes[offset + i] & 0xff);
    }
    return endArray();
  }

  public JsonOut field(String name, String text) {
    return name(name).value(text);
  }

  public JsonOut field(String name, long number) {
    return name(name).value(number);
  }

  public JsonOut field(String name, boolean truth) {
    return name(name).value(truth);
  }

  /// An unsigned 32-bit member.
  public JsonOut u32(String name, int number) {
    return name(name).unsigned(number);
  }

  /// An unsigned 64-bit member.
  public JsonOut u64(String name, long number) {
    return name(name).unsigned(number);
  }

  /// Closes containers until `depth` of them are open; a name that waits for its value gets
  /// `null`.
  public void closeTo(int depth) {
    if (named) {
      nul();
    }
    while (this.depth > depth) {
      end(open[this.depth - 1] == ARRAY ? ']' : '}');
    }
  }

  /// Ends the document with a newline, after closing what is open; `null` if it is empty.
  public void finish() {
    closeTo(0);
    if (!filled) {
      nul();
    }
    out.nl();
  }

  private void quote(String text) {
    out.ch('"');
    int length = text.length();
    int start = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.text(text.substring(start, i));
        out.jsonEscape(c);
        start = i + 1;
      }
    }
    out.text(start == 0 ? text : text.substring(start)).ch('"');
  }
}
