package dev.ebpf4j.bpftool.oracle;

import static dev.ebpf4j.bpftool.oracle.Oracle.ours;
import static dev.ebpf4j.bpftool.oracle.Oracle.sameTextInAllForms;
import static dev.ebpf4j.bpftool.oracle.Oracle.silently;
import static dev.ebpf4j.bpftool.oracle.Oracle.theirs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.Program;
import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.link.Binaries;
import dev.ebpf4j.link.Cgroups;
import dev.ebpf4j.link.Iterators;
import dev.ebpf4j.link.KprobeMulti;
import dev.ebpf4j.link.Kprobes;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.link.Netfilters;
import dev.ebpf4j.link.Netkit;
import dev.ebpf4j.link.NetworkNamespaces;
import dev.ebpf4j.link.PerfEvents;
import dev.ebpf4j.link.Tcx;
import dev.ebpf4j.link.Tracepoints;
import dev.ebpf4j.link.UprobeMulti;
import dev.ebpf4j.link.Uprobes;
import dev.ebpf4j.link.Xdp;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.procfs.Kallsyms;
import dev.ebpf4j.procfs.Mounts;
import dev.ebpf4j.procfs.NetNamespace;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.NetworkInterfaces;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Networks;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `link show` on a link of each type. The installed tool knows the types of its day in full, and
/// of later ones only that there is a link; what ours adds there has the form of 7.8.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class LinkOracleTest {

  private static final String LIBC = "libc.so.6";

  private static final String COOKIE = "(,\"cookie\":0)?";
  private static final String TARGET = "(\n\ttarget_obj_id \\d+  target_btf_id \\d+  )?";
  private static final String TARGET_JSON =
      "(,\"target_obj_id\":\\d+,\"target_btf_id\":\\d+)?" + COOKIE;

  private Kernel kernel;
  private PrivateBpffs bpffs;

  @BeforeEach
  void mount(Kernel running) {
    kernel = running;
    bpffs = PrivateBpffs.mount(running);
  }

  @AfterEach
  void unmount() {
    if (bpffs != null) {
      bpffs.close();
    }
  }

  /// Pins a link of `program` at a path of the same name and leaves no descriptor behind.
  private String pinned(String name, Function<Program, Link> attach) {
    return pinned(name, name, attach);
  }

  private String pinned(String name, String pin, Function<Program, Link> attach) {
    String path = bpffs.path(pin);
    try (LoadedObject object =
            BpfObject.parse(Fixtures.object("hooks"), "hooks.o")
                .changeProgram(name, spec -> spec.withAutoload(true))
                .load(kernel, LoadOptions.DEFAULT);
        Link link = attach.apply(object.program(name))) {
      link.pin(path);
    }
    return path;
  }

  private void alike(String name, Function<Program, Link> attach) {
    String path = pinned(name, attach);
    sameTextInAllForms("link show pinned " + path);
    sameTextInAllForms("-f link show pinned " + path);
  }

  /// What 7.1 prints, and more: types that it does not know are numbers there, and of many it shows
  /// no details.
  ///
  /// @param plain pattern of what follows the text that the installed tool prints
  /// @param json pattern of the members that follow those that it prints
  private void more(String plain, String json, String name, Function<Program, Link> attach) {
    String line = "link show pinned " + pinned(name, attach);
    String expected = theirs(line).out().replaceFirst(" type \\d+  ", " TYPE  ").stripTrailing();
    String shown = ours(line).out();
    if (expected.contains(" TYPE  ")) {
      shown = shown.replaceFirst(" \\w+  ", " TYPE  ");
    }
    assertTrue(shown.startsWith(expected), expected + "\n" + shown);
    assertTrue(shown.substring(expected.length()).matches("(?s)  " + plain + "\n"), shown);
    String members = theirs("-j " + line).out().replaceFirst("\"type\":\\d+", "\"type\":TYPE");
    members = members.substring(0, members.length() - 2);
    String compact = ours("-j " + line).out();
    if (members.contains(":TYPE")) {
      compact = compact.replaceFirst("\"type\":\"\\w+\"", "\"type\":TYPE");
    }
    assertTrue(compact.startsWith(members), members + "\n" + compact);
    assertTrue(compact.substring(members.length()).matches(json + "\\}\n"), compact);
  }

  @Test
  @Covers({"link show", "link list"})
  void rawTracepoints() {
    more("", COOKIE, "on_raw_tp", Program::attach);
    more("", COOKIE, "on_tp_btf", Program::attach);
  }

  @Test
  void tracing() {
    KernelGate.trampolines(kernel);
    more(TARGET, TARGET_JSON, "on_fentry", Program::attach);
    more(TARGET, TARGET_JSON, "on_fexit", Program::attach);
  }

  @Test
  void securityHook() throws Exception {
    KernelGate.securityHooks(kernel);
    more(TARGET, TARGET_JSON, "on_lsm", Program::attach);
  }

  @Test
  void iterators() {
    alike("on_iter", Program::attach);
    KernelGate.needs(kernel, "6.0", "iterators of one process");
    int process = (int) ProcessHandle.current().pid();
    String path =
        pinned(
            "on_iter",
            "of_process",
            program -> Iterators.attach(program.fd(), Iterators.Options.task(0, process)));
    sameTextInAllForms("link show pinned " + path);
  }

  @Test
  void cgroup() throws Exception {
    Mounts.Mount mount = Mounts.first(kernel, "cgroup2");
    assumeTrue(mount != null, "no cgroup2 mounted");
    Path directory = Path.of(mount.path(), "ebpf4j-links-" + ProcessHandle.current().pid());
    Files.createDirectory(directory);
    try (Fd group = Os.open(kernel, directory.toString(), Sys.O_RDONLY, 0)) {
      int egress = AttachType.CGROUP_INET_EGRESS;
      int create = AttachType.CGROUP_INET_SOCK_CREATE;
      alike(
          "on_cgroup_egress",
          program -> Cgroups.attach(program.fd(), Cgroups.Options.of(group, egress)));
      alike(
          "on_sock_create",
          program -> Cgroups.attach(program.fd(), Cgroups.Options.of(group, create)));
    } finally {
      Files.delete(directory);
    }
  }

  @Test
  void network() throws Exception {
    Networks.inOwn(
        kernel,
        () -> {
          Xdp.Options generic = Xdp.Options.of(1).withMode(Xdp.Mode.GENERIC);
          more(
              "\n\tifindex lo\\(1\\)  ",
              "(,\"devname\":\"lo\",\"ifindex\":1)?",
              "on_xdp",
              program -> Xdp.attach(program.fd(), generic));
          alike("on_sk_lookup", this::inThisNamespace);
        });
  }

  private Link inThisNamespace(Program program) {
    try (Fd namespace = NetNamespace.open(kernel)) {
      return NetworkNamespaces.attach(
          program.fd(), NetworkNamespaces.Options.socketLookup(namespace));
    }
  }

  @Test
  @Covers({"link pin", "link detach"})
  void detached() throws Exception {
    Networks.inOwn(
        kernel,
        () -> {
          Xdp.Options generic = Xdp.Options.of(1).withMode(Xdp.Mode.GENERIC);
          String path = pinned("on_xdp", program -> Xdp.attach(program.fd(), generic));
          String again = bpffs.path("again");
          silently("link pin pinned " + path + " " + again);
          String pins = "\n\tpinned " + path + "\n\tpinned " + again + "\n";
          assertTrue(theirs("-f link show pinned " + again).out().endsWith(pins));
          assertTrue(ours("-f link show pinned " + again).out().endsWith(pins));
          silently("link detach pinned " + path);
          assertTrue(ours("link show pinned " + again).out().endsWith("ifindex (detached)  \n"));
          assertEquals("xdp:\n\ntc:\n\nflow_dissector:\n\n", theirs("net show").out());
        });
    String tracepoint = pinned("on_raw_tp", Program::attach);
    assertEquals(
        theirs("link detach pinned " + tracepoint), ours("link detach pinned " + tracepoint));
  }

  @Test
  void tcx() throws Exception {
    KernelGate.needs(kernel, "6.6", "tcx");
    Networks.inOwn(
        kernel,
        () ->
            more(
                "\n\tifindex lo\\(1\\)  attach_type tcx_egress  ",
                ",\"devname\":\"lo\",\"ifindex\":1,\"attach_type\":\"tcx_egress\"",
                "on_tcx_egress",
                program -> Tcx.attach(program.fd(), Tcx.Options.egress(1))));
  }

  @Test
  void netkit() throws Exception {
    KernelGate.needs(kernel, "6.7", "netkit");
    KernelGate.option(kernel, "CONFIG_NETKIT");
    Networks.inOwn(
        kernel,
        () -> {
          Networks.ip("link add nk7 type netkit");
          int index = NetworkInterfaces.tryIndex(kernel, "nk7");
          more(
              "\n\tifindex nk7\\(" + index + "\\)  attach_type netkit_primary  ",
              ",\"devname\":\"nk7\",\"ifindex\":" + index + ",\"attach_type\":\"netkit_primary\"",
              "on_tcx_egress",
              program -> Netkit.attach(program.fd(), Netkit.Options.primary(index)));
        });
  }

  @Test
  void netfilter() throws Exception {
    KernelGate.needs(kernel, "6.4", "netfilter");
    Networks.inOwn(
        kernel,
        () ->
            more(
                "\n\tip output prio -100",
                ",\"pf\":2,\"hook\":3,\"prio\":-100,\"flags\":0",
                "on_netfilter",
                program -> Netfilters.attach(program.fd(), Netfilters.Options.ipv4(3, -100))));
  }

  @Test
  void perfEvents() throws Exception {
    KernelGate.needs(kernel, "6.6", "details of links to perf events");
    Path libc = Binaries.find(LIBC);
    more(
        "\n\tuprobe " + libc + "\\+0x[0-9a-f]+  (cookie 9  )?",
        ",\"retprobe\":false,\"file\":\""
            + libc
            + "\",\"offset\":\\d+,\"cookie\":\\d+,\"ref_ctr_offset\":0",
        "on_uprobe",
        program ->
            Uprobes.attach(program.fd(), Uprobes.Options.entry(libc, "getppid").withCookie(9)));
    more(
        "\n\tevent \\S+ ?:\\S+  ",
        ",\"event_type\":[^,]+,\"event_config\":[^,]+,\"cookie\":0",
        "on_perf_event",
        program -> PerfEvents.attach(program.fd(), PerfEvents.Options.cpuClock(1000, 0)));
    KernelGate.tracefs(kernel);
    more(
        "\n\ttracepoint sys_enter_getpid  (cookie 77  )?",
        ",\"tracepoint\":\"sys_enter_getpid\",\"cookie\":\\d+",
        "on_tracepoint",
        program ->
            Tracepoints.attach(
                program.fd(),
                Tracepoints.Options.of("syscalls", "sys_enter_getpid").withCookie(77)));
  }

  @Test
  void kprobe() {
    KernelGate.needs(kernel, "6.6", "details of links to perf events");
    KernelGate.kprobes(kernel);
    more(
        "\n\tkprobe [0-9a-f]+ do_nanosleep  ",
        ",\"retprobe\":false,\"addr\":\\d+,\"func\":\"do_nanosleep\",\"offset\":0,\"missed\":0,\"cookie\":0",
        "on_kprobe",
        program -> Kprobes.attach(program.fd(), Kprobes.Options.entry("do_nanosleep")));
  }

  @Test
  void kprobeMulti() {
    KernelGate.kprobes(kernel);
    KernelGate.trampolines(kernel);
    KernelGate.needs(kernel, "6.6", "details of kprobe.multi");
    KernelGate.option(kernel, "CONFIG_FPROBE");
    long address = Kallsyms.read(kernel).address("do_nanosleep");
    more(
        "\n\tkprobe.multi  func_cnt 1  \n\taddr             cookie           func \\[module\\]"
            + "\n\t"
            + Long.toHexString(address)
            + " 0                do_nanosleep  ",
        ",\"retprobe\":false,\"func_cnt\":1,\"missed\":0,\"funcs\":\\[\\{\"addr\":"
            + Long.toUnsignedString(address)
            + ",\"func\":\"do_nanosleep\",\"module\":null,\"cookie\":0\\}\\]",
        "on_kprobe_multi",
        program ->
            KprobeMulti.attach(program.fd(), KprobeMulti.Options.of(List.of("do_nanosleep"))));
  }

  @Test
  void uprobeMulti() throws Exception {
    KernelGate.needs(kernel, "6.8", "details of uprobe.multi");
    Path libc = Binaries.find(LIBC).toRealPath();
    more(
        "\n\tuprobe.multi  path "
            + libc
            + "  func_cnt 1  "
            + "\n\toffset             ref_ctr_offset     cookies         "
            + "\n\t0x[0-9a-f]+ +0x0 {16}0x0 +",
        ",\"retprobe\":false,\"path\":\""
            + libc
            + "\",\"func_cnt\":1,\"pid\":0,\"funcs\":"
            + "\\[\\{\"offset\":\\d+,\"ref_ctr_offset\":0,\"cookie\":0\\}\\]",
        "on_uprobe_multi",
        program -> UprobeMulti.attach(program.fd(), UprobeMulti.Options.matching(libc, "getppid")));
  }

  @Test
  void refusals() {
    String program = bpffs.path("on_raw_tp");
    try (LoadedObject object =
        BpfObject.parse(Fixtures.object("hooks"), "hooks.o")
            .changeProgram("on_raw_tp", spec -> spec.withAutoload(true))
            .load(kernel, LoadOptions.DEFAULT)) {
      object.program("on_raw_tp").pin(program);
    }
    for (String line :
        List.of(
            "link show id 2147483647",
            "link show id x",
            "link show id",
            "link show pinned " + program,
            "link show pinned " + bpffs.path("none"),
            "link show it",
            "link show id 1 more",
            "link pin",
            "link pin id 2147483647 " + bpffs.path("x"),
            "link detach",
            "link detach id 2147483647",
            "link detach pinned " + program)) {
      assertEquals(theirs(line).err(), ours(line).err(), line);
    }
  }
}
