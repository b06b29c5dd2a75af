package dev.ebpf4j.bpftool.command.perf;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool perf`.
public final class PerfTable {

  private PerfTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("perf", false, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        new Row("show", "", "list programs behind tracepoints, kprobes and uprobes", PerfShow::new),
        new Row("list", "", "list programs behind tracepoints, kprobes and uprobes", PerfShow::new),
        Row.help());
  }

  private static String usage() {
    return """
          { show | list }
          help

                 OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} }
          """;
  }
}
