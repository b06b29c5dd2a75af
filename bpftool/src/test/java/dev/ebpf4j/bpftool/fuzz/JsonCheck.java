package dev.ebpf4j.bpftool.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;

/// Whether a text is one JSON document (RFC 8259), however deep.
final class JsonCheck {

  private final String text;
  private int at;

  private JsonCheck(String text) {
    this.text = text;
  }

  static boolean isDocument(String text) {
    JsonCheck check = new JsonCheck(text);
    check.blanks();
    boolean valid = check.value();
    check.blanks();
    return valid && check.at == text.length();
  }

  /// A value with all that is in it: `open` holds the brackets that have to be closed.
  private boolean value() {
    Deque<Character> open = new ArrayDeque<>();
    while (true) {
      blanks();
      if (!open.isEmpty() && open.peek() == '}' && !name()) {
        return false;
      }
      char c = peek();
      if (c == '{' || c == '[') {
        at++;
        blanks();
        char close = c == '{' ? '}' : ']';
        if (peek() != close) {
          open.push(close);
          continue;
        }
        at++;
      } else if (!(c == '"' ? string() : word())) {
        return false;
      }
      blanks();
      while (!open.isEmpty() && peek() == open.peek()) {
        open.pop();
        at++;
        blanks();
      }
      if (open.isEmpty()) {
        return true;
      }
      if (!take(',')) {
        return false;
      }
    }
  }

  private boolean name() {
    if (!string()) {
      return false;
    }
    blanks();
    boolean colon = take(':');
    blanks();
    return colon;
  }

  private boolean string() {
    if (!take('"')) {
      return false;
    }
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return true;
      }
      if (c < ' ' || (c == '\\' && !escape())) {
        return false;
      }
    }
    return false;
  }

  private boolean escape() {
    char c = peek();
    at++;
    if (c != 'u') {
      return "\"\\/bfnrt".indexOf(c) >= 0;
    }
    for (int i = 0; i < 4; i++) {
      if (Character.digit(peek(), 16) < 0) {
        return false;
      }
      at++;
    }
    return true;
  }

  private boolean word() {
    int start = at;
    while (at < text.length() && "{}[]\",: \n\t".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at)
        .matches("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  }

  private boolean take(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private void blanks() {
    while (at < text.length() && " \n\t\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
