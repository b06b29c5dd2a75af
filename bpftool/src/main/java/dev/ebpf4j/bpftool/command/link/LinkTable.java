package dev.ebpf4j.bpftool.command.link;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.PinCommand;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool link`.
public final class LinkTable {

  private LinkTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("link", false, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        new Row("show", "[LINK]", "list links", LinkShow::new),
        new Row("list", "[LINK]", "list links", LinkShow::new),
        Row.help(),
        new Row(
            "pin",
            "LINK FILE",
            "keep a link in the BPF file system",
            () -> new PinCommand(Handles::link)),
        new Row("detach", "LINK", "detach what a link attached", LinkDetach::new));
  }

  private static String usage() {
    return """
          { show | list }   [LINK]
          pin        LINK  FILE
          detach     LINK
          help

                 LINK := { id LINK_ID | pinned FILE }
                 OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} |
                              {-f|--bpffs} | {-n|--nomount} }
          """;
  }
}
