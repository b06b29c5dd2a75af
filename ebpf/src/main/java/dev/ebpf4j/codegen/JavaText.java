package dev.ebpf4j.codegen;

import dev.ebpf4j.util.TextBuffer;
import java.util.List;

/// Java source in the form that google-java-format gives it, as far as generated code needs it.
final class JavaText {

  private static final int WIDTH = 100;

  private final TextBuffer out = new TextBuffer();
  private int indent;

  /// What was written.
  @Override
  public String toString() {
    return out.toString();
  }

  JavaText line(String text) {
    if (!text.isEmpty()) {
      out.repeat(' ', indent).text(text);
    }
    out.nl();
    return this;
  }

  JavaText blank() {
    out.nl();
    return this;
  }

  /// A line that opens a block.
  JavaText open(String text) {
    line(text + " {");
    indent += 2;
    return this;
  }

  /// Goes `levels` to the right.
  JavaText indented(int levels) {
    indent += 2 * levels;
    return this;
  }

  JavaText close() {
    return close("}");
  }

  JavaText close(String text) {
    indent -= 2;
    return line(text);
  }

  /// A documentation comment, broken where lines are full.
  JavaText doc(String text) {
    StringBuilder line = new StringBuilder("///");
    for (String word : harmless(text).split(" ", -1)) {
      if (indent + line.length() + 1 + word.length() > WIDTH && line.length() > 3) {
        line(line.toString());
        line.setLength(3);
      }
      line.append(' ').append(word);
    }
    return line(line.toString());
  }

  /// Something with a list in parentheses: on one line, or the list on one line, or each of it.
  JavaText list(String head, List<String> items, String tail) {
    String joined = String.join(", ", items);
    if (fits(indent, head + "(" + joined + ")" + tail) || items.isEmpty()) {
      return line(head + "(" + joined + ")" + tail);
    }
    line(head + "(");
    indent += 4;
    if (fits(indent, joined + ")" + tail)) {
      line(joined + ")" + tail);
    } else {
      for (int i = 0; i < items.size(); i++) {
        line(items.get(i) + (i < items.size() - 1 ? "," : ")" + tail));
      }
    }
    indent -= 4;
    return this;
  }

  /// Something that gets the result of a call: the call on a line of its own if need be.
  JavaText assign(String variable, String head, List<String> items) {
    String call = head + "(" + String.join(", ", items) + ");";
    if (fits(indent, variable + " = " + call)) {
      return line(variable + " = " + call);
    }
    line(variable + " =");
    indent += 4;
    list(head, items, ";");
    indent -= 4;
    return this;
  }

  boolean fits(String text) {
    return fits(indent, text);
  }

  private static boolean fits(int column, String text) {
    return column + text.length() <= WIDTH;
  }

  /// The text with nothing in it that could end a comment or be a Unicode escape.
  static String harmless(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(c < ' ' || c > '~' || c == '\\' ? '?' : c);
    }
    return plain.toString();
  }

  /// The text as a string literal.
  static String literal(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        // Not as a Unicode escape: that would be the character itself to the compiler.
        out.append('\\').append('0').append(c >> 3).append(c & 7);
      } else if (c > '~') {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit(c >> shift & 0xf, 16));
        }
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
