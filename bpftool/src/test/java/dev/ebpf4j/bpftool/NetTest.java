package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// `net` on a real pair of devices in a network namespace of its own.
class NetTest {

  private static final String DEVICES =
      """
      ip link add v0 type veth peer name v1 && ip link set v0 up && ip link set v1 up || exit 99
      bpftool prog loadall $OBJ/attach.bpf.o $BPF/a || exit 98
      hide() { sed -E 's/\\b(id|prog_id)(\"?[ :])[0-9]+/\\1\\2N/g'; }
      """;

  @Test
  void programsAreAttachedShownAndDetached() {
    Tool.Result result =
        Tool.script(
            DEVICES
                + """
                bpftool net attach xdp pinned $BPF/a/on_xdp dev v0; echo $?
                bpftool net attach xdp pinned $BPF/a/on_xdp_other dev v0; echo $?
                bpftool net attach xdp pinned $BPF/a/on_xdp_other dev v0 overwrite; echo $?
                bpftool -j net attach xdpgeneric pinned $BPF/a/on_xdp dev v1; echo $?
                bpftool net attach t pinned $BPF/a/on_tcx_in dev v0; echo $?
                bpftool net attach tcx_ingress pinned $BPF/a/on_tcx_out dev v0 prepend; echo $?
                bpftool prog attach pinned $BPF/a/on_flow flow_dissector; echo $?
                bpftool net show dev v0 | hide
                bpftool -j net | hide
                bpftool net detach xdp dev v0; echo $?
                bpftool net detach xdp dev v0; echo $?
                bpftool net detach xdpgeneric dev v1
                bpftool net detach tcx_ingress dev v0
                bpftool net detach tcx_ingress dev v0; echo $?
                bpftool net detach tcx_ingress dev v0; echo $?
                bpftool prog detach pinned $BPF/a/on_flow flow_dissector
                bpftool -j net
                """);
    assertEquals(
        """
        0
        240
        0
        null
        0
        0
        0
        0
        xdp:
        v0(3) driver id N

        tc:
        v0(3) tcx/ingress on_tcx_out prog_id N\s
        v0(3) tcx/ingress on_tcx_in prog_id N\s

        flow_dissector:
        id N
        netfilter:

        """
            + "[{\"xdp\":[{\"devname\":\"v1\",\"ifindex\":2,\"mode\":\"generic\",\"id\":N},"
            + "{\"devname\":\"v0\",\"ifindex\":3,\"mode\":\"driver\",\"id\":N}],"
            + "\"tc\":[{\"devname\":\"v0\",\"ifindex\":3,\"kind\":\"tcx/ingress\","
            + "\"name\":\"on_tcx_out\",\"prog_id\":N,\"prog_flags\":[],\"link_id\":0,"
            + "\"link_flags\":[]},{\"devname\":\"v0\",\"ifindex\":3,\"kind\":\"tcx/ingress\","
            + "\"name\":\"on_tcx_in\",\"prog_id\":N,\"prog_flags\":[],\"link_id\":0,"
            + "\"link_flags\":[]}],\"flow_dissector\":[{\"id\":N}],\"netfilter\":[]}]\n"
            + """
            0
            0
            0
            254
            [{"xdp":[],"tc":[],"flow_dissector":[],"netfilter":[]}]
            """,
        result.out());
    assertEquals(
        """
        libbpf: Kernel error message: XDP program already attached
        Error: interface xdp attach failed: Device or resource busy
        Error: interface tcx_ingress detach failed: No such file or directory
        """,
        result.err());
  }

  @Test
  void wordsThatDoNotFit() {
    Tool.Result result =
        Tool.script(
            DEVICES
                + """
                a="pinned $BPF/a/on_xdp dev"
                bpftool net attach xdp; echo $?
                bpftool net attach xdpfast $a v0; echo $?
                bpftool net attach xdp $a nodev; echo $?
                bpftool net attach xdp $a v0 sideways; echo $?
                bpftool net attach xdp $a v0 prepend; echo $?
                bpftool net attach tcx_ingress $a v0 overwrite; echo $?
                bpftool net detach xdp interface v0; echo $?
                bpftool net show dev nodev; echo $?
                bpftool net show interface v0; echo $?
                """);
    assertEquals("234\n".repeat(7) + "255\n".repeat(2), result.out());
    assertEquals(
        """
        Error: 'attach' needs at least 5 arguments, 1 found
        Error: invalid net attach/detach type: xdpfast
        Error: invalid devname nodev
        Error: expected 'overwrite' or 'prepend', got: 'sideways'?
        Error: 'prepend' is only supported for tcx_ingress/tcx_egress
        Error: 'overwrite' is only supported for xdp types
        Error: expected 'dev', got: 'interface'?
        Error: invalid devname nodev
        Error: expected 'dev', got: 'interface'?
        """,
        result.err());
  }
}
