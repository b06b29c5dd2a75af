package dev.ebpf4j.bpftool.manual;

import java.util.ArrayList;
import java.util.List;

/// The argument grammar of a command, in the notation of [dev.ebpf4j.bpftool.command.Row#args()]:
/// words in lower case stand for themselves, words in upper case for something, `[x]` may be left
/// out, `{a | b}` is a choice, `x...` may be repeated.
sealed interface Syntax {

  /// A word that stands for itself.
  record Word(String word) implements Syntax {}

  /// A word, or several, that the user chooses.
  record Placeholder(String name) implements Syntax {}

  record Sequence(List<Syntax> parts) implements Syntax {}

  record Choice(List<Syntax> alternatives) implements Syntax {}

  record Optional(Syntax part) implements Syntax {}

  /// Once or more.
  record Repeated(Syntax part) implements Syntax {}

  /// The notation that [#parse] reads.
  default String text() {
    return switch (this) {
      case Word word -> word.word;
      case Placeholder placeholder -> placeholder.name;
      case Sequence sequence -> joined(sequence.parts, " ");
      case Choice choice -> "{ " + joined(choice.alternatives, " | ") + " }";
      case Optional(Choice choice) -> "[ " + joined(choice.alternatives, " | ") + " ]";
      case Optional optional -> "[" + optional.part.text() + "]";
      case Repeated(Sequence sequence) -> "{" + sequence.text() + "}...";
      case Repeated repeated -> repeated.part.text() + "...";
    };
  }

  private static String joined(List<Syntax> parts, String between) {
    StringBuilder text = new StringBuilder();
    for (Syntax part : parts) {
      text.append(text.isEmpty() ? "" : between).append(part.text());
    }
    return text.toString();
  }

  /// Reads a grammar.
  ///
  /// @throws IllegalArgumentException if it is not in the notation
  static Syntax parse(String text) {
    Parser parser = new Parser(text);
    Syntax syntax = parser.choice();
    if (parser.at < text.length()) {
      throw parser.wrong();
    }
    return syntax;
  }

  /// Recursive descent over the text.
  final class Parser {
    private final String text;
    private int at;

    private Parser(String text) {
      this.text = text;
    }

    private Syntax choice() {
      List<Syntax> alternatives = new ArrayList<>();
      do {
        alternatives.add(sequence());
      } while (take('|'));
      return alternatives.size() == 1 ? alternatives.getFirst() : new Choice(alternatives);
    }

    private Syntax sequence() {
      List<Syntax> parts = new ArrayList<>();
      for (skipBlanks(); at < text.length() && "|]}".indexOf(text.charAt(at)) < 0; skipBlanks()) {
        Syntax part = element();
        if (text.startsWith("...", at)) {
          at += 3;
          part = new Repeated(part);
        }
        parts.add(part);
      }
      return parts.size() == 1 ? parts.getFirst() : new Sequence(parts);
    }

    private Syntax element() {
      if (take('[')) {
        return new Optional(closed(']'));
      }
      if (take('{')) {
        return closed('}');
      }
      int start = at;
      while (at < text.length() && " []{}|.".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      if (at == start) {
        throw wrong();
      }
      String word = text.substring(start, at);
      return Character.isUpperCase(word.charAt(0)) ? new Placeholder(word) : new Word(word);
    }

    private Syntax closed(char bracket) {
      Syntax inside = choice();
      if (!take(bracket)) {
        throw wrong();
      }
      return inside;
    }

    private boolean take(char wanted) {
      skipBlanks();
      if (at < text.length() && text.charAt(at) == wanted) {
        at++;
        return true;
      }
      return false;
    }

    private void skipBlanks() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
    }

    private IllegalArgumentException wrong() {
      return new IllegalArgumentException("at character " + at + " of: " + text);
    }
  }
}
