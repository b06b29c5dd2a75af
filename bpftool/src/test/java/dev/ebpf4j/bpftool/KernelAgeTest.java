package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.LinkType;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.abi.Since;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.OptionParser;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.FakeKernel;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.Specimens;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a kernel is too old for is named, with the first one that has it: on kernels that pretend
/// to be old, and on those that are.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class KernelAgeTest {

  /// A command line that an older kernel than `since` refuses with EINVAL.
  ///
  /// @param command of bpf(2), which it refuses
  /// @param what it lacks, as the message names it
  /// @param line `MAP`, `QUEUE`, `PROG`, `OBJ` and `NEW` stand for what there is
  private record Lack(String since, int command, String what, String line) {}

  private static final List<Lack> LACKS =
      List.of(
          new Lack("5.2", BpfCommand.MAP_FREEZE, "BPF_MAP_FREEZE", "map freeze MAP"),
          new Lack(
              "4.20",
              BpfCommand.MAP_LOOKUP_AND_DELETE_ELEM,
              "BPF_MAP_LOOKUP_AND_DELETE_ELEM",
              "map pop QUEUE"),
          new Lack(
              "6.9",
              BpfCommand.MAP_CREATE,
              "map type arena",
              "map create NEW type arena key 0 value 0 entries 1 name a flags 1024"),
          new Lack(
              "5.8",
              BpfCommand.MAP_CREATE,
              "map type ringbuf",
              "map create NEW type ringbuf key 0 value 0 entries 4096 name r"),
          new Lack(
              "4.12",
              BpfCommand.PROG_TEST_RUN,
              "BPF_PROG_TEST_RUN",
              "prog run PROG data_in /proc/self/exe"),
          new Lack(
              "6.17",
              BpfCommand.PROG_STREAM_READ_BY_FD,
              "BPF_PROG_STREAM_READ_BY_FD",
              "prog tracelog stdout PROG"),
          new Lack(
              "5.13",
              BpfCommand.PROG_ATTACH,
              "attach type sk_skb_verdict",
              "prog attach PROG sk_skb_verdict MAP"),
          new Lack(
              "6.6",
              BpfCommand.PROG_ATTACH,
              "attach type tcx_ingress",
              "net attach tcx_ingress PROG dev lo"),
          new Lack(
              "6.6",
              BpfCommand.PROG_DETACH,
              "attach type tcx_egress",
              "net detach tcx_egress dev lo"),
          new Lack(
              "5.8",
              BpfCommand.PROG_ATTACH,
              "attach type cgroup_inet4_getpeername",
              "cgroup attach /sys/fs/cgroup getpeername4 PROG"),
          new Lack("5.8", BpfCommand.LINK_GET_NEXT_ID, "BPF_LINK_GET_NEXT_ID", "link show"),
          new Lack("5.8", BpfCommand.LINK_GET_FD_BY_ID, "BPF_LINK_GET_FD_BY_ID", "link show id 7"),
          new Lack("5.4", BpfCommand.BTF_GET_NEXT_ID, "BPF_BTF_GET_NEXT_ID", "btf show"),
          new Lack("4.13", BpfCommand.PROG_GET_NEXT_ID, "BPF_PROG_GET_NEXT_ID", "prog show"),
          new Lack("4.13", BpfCommand.MAP_GET_NEXT_ID, "BPF_MAP_GET_NEXT_ID", "map show"),
          new Lack("4.18", BpfCommand.TASK_FD_QUERY, "BPF_TASK_FD_QUERY", "perf show"),
          new Lack(
              "6.4", BpfCommand.MAP_CREATE, "link type struct_ops", "struct_ops register LINKED"),
          new Lack(
              "6.4",
              BpfCommand.PROG_LOAD,
              "program type netfilter",
              "prog load OBJ NEW type netfilter"));

  private PrivateBpffs bpffs;
  private Kernel kernel;

  @BeforeEach
  void make(Kernel running) {
    kernel = running;
    bpffs = PrivateBpffs.mount(running);
    try (Fd map = Specimens.map(kernel, MapType.SOCKMAP, 4, 4, 1, 0, "age");
        Fd queue = Specimens.map(kernel, MapType.QUEUE, 0, 4, 1, 0, "age");
        Fd program = Specimens.program(kernel, ProgramType.XDP, "age")) {
      Bpf.pin(kernel, map, bpffs.path("map"));
      Bpf.pin(kernel, queue, bpffs.path("queue"));
      Bpf.pin(kernel, program, bpffs.path("program"));
    }
  }

  @AfterEach
  void unmount() {
    if (bpffs != null) {
      bpffs.close();
    }
  }

  private Run run(Kernel on, String line) {
    Path objects = Path.of(System.getProperty("project.root"), "testkit", "fixtures", "tools");
    String[] words =
        line.replace("MAP", "pinned " + bpffs.path("map"))
            .replace("QUEUE", "pinned " + bpffs.path("queue"))
            .replace("PROG", "pinned " + bpffs.path("program"))
            .replace("OBJ", objects.resolve("xdp.o").toString())
            .replace("LINKED", objects.resolve("../../golden/obj/sops.bpf.o").toString())
            .replace("NEW", bpffs.path("new"))
            .split(" ");
    OptionParser parser = new OptionParser();
    parser.parse(words, true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session = new Session(parser.options(), InputStream.nullInputStream(), out, err, on);
    int status = new Dispatcher(session).run(parser.words());
    session.out().flush();
    session.flushErr();
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static String release(String since) {
    KernelVersion first = KernelVersion.parse(since);
    return first.minor() > 0 ? first.major() + "." + (first.minor() - 1) + ".0" : "5.19.0";
  }

  @Test
  void pretenders() {
    for (Lack lack : LACKS) {
      if (lack.line.contains("LINKED")) {
        continue; // it makes another map before, which a kernel that lacks this has
      }
      FakeKernel old = new FakeKernel(kernel).ofRelease(release(lack.since)).lacks(lack.command);
      Run run = run(old, lack.line);
      String hint = "not supported by this kernel: " + lack.what + " needs Linux " + lack.since;
      assertTrue(run.err().contains(hint), lack.line + ": " + run);
      assertTrue(run.status() != 0, lack.line);
      FakeKernel young = new FakeKernel(kernel).ofRelease("99.0").lacks(lack.command);
      assertTrue(!run(young, lack.line).err().contains("not supported by"), lack.line);
    }
  }

  /// On a kernel that is as old as that.
  @Test
  void olds() {
    KernelVersion running = KernelVersion.running(kernel);
    for (Lack lack : LACKS) {
      KernelVersion since = KernelVersion.parse(lack.since);
      if (!running.atLeast(since.major(), since.minor())) {
        String hint = "not supported by this kernel: " + lack.what + " needs Linux " + lack.since;
        Run run = run(kernel, lack.line);
        assertTrue(run.err().contains(hint), lack.line + ": " + run);
      }
    }
    assertEquals("", KernelVersion.lack(kernel, 22, "nothing", ""));
    assertEquals("", KernelVersion.lack(kernel, 22, "the beginning", "3.0"));
    assertEquals("", KernelVersion.lack(kernel, 2, "a name", "99.0"));
  }

  /// Tables as long as the enumerations, but for types whose kernel is not known here; versions
  /// that grow with the numbers, as numbers are given in order.
  @Test
  void theTables() {
    assertEquals("5.8", Since.mapType(MapType.RINGBUF));
    assertEquals("6.9", Since.mapType(MapType.ARENA));
    assertEquals("6.19", Since.mapType(MapType.INSN_ARRAY));
    assertEquals("6.4", Since.programType(ProgramType.NETFILTER));
    assertEquals("5.7", Since.programType(ProgramType.LSM));
    assertEquals("6.7", Since.attachType(AttachType.NETKIT_PEER));
    assertEquals("6.13", Since.attachType(AttachType.TRACE_UPROBE_SESSION));
    assertEquals("5.15", Since.attachType(AttachType.PERF_EVENT));
    assertEquals("6.10", Since.linkType(LinkType.SOCKMAP));
    assertEquals("5.2", Since.command("BPF_MAP_FREEZE"));
    assertEquals("", Since.command("mount"));
    assertEquals("", Since.attachType(AttachType.TRACE_FSESSION_MULTI));
    assertEquals("", Since.mapType(-1));
    for (int type = 2; type < ProgramType.COUNT; type++) {
      assertGrows(Since.programType(type - 1), Since.programType(type));
    }
    for (int type = 2; type <= MapType.INSN_ARRAY; type++) {
      assertGrows(Since.mapType(type - 1), Since.mapType(type));
    }
    for (int type = 1; type <= AttachType.TRACE_UPROBE_SESSION; type++) {
      assertGrows(Since.attachType(type - 1), Since.attachType(type));
    }
    for (int type = 2; type <= LinkType.SOCKMAP; type++) {
      assertGrows(Since.linkType(type - 1), Since.linkType(type));
    }
  }

  private static void assertGrows(String before, String after) {
    KernelVersion first = KernelVersion.parse(before);
    assertTrue(KernelVersion.parse(after).atLeast(first.major(), first.minor()), before + after);
  }
}
