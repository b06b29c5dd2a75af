package dev.ebpf4j.bpftool.command.token;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool token`.
public final class TokenTable {

  private TokenTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("token", false, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        new Row("show", "", "list what BPF file systems delegate", TokenShow::new),
        new Row("list", "", "list what BPF file systems delegate", TokenShow::new),
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
