package dev.ebpf4j.bpftool.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.LinkType;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.bpftool.view.LinkDetails.Iter;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.btf.value.ValueFormatter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Whatever is collected is shown, in both forms; what only one form shows is listed here with its
/// reason.
class ViewCoverageTest {

  private static final Device FOREIGN = new Device(3, 4, 5, "eth9");
  private static final List<Holder> HOLDERS = List.of(new Holder(7, "init"));
  private static final List<String> PINS = List.of("/sys/fs/bpf/a");

  @Test
  void programs() {
    ProgView sample =
        new ProgView(
            new ProgHeader(1, ProgramType.XDP, "name", "0011", true, 10, 20, 30, FOREIGN),
            new ProgView.Loaded(1000, "1970-01-01T00:16:40+0000", 0),
            false,
            8,
            16,
            4096L,
            List.of(1, 2),
            9,
            PINS,
            HOLDERS,
            metadata());
    assertEquals(
        Set.of(
            // The name of the device says all that the numbers do.
            "header.device.index plain",
            "header.device.namespaceDevice plain",
            "header.device.namespaceInode plain",
            // The same moment, once for people and once for programs.
            "loaded.epochSeconds plain",
            "loaded.localTime json"),
        ViewCoverage.unseen(ProgView.RENDERER, sample));
  }

  @Test
  void maps() {
    MapView sample =
        new MapView(
            new MapHeader(1, MapType.PROG_ARRAY, "name", 0, FOREIGN),
            4,
            8,
            16,
            4096L,
            ProgramType.XDP,
            true,
            false,
            9,
            PINS,
            HOLDERS);
    assertEquals(
        Set.of(
            "header.device.index plain",
            "header.device.namespaceDevice plain",
            "header.device.namespaceInode plain"),
        ViewCoverage.unseen(MapView.RENDERER, sample));
  }

  @Test
  void btfObjects() {
    BtfView sample = new BtfView(1, "vmlinux", 100, List.of(1), List.of(2), HOLDERS, false);
    assertEquals(Set.of(), ViewCoverage.unseen(BtfView.RENDERER, sample));
  }

  @Test
  void networkPrograms() {
    NetView sample =
        new NetView(
            List.of(new NetView.Xdp("eth0", 1, List.of(new NetView.Xdp.Mode("driver", 2)))),
            List.of(
                new NetView.Classifier(
                    "eth0",
                    1,
                    "root",
                    new NetView.Classifier.Named("a", 3),
                    List.of(new NetView.Classifier.Named("b", 4))),
                new NetView.Ordered("eth0", 1, "tcx/ingress", "c", 5, 2, 6, 4)),
            List.of(7),
            List.of(new NetView.Netfilter(new NetfilterHook(2, 3, -1, 1), 8)));
    assertEquals(Set.of(), ViewCoverage.unseen(NetView.RENDERER, sample));
  }

  @Test
  void controlGroups() {
    CgroupProgram program = new CgroupProgram(1, AttachType.CGROUP_DEVICE, 2, "a", "b", 3, 4);
    assertEquals(
        Set.of(
            // Its name says all that the numbers do.
            "programs[].targetObjectId plain",
            "programs[].targetTypeId plain",
            // Only the indentation of text depends on it.
            "nested json"),
        ViewCoverage.unseen(
            CgroupView.RENDERER, new CgroupView("/cgroup", false, List.of(program))));
  }

  @Test
  void probes() {
    PerfView function = new PerfView(1, 2, 3, 2, "do_exit", 4, 5);
    assertEquals(
        Set.of("address plain", "address json"), // the name is enough
        ViewCoverage.unseen(PerfView.RENDERER, function));
  }

  @Test
  void tokens() {
    List<String> any = List.of("any");
    assertEquals(
        Set.of(),
        ViewCoverage.unseen(TokenView.RENDERER, new TokenView("/bpf", any, any, any, any)));
  }

  private record Details(int type, LinkDetails details, Set<String> unseen) {}

  private static Stream<Details> details() {
    NetworkInterface device = new NetworkInterface(3, "eth0");
    int attach = AttachType.XDP;
    return Stream.of(
        new Details(
            LinkType.RAW_TRACEPOINT, new LinkDetails.RawTracepoint("sched_switch", 5), Set.of()),
        new Details(
            LinkType.TRACING,
            new LinkDetails.Tracing(ProgramType.TRACING, attach, 1, 2, 3),
            Set.of()),
        new Details(LinkType.CGROUP, new LinkDetails.Cgroup(5, attach), Set.of()),
        new Details(LinkType.ITER, new Iter("bpf_map_elem", new Iter.MapScope(4)), Set.of()),
        new Details(
            LinkType.ITER,
            new Iter("task", new Iter.TaskScope(4, 5)),
            Set.of("details.scope.pid plain", "details.scope.pid json")), // the thread is enough
        new Details(LinkType.ITER, new Iter("cgroup", new Iter.CgroupScope(4, 1)), Set.of()),
        new Details(LinkType.NETNS, new LinkDetails.NetworkNamespace(5, attach), Set.of()),
        new Details(LinkType.XDP, new LinkDetails.Xdp(device), Set.of()),
        new Details(LinkType.TCX, new LinkDetails.Tc(device, AttachType.TCX_INGRESS), Set.of()),
        new Details(LinkType.SOCKMAP, new LinkDetails.Sockmap(5, attach), Set.of()),
        new Details(LinkType.STRUCT_OPS, new LinkDetails.StructOps(5), Set.of("progId plain")),
        new Details(LinkType.NETFILTER, new NetfilterHook(2, 3, -128, 1), Set.of()),
        new Details(
            LinkType.KPROBE_MULTI,
            new ProbeDetails.KprobeMulti(
                true,
                1,
                2,
                List.of(new ProbeDetails.KprobeMulti.Function(4096, "do_exit", "ext4", 5))),
            Set.of()),
        new Details(
            LinkType.UPROBE_MULTI,
            new ProbeDetails.UprobeMulti(
                true,
                "/bin/sh",
                7,
                List.of(
                    new ProbeDetails.UprobeMulti.Place(0, 0, 0),
                    new ProbeDetails.UprobeMulti.Place(1, 2, 3))),
            Set.of()),
        new Details(
            LinkType.PERF_EVENT, new ProbeDetails.Kprobe(true, 4096, "do_exit", 1, 2, 3), Set.of()),
        new Details(
            LinkType.PERF_EVENT, new ProbeDetails.Uprobe(true, "/bin/sh", 1, 2, 3), Set.of()),
        new Details(
            LinkType.PERF_EVENT, new ProbeDetails.Tracepoint("sys_enter_getpid", 1), Set.of()),
        new Details(LinkType.PERF_EVENT, new ProbeDetails.PerfEvent(0, 1, 2), Set.of()));
  }

  @TestFactory
  Stream<DynamicTest> links() {
    return details()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.details.getClass().getSimpleName(),
                    () ->
                        assertEquals(
                            c.unseen,
                            ViewCoverage.unseen(
                                LinkView.RENDERER,
                                new LinkView(1, c.type, 2, c.details, PINS, HOLDERS)))));
  }

  /// One remark, `build`, of 42.
  private static Metadata metadata() {
    BtfBuilder builder = new BtfBuilder();
    int number = builder.add(BtfType.Int.of("int", 4, true));
    Btf btf = builder.build();
    byte[] data = {0, 0, 0, 0, 42, 0, 0, 0, 0};
    return new Metadata(
        List.of(new Metadata.Entry("build", ValueFormatter.of(btf, number), data, 4)));
  }

  @Test
  void metadataIsAValuePerVariable() {
    ProgView sample =
        new ProgView(
            new ProgHeader(1, 2, "", "0011", false, 0, 0, 0, null),
            null,
            false,
            8,
            0,
            null,
            List.of(),
            0,
            null,
            List.of(),
            metadata());
    assertEquals(
        "1: kprobe  tag 0011\n\txlated 8B  not jited\n\tmetadata:\n\t\tbuild = 42\n",
        ViewCoverage.plain(ProgView.RENDERER, sample));
    assertEquals(
        "{\"id\":1,\"type\":\"kprobe\",\"tag\":\"0011\",\"gpl_compatible\":false,"
            + "\"orphaned\":false,\"bytes_xlated\":8,\"jited\":false,"
            + "\"metadata\":{\"build\":42}}\n",
        ViewCoverage.json(ProgView.RENDERER, sample));
  }
}
