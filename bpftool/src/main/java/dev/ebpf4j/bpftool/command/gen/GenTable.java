package dev.ebpf4j.bpftool.command.gen;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool gen`.
public final class GenTable {

  private GenTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("gen", true, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        new Row("object", "FILE FILE...", "link object files into one", GenObject::new),
        new Row(
            "skeleton",
            "FILE [name NAME] [lang {c | java [package PACKAGE]}]",
            "write a C header or a Java class that holds an object file",
            GenSkeleton::new),
        new Row(
            "subskeleton",
            "FILE [name NAME]",
            "write a C header for a library object file",
            GenSubskeleton::new),
        new Row(
            "min_core_btf",
            "FILE FILE FILE...",
            "cut BTF down to what objects relocate against",
            GenMinCoreBtf::new),
        Row.help());
  }

  private static String usage() {
    return """
          object OUTPUT_FILE INPUT_FILE [INPUT_FILE...]
          skeleton FILE [name OBJECT_NAME]
          subskeleton FILE [name OBJECT_NAME]
          min_core_btf INPUT OUTPUT OBJECT [OBJECT...]
          help

                 OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} |
                              {-L|--use-loader} | [ {-S|--sign } {-k} <private_key.pem> {-i} <certificate.x509> ]}
          """;
  }
}
