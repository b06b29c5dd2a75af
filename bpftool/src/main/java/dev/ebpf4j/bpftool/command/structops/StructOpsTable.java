package dev.ebpf4j.bpftool.command.structops;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool struct_ops`.
public final class StructOpsTable {

  private StructOpsTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("struct_ops", false, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        new Row("show", "[STRUCT_OPS_MAP]", "list struct_ops maps", StructOpsShow::new),
        new Row("list", "[STRUCT_OPS_MAP]", "list struct_ops maps", StructOpsShow::new),
        new Row(
            "register",
            "OBJ [DIR]",
            "register the struct_ops of an object file",
            StructOpsRegister::new),
        new Row(
            "unregister",
            "STRUCT_OPS_MAP",
            "unregister a struct_ops map",
            StructOpsUnregister::new),
        new Row("dump", "[STRUCT_OPS_MAP]", "show what struct_ops maps hold", StructOpsDump::new),
        Row.help());
  }

  private static String usage() {
    return """
          { show | list } [STRUCT_OPS_MAP]
          dump [STRUCT_OPS_MAP]
          register OBJ [LINK_DIR]
          unregister STRUCT_OPS_MAP
          help

                 STRUCT_OPS_MAP := [ id STRUCT_OPS_MAP_ID | name STRUCT_OPS_MAP_NAME ]
                 OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} }
          """;
  }
}
