package dev.ebpf4j.bpftool.command.feature;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool feature`.
public final class FeatureTable {

  private FeatureTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("feature", false, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        new Row(
            "probe",
            "[{kernel | dev DEV}] [full] [unprivileged] [macros [prefix PREFIX]]",
            "find out what the kernel can do",
            FeatureProbe::new),
        new Row(
            "list_builtins",
            "FEATURE_GROUP",
            "list what this tool knows by name",
            FeatureBuiltins::new),
        Row.help());
  }

  private static String usage() {
    return """
          probe [COMPONENT] [full] [unprivileged] [macros [prefix PREFIX]]
          list_builtins GROUP
          help

                 COMPONENT := { kernel | dev NAME }
                 GROUP := { prog_types | map_types | attach_types | link_types | helpers }
                 OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} }
          """;
  }
}
