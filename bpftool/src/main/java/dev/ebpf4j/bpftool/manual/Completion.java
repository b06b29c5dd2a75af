package dev.ebpf4j.bpftool.manual;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The tables in completion scripts. A script is written in its shell's language, with lines in the
/// places of `@STATES@` and so on: what may come next is the same for all.
final class Completion {

  private final Automaton automaton;
  private final List<String> descriptions = new ArrayList<>();

  /// @param tables of all objects
  /// @param texts of their man pages, whose titles describe them
  Completion(List<CommandTable> tables, Map<String, ManualText> texts) {
    this.automaton = grammar(tables);
    for (CommandTable table : tables) {
      describe(List.of(), table.object(), title(texts, table.object()));
      for (Row row : table.rows()) {
        describe(List.of(table.object()), row.word(), row.summary());
      }
    }
  }

  private static String title(Map<String, ManualText> texts, String object) {
    ManualText text = texts.get(object);
    if (text == null) {
      throw new IllegalArgumentException("no text for " + object);
    }
    return text.title();
  }

  /// The whole command line, options apart.
  static Automaton grammar(List<CommandTable> tables) {
    Automaton.Builder builder = new Automaton.Builder();
    for (CommandTable table : tables) {
      Definitions definitions = new Definitions(table);
      for (Row row : table.rows()) {
        Syntax syntax = Syntax.parse(row.args());
        builder.add(List.of(table.object(), row.word()), syntax, definitions);
      }
    }
    Definitions none = new Definitions(tables.getFirst());
    builder.add(List.of("batch"), Syntax.parse("file FILE"), none);
    builder.add(List.of("version"), Syntax.parse(""), none);
    builder.add(List.of("help"), Syntax.parse(""), none);
    return builder.build();
  }

  private void describe(List<String> before, String word, String text) {
    descriptions.add(automaton.behind(before) + " " + word + " " + text);
  }

  /// `script` with the tables in their places: as quoted words, or as bare lines.
  String fill(String script) {
    List<String> states = automaton.states().stream().map(Completion::items).toList();
    return script
        .replace("@STATES@\n", quoted(states))
        .replace("@STATE_LINES@", String.join("\n", states))
        .replace("@TEXTS@\n", quoted(descriptions))
        .replace("@TEXT_LINES@", String.join("\n", descriptions))
        .replace("@OPTIONS@", options(false, " "))
        .replace("@FILE_OPTIONS@", options(true, " | "))
        .replace("@FILE_OPTION_WORDS@", options(true, " "));
  }

  private static String quoted(List<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      if (line.indexOf('\'') >= 0) {
        throw new IllegalArgumentException("a quote in: " + line);
      }
      text.append("  '").append(line).append("'\n");
    }
    return text.toString();
  }

  /// A state as words: `word>STATE` and, for words that the user chooses, `@kind>STATE`.
  private static String items(Automaton.State state) {
    StringBuilder items = new StringBuilder();
    state.words().forEach((word, next) -> item(items, word, next));
    for (Leaf leaf : state.leaves()) {
      item(items, "@" + leaf.name().toLowerCase(Locale.ROOT), state.behindLeaf());
    }
    return items.toString();
  }

  private static void item(StringBuilder items, String word, int next) {
    items.append(items.isEmpty() ? "" : " ").append(word).append('>').append(next);
  }

  /// All options, or those that a file follows.
  private static String options(boolean withFile, String between) {
    StringBuilder options = new StringBuilder();
    for (CommandOption option : CommandOption.values()) {
      if (!withFile || option.argument() != null) {
        options.append(options.isEmpty() ? "" : between).append(option.letter());
        if (option.longForm() != null) {
          options.append(between).append(option.longForm());
        }
      }
    }
    return options.toString();
  }
}
