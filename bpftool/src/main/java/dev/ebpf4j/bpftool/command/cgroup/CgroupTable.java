package dev.ebpf4j.bpftool.command.cgroup;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;

/// The grammar of `bpftool cgroup`.
public final class CgroupTable {

  private CgroupTable() {}

  /// The table, in matching order.
  public static CommandTable create() {
    return new CommandTable("cgroup", false, rows(), usage());
  }

  private static List<Row> rows() {
    return List.of(
        new Row(
            "show",
            "CGROUP [effective]",
            "list the programs attached to a cgroup",
            CgroupShow::new),
        new Row(
            "list",
            "CGROUP [effective]",
            "list the programs attached to a cgroup",
            CgroupShow::new),
        new Row(
            "tree",
            "[CGROUP] [effective]",
            "list the programs of a cgroup and all below it",
            CgroupTree::new),
        new Row(
            "attach",
            "CGROUP CGROUP_ATTACH_TYPE PROG [{multi | override}]...",
            "attach a program to a cgroup",
            () -> new CgroupAttach(false)),
        new Row(
            "detach",
            "CGROUP CGROUP_ATTACH_TYPE PROG",
            "detach a program from a cgroup",
            () -> new CgroupAttach(true)),
        Row.help());
  }

  private static String usage() {
    return """
          { show | list } CGROUP [**effective**]
          tree [CGROUP_ROOT] [**effective**]
          attach CGROUP ATTACH_TYPE PROG [ATTACH_FLAGS]
          detach CGROUP ATTACH_TYPE PROG
          help

                 ATTACH_TYPE := { cgroup_inet_ingress | cgroup_inet_egress |
                                  cgroup_inet_sock_create | cgroup_sock_ops |
                                  cgroup_device | cgroup_inet4_bind |
                                  cgroup_inet6_bind | cgroup_inet4_post_bind |
                                  cgroup_inet6_post_bind | cgroup_inet4_connect |
                                  cgroup_inet6_connect | cgroup_unix_connect |
                                  cgroup_inet4_getpeername | cgroup_inet6_getpeername |
                                  cgroup_unix_getpeername | cgroup_inet4_getsockname |
                                  cgroup_inet6_getsockname | cgroup_unix_getsockname |
                                  cgroup_udp4_sendmsg | cgroup_udp6_sendmsg |
                                  cgroup_unix_sendmsg | cgroup_udp4_recvmsg |
                                  cgroup_udp6_recvmsg | cgroup_unix_recvmsg |
                                  cgroup_sysctl | cgroup_getsockopt |
                                  cgroup_setsockopt | cgroup_inet_sock_release }
                 ATTACH_FLAGS := { multi | override }
                 PROG := { id PROG_ID | pinned FILE | tag PROG_TAG | name PROG_NAME }
                 OPTIONS := { {-j|--json} [{-p|--pretty}] | {-d|--debug} |
                              {-f|--bpffs} }
          """;
  }
}
