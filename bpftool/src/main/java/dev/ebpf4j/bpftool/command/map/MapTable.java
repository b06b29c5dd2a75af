package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool map`.
public final class MapTable {

  private MapTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("map", false, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        new Row("show", "[MAP]", "list maps", MapShow::new),
        new Row("list", "[MAP]", "list maps", MapShow::new),
        Row.help(),
        new Row("dump", "MAP", "show all entries", MapDump::new),
        new Row(
            "update",
            "MAP [key DATA] [value VALUE] [UPDATE_FLAG]",
            "set the value of a key",
            MapUpdate::new),
        new Row("lookup", "MAP [key DATA]", "show the value of a key", MapLookup::new),
        new Row("getnext", "MAP [key DATA]", "show the key behind a key", MapGetNext::new),
        new Row("delete", "MAP key DATA", "remove a key", MapDelete::new),
        new Row("pin", "MAP FILE", "keep a map in the BPF file system", MapPin::new),
        new Row(
            "event_pipe",
            "MAP [cpu NUMBER] [index NUMBER]",
            "show events as programs send them",
            MapEventPipe::new),
        new Row(
            "create",
            "FILE type MAP_TYPE key NUMBER value NUMBER entries NUMBER name NAME [flags "
                + "MAP_FLAGS] [inner_map MAP] [offload_dev DEV]",
            "make a map and pin it",
            MapCreate::new),
        new Row("peek", "MAP", "show the first value of a queue or stack", MapLookup::new),
        new Row("push", "MAP value VALUE", "add a value to a stack", MapUpdate::new),
        new Row("enqueue", "MAP value VALUE", "add a value to a queue", MapUpdate::new),
        new Row("pop", "MAP", "take a value off a stack", MapPop::new),
        new Row("dequeue", "MAP", "take a value off a queue", MapPop::new),
        new Row("freeze", "MAP", "forbid user space to change a map", MapFreeze::new));
  }

  private static String usage() {
    return """
          { show | list }   [MAP]
          create     FILE type TYPE key KEY_SIZE value VALUE_SIZE \\
                                            entries MAX_ENTRIES name NAME [flags FLAGS] \\
                                            [inner_map MAP] [offload_dev NAME]
          dump       MAP
          update     MAP [key DATA] [value VALUE] [UPDATE_FLAGS]
          lookup     MAP [key DATA]
          getnext    MAP [key DATA]
          delete     MAP  key DATA
          pin        MAP  FILE
          event_pipe MAP [cpu N index M]
          peek       MAP
          push       MAP value VALUE
          pop        MAP
          enqueue    MAP value VALUE
          dequeue    MAP
          freeze     MAP
          help

                 MAP := { id MAP_ID | pinned FILE | name MAP_NAME }
                 DATA := { [hex] BYTES }
                 PROG := { id PROG_ID | pinned FILE | tag PROG_TAG | name PROG_NAME }
                 VALUE := { DATA | MAP | PROG }
                 UPDATE_FLAGS := { any | exist | noexist }
                 TYPE := { hash | array | prog_array | perf_event_array | percpu_hash |
                           percpu_array | stack_trace | cgroup_array | lru_hash |
                           lru_percpu_hash | lpm_trie | array_of_maps | hash_of_maps |
                           devmap | devmap_hash | sockmap | cpumap | xskmap | sockhash |
                           cgroup_storage | reuseport_sockarray | percpu_cgroup_storage |
                           queue | stack | sk_storage | struct_ops | ringbuf | inode_storage |
                           task_storage | bloom_filter | user_ringbuf | cgrp_storage | arena |
                           insn_array | rhash }
                 OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} |
                              {-f|--bpffs} | {-n|--nomount} }
          """;
  }
}
