package dev.ebpf4j.bpftool;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.manual.ManualWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes the man pages and the completions of the shells. Used while the image is built, never at
/// run time.
final class Manual {
  private Manual() {}

  /// Arguments: the directory of the parts that are written by hand (`dist/manual`), and the
  /// directory `share` for the pages and scripts.
  public static void main(String[] arguments) throws IOException {
    new ManualWriter(tables(), Path.of(arguments[0]), Path.of(arguments[1]))
        .write(Objects.usage(), Version.TOOL);
  }

  /// The tables of all objects, in matching order.
  static List<CommandTable> tables() {
    List<CommandTable> tables = new ArrayList<>();
    for (String word : Objects.words()) {
      if (!List.of(Objects.HELP, Objects.BATCH, Objects.VERSION).contains(word)) {
        tables.add(Objects.table(word));
      }
    }
    return tables;
  }
}
