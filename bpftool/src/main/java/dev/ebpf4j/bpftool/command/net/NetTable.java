package dev.ebpf4j.bpftool.command.net;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool net`.
public final class NetTable {

  private NetTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("net", false, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        new Row("show", "[dev DEV]", "list programs attached to the network", NetShow::new),
        new Row("list", "[dev DEV]", "list programs attached to the network", NetShow::new),
        new Row(
            "attach",
            "NET_ATTACH_TYPE PROG dev DEV [{overwrite | prepend}]",
            "attach a program to a network device",
            () -> new NetAttach(false)),
        new Row(
            "detach",
            "NET_ATTACH_TYPE dev DEV",
            "detach a program from a network device",
            () -> new NetAttach(true)),
        Row.help());
  }

  private static String usage() {
    return """
          { show | list } [dev <devname>]
          attach ATTACH_TYPE PROG dev <devname> [ overwrite | prepend ]
          detach ATTACH_TYPE dev <devname>
          help

                 PROG := { id PROG_ID | pinned FILE | tag PROG_TAG | name PROG_NAME }
                 ATTACH_TYPE := { xdp | xdpgeneric | xdpdrv | xdpoffload | tcx_ingress
                                  | tcx_egress }
                 OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} }

          Note: Only xdp, tcx, tc, netkit, flow_dissector and netfilter attachments
                are currently supported.
                For progs attached to cgroups, use "bpftool cgroup"
                to dump program attachments. For program types
                sk_{filter,skb,msg,reuseport} and lwt/seg6, please
                consult iproute2.
          """;
  }
}
