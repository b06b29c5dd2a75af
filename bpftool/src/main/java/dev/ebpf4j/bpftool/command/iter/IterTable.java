package dev.ebpf4j.bpftool.command.iter;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool iter`.
public final class IterTable {

  private IterTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("iter", true, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        Row.help(),
        new Row(
            "pin",
            "OBJ PATH [map MAP]",
            "load an iterator and pin it as a file to read",
            IterPin::new));
  }

  private static String usage() {
    return """
          pin OBJ PATH [map MAP]
          help

                 MAP := { id MAP_ID | pinned FILE | name MAP_NAME }
                 OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} }
          """;
  }
}
