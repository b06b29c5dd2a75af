package dev.ebpf4j.bpftool.command;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One row of an object's command table.
///
/// @param word what the user types, in full or any beginning of it
/// @param args grammar of the words behind it, in the notation of the help: literal words in lower
///     case, placeholders in upper case, `[x]` optional, `{a | b}` a choice, `...` repeated.
///     Man pages and completions are made from it
/// @param summary what it does, half a sentence for man pages and completions
/// @param command makes the command when the row was chosen; null for `help`, which the table
///     itself answers
public record Row(String word, String args, String summary, @Nullable Supplier<Command> command) {

  /// The row of `help`.
  public static Row help() {
    return new Row("help", "", "show how the commands are written", null);
  }
}
