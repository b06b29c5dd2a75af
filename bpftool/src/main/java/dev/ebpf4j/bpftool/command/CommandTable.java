package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.util.TextBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The commands of one object, in the order in which a beginning of a word is matched.
///
/// @param object the object's word
/// @param fixedName whether the usage names the object in full even if the user typed less
/// @param rows the commands
/// @param usage the usage text: one line per form of a command, each behind `bpftool OBJECT`; then
///     whole lines from the first empty line on
public record CommandTable(String object, boolean fixedName, List<Row> rows, String usage) {

  /// Whether the usage goes to standard error even where output is JSON: so for `iter`, alone.
  public boolean helpsAlways() {
    return object.equals("iter");
  }

  /// The row that the typed `word` chooses: the first whose word begins with it, or null.
  public @Nullable Row find(String word) {
    for (Row row : rows) {
      if (row.word().startsWith(word)) {
        return row;
      }
    }
    return null;
  }

  /// Writes the usage text.
  ///
  /// @param typed the object's word as the user typed it
  public void usage(TextBuffer out, String typed) {
    String name = fixedName ? object : typed;
    String prefix = "Usage: bpftool ";
    int start = 0;
    while (start < usage.length() && usage.charAt(start) != '\n') {
      int end = usage.indexOf('\n', start);
      boolean continued = usage.charAt(start) == ' ';
      if (!continued) {
        out.text(prefix).text(name).ch(' ');
        prefix = "       bpftool ";
      }
      out.text(usage.substring(start, end + 1));
      start = end + 1;
    }
    out.text(usage.substring(start));
  }
}
