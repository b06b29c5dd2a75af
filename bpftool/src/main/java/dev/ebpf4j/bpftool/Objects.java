package dev.ebpf4j.bpftool;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.btf.BtfTable;
import dev.ebpf4j.bpftool.command.cgroup.CgroupTable;
import dev.ebpf4j.bpftool.command.feature.FeatureTable;
import dev.ebpf4j.bpftool.command.gen.GenTable;
import dev.ebpf4j.bpftool.command.iter.IterTable;
import dev.ebpf4j.bpftool.command.link.LinkTable;
import dev.ebpf4j.bpftool.command.map.MapTable;
import dev.ebpf4j.bpftool.command.net.NetTable;
import dev.ebpf4j.bpftool.command.perf.PerfTable;
import dev.ebpf4j.bpftool.command.prog.ProgTable;
import dev.ebpf4j.bpftool.command.structops.StructOpsTable;
import dev.ebpf4j.bpftool.command.token.TokenTable;
import org.jspecify.annotations.Nullable;

/// The first word of a command line: the objects, in the order in which a beginning of a word is
/// matched, and the three words that are commands themselves.
final class Objects {

  static final String HELP = "help";
  static final String BATCH = "batch";
  static final String VERSION = "version";

  private static final String[] WORDS = {
    HELP,
    BATCH,
    "prog",
    "map",
    "link",
    "cgroup",
    "perf",
    "net",
    "feature",
    "btf",
    "gen",
    "struct_ops",
    "iter",
    "token",
    VERSION,
  };

  private Objects() {}

  /// All words, in matching order.
  static String[] words() {
    return WORDS.clone();
  }

  /// The word that `typed` is a beginning of, or null.
  static @Nullable String find(String typed) {
    for (String word : WORDS) {
      if (word.startsWith(typed)) {
        return word;
      }
    }
    return null;
  }

  /// The commands of the object `word`.
  static CommandTable table(String word) {
    return switch (word) {
      case "prog" -> ProgTable.create();
      case "map" -> MapTable.create();
      case "link" -> LinkTable.create();
      case "cgroup" -> CgroupTable.create();
      case "perf" -> PerfTable.create();
      case "net" -> NetTable.create();
      case "feature" -> FeatureTable.create();
      case "btf" -> BtfTable.create();
      case "gen" -> GenTable.create();
      case "struct_ops" -> StructOpsTable.create();
      case "iter" -> IterTable.create();
      case "token" -> TokenTable.create();
      default -> throw new IllegalArgumentException("no commands: " + word);
    };
  }

  /// What the tool as a whole understands.
  static String usage() {
    return """
    Usage: bpftool [OPTIONS] OBJECT { COMMAND | help }
           bpftool batch file FILE
           bpftool version

           OBJECT := { prog | map | link | cgroup | perf | net | feature | btf | gen | struct_ops | iter | token }
           OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} |
                        {-V|--version} }
    """;
  }
}
