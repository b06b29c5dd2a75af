package dev.ebpf4j.bpftool;

import dev.ebpf4j.bpftool.grammar.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads command lines from a batch file: comments, continued lines, quoted words.
final class BatchReader {

  /// Longest line, its newline included, and longest command after joining lines.
  private static final int MAX_LINE = 65535;

  private static final int MAX_WORDS = 4095;

  private final InputStream in;
  private final byte[] buffer = new byte[8192];
  private int at;
  private int end;

  /// A reader that closes nothing.
  BatchReader(InputStream in) {
    this.in = in;
  }

  /// The words of the next command that has any, or null at the end.
  ///
  /// @param number how many commands were read before, for messages
  String @Nullable [] next(int number) {
    String line;
    while ((line = line()) != null) {
      List<String> words = words(continued(line, number), number);
      if (!words.isEmpty()) {
        return words.toArray(new String[0]);
      }
    }
    return null;
  }

  /// `line` with the lines it goes on in: a backslash at the end of a line is no part of it.
  private String continued(String line, int number) {
    String whole = line;
    int backslash;
    while ((backslash = whole.indexOf("\\\n")) >= 0) {
      String more = line();
      if (more == null) {
        throw CommandException.failed("missing continuation line on command " + number);
      }
      whole = whole.substring(0, backslash) + more;
      if (whole.length() > MAX_LINE) {
        throw CommandException.failed("command " + number + " is too long");
      }
    }
    return whole;
  }

  /// The next line up to and with its newline, or up to a comment or to a NUL, which no argument of
  /// a command can hold; null at the end.
  private @Nullable String line() {
    StringBuilder line = new StringBuilder();
    int size = 0;
    byte[] bytes = new byte[256];
    int b;
    while ((b = read()) >= 0) {
      if (size == MAX_LINE) {
        throw CommandException.failed("reading batch file failed: Argument list too long");
      }
      if (size == bytes.length) {
        bytes = java.util.Arrays.copyOf(bytes, 2 * size);
      }
      bytes[size++] = (byte) b;
      if (b == '\n') {
        break;
      }
    }
    if (size == 0) {
      return null;
    }
    int text = 0;
    while (text < size && bytes[text] != 0) {
      text++;
    }
    line.append(new String(bytes, 0, text, StandardCharsets.UTF_8));
    int comment = line.indexOf("#");
    return comment < 0 ? line.toString() : line.substring(0, comment);
  }

  private int read() {
    if (at == end) {
      try {
        end = in.read(buffer);
      } catch (IOException e) {
        throw CommandException.failed("reading batch file failed: " + e.getMessage(), e);
      }
      at = 0;
      if (end <= 0) {
        end = 0;
        return -1;
      }
    }
    return buffer[at++] & 0xff;
  }

  /// A word that starts with a quote ends at the next such quote; elsewhere a quote is an ordinary
  /// character.
  private static List<String> words(String line, int number) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < line.length() && isBlank(line.charAt(at))) {
        at++;
      }
      if (at == line.length()) {
        return words;
      }
      if (words.size() == MAX_WORDS) {
        throw CommandException.failed("too many arguments to command " + number);
      }
      char first = line.charAt(at);
      int wordEnd;
      if (first == '"' || first == '\'') {
        at++;
        wordEnd = line.indexOf(first, at);
        if (wordEnd < 0) {
          throw CommandException.failed("unterminated quoted string in command " + number);
        }
      } else {
        wordEnd = at;
        while (wordEnd < line.length() && !isBlank(line.charAt(wordEnd))) {
          wordEnd++;
        }
      }
      words.add(line.substring(at, wordEnd));
      at = Math.min(line.length(), wordEnd + 1);
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
