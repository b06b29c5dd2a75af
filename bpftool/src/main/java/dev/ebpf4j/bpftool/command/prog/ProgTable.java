package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.PinCommand;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool prog`.
public final class ProgTable {

  private ProgTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("prog", false, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        new Row("show", "[PROG]", "list programs", ProgShow::new),
        new Row("list", "[PROG]", "list programs", ProgShow::new),
        Row.help(),
        new Row(
            "dump",
            "{{xlated {PROG | file OBJ [NAME]} [{file FILE | {opcodes | linum | visual [svg FILE]}"
                + "...}]} | {jited PROG [{file FILE | {opcodes | linum}...}]}}",
            "show the instructions of a program",
            ProgDump::new),
        new Row(
            "pin",
            "PROG FILE",
            "keep a program in the BPF file system",
            () -> new PinCommand(Handles::program)),
        new Row(
            "load",
            "OBJ PATH [type TYPE] [{offload_dev DEV | xdpmeta_dev DEV}] [map {idx IDX | "
                + "name NAME} MAP]... [pinmaps DIR] [autoattach] [kernel_btf FILE]",
            "load an object file and pin its first program",
            () -> new ProgLoad(false)),
        new Row(
            "loadall",
            "OBJ DIR [type TYPE] [{offload_dev DEV | xdpmeta_dev DEV}] [map {idx IDX | "
                + "name NAME} MAP]... [pinmaps DIR] [autoattach] [kernel_btf FILE]",
            "load an object file and pin all of its programs",
            () -> new ProgLoad(true)),
        new Row(
            "attach",
            "PROG SOCKMAP_ATTACH_TYPE [MAP]",
            "attach a program to a socket map or as flow dissector",
            () -> new ProgAttach(false)),
        new Row(
            "detach",
            "PROG SOCKMAP_ATTACH_TYPE [MAP]",
            "undo an attachment made with attach",
            () -> new ProgAttach(true)),
        new Row(
            "tracelog",
            "[{stdout | stderr} PROG]",
            "show what programs print while they run",
            ProgTracelog::new),
        new Row(
            "run",
            "PROG [data_in FILE] [data_out FILE] [data_size_out NUMBER] [ctx_in FILE] "
                + "[ctx_out FILE] [ctx_size_out NUMBER] [repeat NUMBER]",
            "run a program once or more on given input",
            ProgRun::new),
        new Row(
            "profile",
            "PROG [duration SECONDS] METRIC...",
            "count hardware events while a program runs",
            ProgProfile::new));
  }

  private static String usage() {
    return """
          { show | list } [PROG]
          dump xlated PROG [{ file FILE | [opcodes] [linum] [visual] }]
          dump jited  PROG [{ file FILE | [opcodes] [linum] }]
          pin   PROG FILE
          { load | loadall } OBJ  PATH \\
                                   [type TYPE] [{ offload_dev | xdpmeta_dev } NAME] \\
                                   [map { idx IDX | name NAME } MAP]\\
                                   [pinmaps MAP_DIR]
                                   [autoattach]
                                   [kernel_btf BTF_FILE]
          attach PROG ATTACH_TYPE [MAP]
          detach PROG ATTACH_TYPE [MAP]
          run PROG \\
                                   data_in FILE \\
                                   [data_out FILE [data_size_out L]] \\
                                   [ctx_in FILE [ctx_out FILE [ctx_size_out M]]] \\
                                   [repeat N]
          profile PROG [duration DURATION] METRICs
          tracelog
          tracelog { stdout | stderr } PROG
          help

                 MAP := { id MAP_ID | pinned FILE | name MAP_NAME }
                 PROG := { id PROG_ID | pinned FILE | tag PROG_TAG | name PROG_NAME }
                 TYPE := { socket | kprobe | kretprobe | classifier | action |
                           tracepoint | raw_tracepoint | xdp | perf_event | cgroup/skb |
                           cgroup/sock | cgroup/dev | lwt_in | lwt_out | lwt_xmit |
                           lwt_seg6local | sockops | sk_skb | sk_msg | lirc_mode2 |
                           sk_reuseport | flow_dissector | cgroup/sysctl |
                           cgroup/bind4 | cgroup/bind6 | cgroup/post_bind4 |
                           cgroup/post_bind6 | cgroup/connect4 | cgroup/connect6 |
                           cgroup/connect_unix | cgroup/getpeername4 | cgroup/getpeername6 |
                           cgroup/getpeername_unix | cgroup/getsockname4 | cgroup/getsockname6 |
                           cgroup/getsockname_unix | cgroup/sendmsg4 | cgroup/sendmsg6 |
                           cgroup/sendmsg_unix | cgroup/recvmsg4 | cgroup/recvmsg6 | cgroup/recvmsg_unix |
                           cgroup/getsockopt | cgroup/setsockopt | cgroup/sock_release |
                           struct_ops | fentry | fexit | fsession | freplace | sk_lookup }
                 ATTACH_TYPE := { sk_msg_verdict | sk_skb_verdict | sk_skb_stream_verdict |
                                  sk_skb_stream_parser | flow_dissector }
                 METRIC := { cycles | instructions | l1d_loads | llc_misses | itlb_misses | dtlb_misses }
                 OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} |
                              {-f|--bpffs} | {-m|--mapcompat} | {-n|--nomount} |
                              {-L|--use-loader} | [ {-S|--sign } {-k} <private_key.pem> {-i} <certificate.x509> ]\s
          """;
  }
}
