package dev.ebpf4j.bpftool.command.btf;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool btf`.
public final class BtfTable {

  private BtfTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("btf", true, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        new Row("show", "[id BTF_ID]", "list BTF objects", BtfShow::new),
        new Row("list", "[id BTF_ID]", "list BTF objects", BtfShow::new),
        Row.help(),
        new Row(
            "dump",
            "{id BTF_ID | prog PROG | map MAP [{key | value | kv | all}] | {file "
                + "FILE}...} [format {raw | c}] [root_id TYPE_ID]... [unsorted]",
            "show the types of a BTF object",
            BtfDump::new));
  }

  private static String usage() {
    return """
          { show | list } [id BTF_ID]
          dump BTF_SRC [format FORMAT] [root_id ROOT_ID]
          help

                 BTF_SRC := { id BTF_ID | prog PROG | map MAP [{key | value | kv | all}] |
                              file FILE [file FILE]... }
                 FORMAT  := { raw | c [unsorted] }
                 MAP := { id MAP_ID | pinned FILE | name MAP_NAME }
                 PROG := { id PROG_ID | pinned FILE | tag PROG_TAG | name PROG_NAME }
                 OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} |
                              {-B|--base-btf} }
          """;
  }
}
