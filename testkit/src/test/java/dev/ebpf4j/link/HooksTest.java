package dev.ebpf4j.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.Program;
import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.NotFoundException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.error.VerifierException;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.TypedMap;
import dev.ebpf4j.procfs.KernelConfig;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.procfs.Mounts;
import dev.ebpf4j.procfs.ProbePmu;
import dev.ebpf4j.procfs.Tracefs;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.Hits;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Networks;
import dev.ebpf4j.testkit.TestRun;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Each hook, attached through its factory or by its section's name, fires: the program counts in a
/// map, and the count grows when the thing happens.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class HooksTest {

  /// Makes the hook's event happen.
  @FunctionalInterface
  private interface Trigger {
    void run() throws Exception;
  }

  private static LoadedObject load(Kernel kernel, String program, LoadOptions options) {
    return BpfObject.parse(Fixtures.object("hooks"), "hooks.o")
        .changeProgram(program, spec -> spec.withAutoload(true))
        .load(kernel, options);
  }

  private static void fires(Kernel kernel, String program, Trigger trigger) throws Exception {
    fires(kernel, program, 0, Program::attach, trigger);
  }

  /// @param cookie what the program must see as its cookie; 0 for nothing
  private static void fires(
      Kernel kernel, String name, long cookie, Function<Program, Link> attach, Trigger trigger)
      throws Exception {
    try (LoadedObject object = load(kernel, name, LoadOptions.DEFAULT);
        TypedMap<Integer, Long> hits = object.map("hits").typed(Codec.s32(), Codec.s64())) {
      try (Link link = attach.apply(object.program(name))) {
        trigger.run();
        assertTrue(hits.get(0).orElseThrow() > 0, name + " did not run");
        if (cookie != 0) {
          assertEquals(cookie, hits.get(1).orElseThrow());
        }
        assertTrue(!link.isKernelLink() || link.id() != 0);
      }
    }
  }

  private static void nanosleep() throws Exception {
    assertEquals(0, new ProcessBuilder("sleep", "0.01").start().waitFor());
  }

  private static void getppid() {
    assertTrue(ProcessHandle.current().parent().isPresent());
  }

  private static void needTracefs(Kernel kernel) {
    assumeTrue(Tracefs.find(kernel) != null, "tracefs is not mounted");
  }

  private static void needKprobes(Kernel kernel) {
    assumeTrue(ProbePmu.read(kernel, "kprobe").isPresent(), "kernel built without kprobes");
  }

  /// Trampolines need the function tracer, which some kernels are built without.
  private static void needFtrace(Kernel kernel) {
    Tracefs tracefs = Tracefs.find(kernel);
    assumeTrue(
        tracefs != null
            && Os.stat(kernel, tracefs.directory() + "/available_filter_functions", true) != null,
        "kernel built without the function tracer");
  }

  /// Some machines refuse such programs whatever their kernel can do.
  private static void needTrampolines(Kernel kernel) {
    needFtrace(kernel);
    try {
      load(kernel, "on_fentry", LoadOptions.DEFAULT).close();
    } catch (VerifierException e) {
      boolean byPolicy = e.errno() == Errno.EPERM && e.log().isEmpty();
      assumeTrue(!byPolicy, "this machine refuses programs at functions");
      throw e;
    }
  }

  /// Skips unless BPF is among the active security modules.
  private static void needSecurityModule() throws Exception {
    Path list = Path.of("/sys/kernel/security/lsm");
    assumeTrue(Files.exists(list), "securityfs is not mounted");
    String active = Files.readString(list);
    assumeTrue(active.contains("bpf"), "BPF is no active security module: " + active);
  }

  /// Skips where the kernel's configuration is readable and lacks `option`.
  private static void needOption(Kernel kernel, String option) {
    try {
      String value = KernelConfig.running(kernel).value(option);
      assumeTrue(value != null, () -> "this kernel is built without " + option);
    } catch (NotFoundException _) {
      // What is unknown is taken to be there.
    }
  }

  @Test
  void tracepoint(Kernel kernel) throws Exception {
    needTracefs(kernel);
    fires(kernel, "on_tracepoint", () -> Os.processId(kernel));
  }

  @Test
  void tracepointWithCookie(Kernel kernel) throws Exception {
    needTracefs(kernel);
    KernelGate.needs(kernel, "5.15", "a cookie");
    Tracepoints.Options options =
        Tracepoints.Options.of("syscalls", "sys_enter_getpid").withCookie(77);
    fires(
        kernel,
        "on_tracepoint",
        77,
        program -> Tracepoints.attach(program.fd(), options),
        () -> Os.processId(kernel));
  }

  @Test
  void rawTracepointWithCookie(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.10", "a cookie of a raw tracepoint");
    RawTracepoints.Options options = RawTracepoints.Options.of("sys_exit").withCookie(5);
    fires(
        kernel,
        "on_raw_tp_cookie",
        5,
        program -> RawTracepoints.attach(program.fd(), options),
        () -> Os.processId(kernel));
  }

  @Test
  void rawTracepoint(Kernel kernel) throws Exception {
    fires(kernel, "on_raw_tp", () -> Os.processId(kernel));
  }

  @Test
  void tracepointByBtf(Kernel kernel) throws Exception {
    fires(kernel, "on_tp_btf", () -> Os.processId(kernel));
  }

  @Test
  void uprobe(Kernel kernel) throws Exception {
    fires(kernel, "on_uprobe", HooksTest::getppid);
  }

  @Test
  void uprobeWithCookie(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "5.15", "a cookie");
    Path libc = Binaries.find("libc.so.6");
    fires(
        kernel,
        "on_uprobe",
        9,
        program ->
            Uprobes.attach(
                program.fd(), Uprobes.Options.entry(libc, "getppid").withCookie(9).withProcess(0)),
        HooksTest::getppid);
  }

  @Test
  void uretprobe(Kernel kernel) throws Exception {
    fires(kernel, "on_uretprobe", HooksTest::getppid);
  }

  @Test
  void uprobeMulti(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.6", "uprobe.multi");
    fires(kernel, "on_uprobe_multi", HooksTest::getppid);
  }

  @Test
  void uprobeMultiWithCookies(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.6", "uprobe.multi");
    Path libc = Binaries.find("libc.so.6");
    List<Long> places = UserSymbols.open(libc).offsets(List.of("getppid", "getpid"));
    fires(
        kernel,
        "on_uprobe_multi",
        31,
        program ->
            UprobeMulti.attach(
                program.fd(), UprobeMulti.Options.at(libc, places).withCookies(List.of(31L, 32L))),
        HooksTest::getppid);
  }

  @Test
  void perfEvent(Kernel kernel) throws Exception {
    fires(
        kernel,
        "on_perf_event",
        0,
        program -> PerfEvents.attach(program.fd(), PerfEvents.Options.cpuClock(1000, 0)),
        HooksTest::spin);
  }

  /// The clock ticks on processor 0 only while something runs there.
  private static void spin() throws Exception {
    Process busy =
        new ProcessBuilder("taskset", "1", "timeout", "0.3", "sh", "-c", "while :; do :; done")
            .start();
    busy.waitFor();
  }

  @Test
  void xdp(Kernel kernel) throws Exception {
    Networks.inOwn(
        kernel,
        () ->
            fires(
                kernel,
                "on_xdp",
                0,
                program -> Xdp.attach(program.fd(), Xdp.Options.of(1).withMode(Xdp.Mode.GENERIC)),
                Networks::datagram));
  }

  @Test
  void tcx(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.6", "tcx");
    Networks.inOwn(
        kernel,
        () -> {
          fires(
              kernel,
              "on_tcx_ingress",
              0,
              program -> Tcx.attach(program.fd(), Tcx.Options.ingress(1)),
              Networks::datagram);
          fires(
              kernel,
              "on_tcx_egress",
              0,
              program ->
                  Tcx.attach(program.fd(), Tcx.Options.egress(1).withPosition(Position.FIRST)),
              Networks::datagram);
        });
  }

  @Test
  void classicFilters(Kernel kernel) throws Exception {
    Networks.inOwn(
        kernel,
        () -> {
          fires(
              kernel,
              "on_tc",
              0,
              program -> TcFilters.attach(program.fd(), TcFilters.Options.ingress(1)),
              Networks::datagram);
          fires(
              kernel,
              "on_classifier",
              0,
              program -> TcFilters.attach(program.fd(), TcFilters.Options.egress(1).at(7, 3)),
              Networks::datagram);
          try (TrafficControl control = TrafficControl.open(kernel)) {
            assertEquals(List.of(), control.filters(1), "both are gone");
          }
        });
  }

  @Test
  void classicFiltersAtOnePlace(Kernel kernel) throws Exception {
    TcFilters.Options place = TcFilters.Options.ingress(1).at(1, 1);
    Networks.inOwn(
        kernel,
        () -> {
          try (LoadedObject object = load(kernel, "on_tc", LoadOptions.DEFAULT);
              LoadedObject other = load(kernel, "on_classifier", LoadOptions.DEFAULT);
              TrafficControl control = TrafficControl.open(kernel);
              Link link = TcFilters.attach(object.program("on_tc").fd(), place)) {
            Fd second = other.program("on_classifier").fd();
            SyscallException refused =
                assertThrows(SyscallException.class, () -> TcFilters.attach(second, place));
            assertEquals(Errno.EEXIST, refused.errno(), link.toString());
            try (Link replacing = TcFilters.attach(second, place.withReplace(true));
                Hits hits = Hits.of(other)) {
              List<TrafficControl.Filter> filters = control.filters(1);
              assertEquals(1, filters.size());
              assertTrue(filters.getFirst().name().startsWith("on_classifier:["));
              Networks.datagram();
              hits.assertHit(0, "on_classifier by " + replacing);
            }
          }
        });
  }

  @Test
  void netfilter(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.4", "netfilter");
    Networks.inOwn(
        kernel,
        () ->
            fires(
                kernel,
                "on_netfilter",
                0,
                program -> Netfilters.attach(program.fd(), Netfilters.Options.ipv4(3, -100)),
                Networks::datagram));
  }

  @Test
  void socketLookup(Kernel kernel) throws Exception {
    Networks.inOwn(
        kernel,
        () ->
            fires(
                kernel,
                "on_sk_lookup",
                0,
                program -> {
                  String path = "/proc/thread-self/ns/net";
                  try (Fd namespace = Os.open(kernel, path, Sys.O_RDONLY, 0)) {
                    return NetworkNamespaces.attach(
                        program.fd(), NetworkNamespaces.Options.socketLookup(namespace));
                  }
                },
                Networks::datagram));
  }

  @Test
  void socketFilter(Kernel kernel) throws Exception {
    Networks.inOwn(
        kernel,
        () -> {
          try (LoadedObject object = load(kernel, "on_socket", LoadOptions.DEFAULT);
              TypedMap<Integer, Long> hits = object.map("hits").typed(Codec.s32(), Codec.s64());
              Fd socket = SocketFilters.listen(object.program("on_socket").fd(), 1)) {
            Networks.datagram();
            assertTrue(hits.get(0).orElseThrow() > 0 && socket.isOpen());
          }
        });
  }

  @Test
  void cgroup(Kernel kernel) throws Exception {
    inOwnGroup(
        kernel,
        (cgroup, directory) -> {
          Trigger send = () -> inside(directory, "echo x > /dev/udp/127.0.0.1/9");
          fires(
              kernel,
              "on_cgroup_egress",
              0,
              program ->
                  Cgroups.attach(
                      program.fd(), Cgroups.Options.of(cgroup, AttachType.CGROUP_INET_EGRESS)),
              send);
          fires(
              kernel,
              "on_sock_create",
              0,
              program ->
                  Cgroups.attach(
                      program.fd(), Cgroups.Options.of(cgroup, AttachType.CGROUP_INET_SOCK_CREATE)),
              send);
        });
  }

  @Test
  void socketOperations(Kernel kernel) throws Exception {
    inOwnGroup(
        kernel,
        (cgroup, directory) ->
            fires(
                kernel,
                "on_sockops",
                0,
                program ->
                    Cgroups.attach(
                        program.fd(), Cgroups.Options.of(cgroup, AttachType.CGROUP_SOCK_OPS)),
                () -> {
                  try (ServerSocket server = new ServerSocket(0)) {
                    inside(directory, "echo x > /dev/tcp/127.0.0.1/" + server.getLocalPort());
                  }
                }));
  }

  @Test
  void securityHookOfAGroup(Kernel kernel) throws Exception {
    needTrampolines(kernel);
    KernelGate.needs(kernel, "6.0", "lsm_cgroup");
    needSecurityModule();
    inOwnGroup(
        kernel,
        (cgroup, directory) ->
            fires(
                kernel,
                "on_lsm_cgroup",
                0,
                program ->
                    Cgroups.attach(program.fd(), Cgroups.Options.of(cgroup, AttachType.LSM_CGROUP)),
                () -> inside(directory, "exec 3<>/dev/udp/127.0.0.1/9; true")));
  }

  /// What is done with a control group.
  private interface InGroup {
    void run(Fd cgroup, Path directory) throws Exception;
  }

  private static void inOwnGroup(Kernel kernel, InGroup body) throws Exception {
    Mounts.Mount mount = Mounts.first(kernel, "cgroup2");
    assumeTrue(mount != null, "no cgroup2 mounted");
    Path directory = Path.of(mount.path(), "ebpf4j-hooks-" + ProcessHandle.current().pid());
    Files.createDirectory(directory);
    try (Fd cgroup = Os.open(kernel, directory.toString(), Sys.O_RDONLY, 0)) {
      body.run(cgroup, directory);
    } finally {
      Files.delete(directory);
    }
  }

  private static void inside(Path group, String command) throws Exception {
    String whole = "echo $$ > " + group + "/cgroup.procs && " + command;
    new ProcessBuilder("bash", "-c", whole).start().waitFor();
  }

  @Test
  void iterator(Kernel kernel) throws Exception {
    try (LoadedObject object = load(kernel, "on_iter", LoadOptions.DEFAULT);
        TypedMap<Integer, Long> hits = object.map("hits").typed(Codec.s32(), Codec.s64());
        Link link = object.program("on_iter").attach();
        Fd run = Iterators.open(link);
        Attr buffer = new Attr(64)) {
      assertEquals(0, Os.tryRead(kernel, run, buffer.memory()));
      assertTrue(hits.get(0).orElseThrow() > 1);
    }
  }

  @Test
  void kprobe(Kernel kernel) throws Exception {
    needKprobes(kernel);
    fires(kernel, "on_kprobe", HooksTest::nanosleep);
    fires(kernel, "on_kretprobe", HooksTest::nanosleep);
  }

  @Test
  void kprobeThroughTracefs(Kernel kernel) throws Exception {
    needKprobes(kernel);
    needTracefs(kernel);
    Kprobes.Options options = Kprobes.Options.entry("do_nanosleep").withMode(Kprobes.Mode.TRACEFS);
    fires(
        kernel,
        "on_kprobe",
        0,
        program -> Kprobes.attach(program.fd(), options),
        HooksTest::nanosleep);
    String events = Tracefs.find(kernel).directory() + "/kprobe_events";
    assertEquals("", new String(Os.readFile(kernel, events)), "the probe is gone");
  }

  @Test
  void kprobeMulti(Kernel kernel) throws Exception {
    needKprobes(kernel);
    needFtrace(kernel);
    KernelGate.needs(kernel, "5.18", "kprobe.multi");
    needOption(kernel, "CONFIG_FPROBE");
    fires(kernel, "on_kprobe_multi", HooksTest::nanosleep);
  }

  @Test
  void kprobesWithCookies(Kernel kernel) throws Exception {
    needKprobes(kernel);
    KernelGate.needs(kernel, "5.15", "a cookie");
    Kprobes.Options entry = Kprobes.Options.entry("do_nanosleep").withCookie(41);
    Kprobes.Options exit = Kprobes.Options.exit("do_nanosleep").withCookie(42);
    fires(
        kernel,
        "on_kprobe",
        41,
        program -> Kprobes.attach(program.fd(), entry),
        HooksTest::nanosleep);
    fires(
        kernel,
        "on_kretprobe",
        42,
        program -> Kprobes.attach(program.fd(), exit),
        HooksTest::nanosleep);
    needOption(kernel, "CONFIG_FPROBE");
    KprobeMulti.Options many = KprobeMulti.Options.of(List.of("do_nanosleep", "hrtimer_nanosleep"));
    fires(
        kernel,
        "on_kprobe_multi",
        43,
        program -> KprobeMulti.attach(program.fd(), many.withCookies(List.of(43L, 43L))),
        HooksTest::nanosleep);
  }

  @Test
  void functionEntryWithCookie(Kernel kernel) throws Exception {
    needTrampolines(kernel);
    KernelGate.needs(kernel, "5.19", "a cookie of a trampoline");
    Tracing.Options options = Tracing.Options.of(AttachType.TRACE_FENTRY).withCookie(44);
    fires(
        kernel,
        "on_fentry",
        44,
        program -> Tracing.attach(program.fd(), options),
        HooksTest::nanosleep);
  }

  @Test
  void kprobeSession(Kernel kernel) throws Exception {
    needKprobes(kernel);
    needFtrace(kernel);
    KernelGate.needs(kernel, "6.10", "kprobe.session");
    needOption(kernel, "CONFIG_FPROBE");
    fires(kernel, "on_kprobe_session", HooksTest::nanosleep);
  }

  @Test
  void uprobeSession(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.13", "uprobe.session");
    fires(kernel, "on_uprobe_session", HooksTest::getppid);
  }

  @Test
  void kprobeAtAnOffset(Kernel kernel) throws Exception {
    needKprobes(kernel);
    fires(kernel, "on_kprobe_offset", HooksTest::nanosleep);
  }

  @Test
  void kprobeInAModule(Kernel kernel) throws Exception {
    needKprobes(kernel);
    assumeTrue(Files.exists(Path.of("/sys/module/veth/initstate")), "veth is no module here");
    Networks.inOwn(
        kernel,
        () -> {
          Networks.ip("link add v0 type veth peer name v1");
          Networks.ip("link set v1 up");
          Networks.ip("link set v0 up");
          Networks.ip("addr add 10.8.0.1/24 dev v0");
          Networks.ip("neigh add 10.8.0.2 lladdr 02:00:00:00:00:02 dev v0");
          fires(
              kernel,
              "on_kprobe",
              0,
              program -> Kprobes.attach(program.fd(), Kprobes.Options.entry("veth:veth_xmit")),
              () -> Networks.datagramTo("10.8.0.1", "10.8.0.2"));
        });
  }

  @Test
  void kprobeOnAnAmbiguousName(Kernel kernel) throws Exception {
    needKprobes(kernel);
    KernelGate.needs(kernel, "6.7", "the check for ambiguous names");
    Map<String, Integer> counts = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("/proc/kallsyms"))) {
      String[] words = line.split("\\s+");
      if (words.length == 3 && words[1].equals("t")) {
        counts.merge(words[2], 1, Integer::sum);
      }
    }
    String twice =
        counts.keySet().stream()
            .filter(name -> counts.get(name) > 1 && name.endsWith("_show"))
            .min(String::compareTo)
            .orElseThrow();
    try (LoadedObject object = load(kernel, "on_kprobe", LoadOptions.DEFAULT)) {
      Fd program = object.program("on_kprobe").fd();
      SyscallException refused =
          assertThrows(
              SyscallException.class, () -> Kprobes.attach(program, Kprobes.Options.entry(twice)));
      assertEquals(Errno.EADDRNOTAVAIL, refused.errno(), twice);
    }
  }

  /// A pattern takes all functions of a name that several have: by address, as names do not tell
  /// them apart.
  @Test
  void kprobeMultiOnAmbiguousNames(Kernel kernel) throws Exception {
    needKprobes(kernel);
    needFtrace(kernel);
    KprobeMulti.Options options = KprobeMulti.Options.matching(kernel, "nam?_show");
    int count = options.addresses().size();
    assertTrue(count > 1 && options.functions().isEmpty(), "several are called name_show");
    KernelGate.needs(kernel, "5.18", "kprobe.multi");
    needOption(kernel, "CONFIG_FPROBE");
    try (LoadedObject object = load(kernel, "on_kprobe_multi", LoadOptions.DEFAULT);
        Link link = KprobeMulti.attach(object.program("on_kprobe_multi").fd(), options)) {
      LinkInfo.KprobeMulti info = (LinkInfo.KprobeMulti) LinkInfos.info(kernel, link.fd());
      assertEquals(count, info.count());
    }
  }

  @Test
  void systemCall(Kernel kernel) throws Exception {
    needKprobes(kernel);
    fires(kernel, "on_ksyscall", HooksTest::getppid);
    fires(kernel, "on_kretsyscall", HooksTest::getppid);
  }

  @Test
  void hooksThatThisKernelLacks(Kernel kernel) {
    KernelVersion version = KernelVersion.running(kernel);
    assumeTrue(!version.atLeast(6, 19), "the kernel may have them");
    for (String program : List.of("on_fentry_multi", "on_fexit_multi")) {
      VerifierException refused =
          assertThrows(
              VerifierException.class, () -> load(kernel, program, LoadOptions.DEFAULT).close());
      assertTrue(
          refused.getMessage().contains("this kernel has no attach type 'trace_f"),
          refused.getMessage());
    }
  }

  @Test
  void flowDissector(Kernel kernel) throws Exception {
    Networks.inOwn(
        kernel,
        () ->
            fires(
                kernel,
                "on_flow_dissector",
                0,
                program -> {
                  String path = "/proc/thread-self/ns/net";
                  try (Fd namespace = Os.open(kernel, path, Sys.O_RDONLY, 0)) {
                    return NetworkNamespaces.attach(
                        program.fd(), NetworkNamespaces.Options.flowDissector(namespace));
                  }
                },
                () -> dissect(kernel)));
  }

  /// A packet socket that shares its load by flow has the flow of each packet found.
  private static void dissect(Kernel kernel) throws Exception {
    long number = kernel.call(Call.SOCKET, 17 /* AF_PACKET */, 3 /* SOCK_RAW */, 0x0300);
    int fd = (int) Os.check("socket", "AF_PACKET", number);
    try (Fd socket = Fd.own(kernel, fd, "packet socket");
        Arena arena = Arena.ofConfined()) {
      MemorySegment group = arena.allocate(4, 4);
      group.set(ValueLayout.JAVA_INT, 0, 1);
      long set =
          kernel.call(
              Call.SETSOCKOPT,
              socket.number(),
              263 /* SOL_PACKET */,
              18 /* PACKET_FANOUT */,
              group.address(),
              4,
              0);
      Os.check("PACKET_FANOUT", "by hash", set);
      Networks.datagram();
    }
  }

  @Test
  void functionEntryAndExit(Kernel kernel) throws Exception {
    needTrampolines(kernel);
    fires(kernel, "on_fentry", HooksTest::nanosleep);
    fires(kernel, "on_fexit", HooksTest::nanosleep);
  }

  @Test
  void securityHook(Kernel kernel) throws Exception {
    needTrampolines(kernel);
    needSecurityModule();
    fires(kernel, "on_lsm", () -> Files.readAllBytes(Path.of("/etc/passwd")));
  }

  @Test
  void changedReturnValue(Kernel kernel) throws Exception {
    needTrampolines(kernel);
    KernelGate.needs(kernel, "5.7", "fmod_ret of bpf_modify_return_test");
    if (!KernelVersion.running(kernel).atLeast(6, 3)) {
      needOption(kernel, "CONFIG_FUNCTION_ERROR_INJECTION"); // since then it has a list of its own
    }
    try (LoadedObject object = load(kernel, "on_fmod_ret", LoadOptions.DEFAULT);
        TypedMap<Integer, Long> hits = object.map("hits").typed(Codec.s32(), Codec.s64());
        Link link = object.program("on_fmod_ret").attach()) {
      TestRun.of(object.program("on_fmod_ret").fd(), 0);
      assertTrue(hits.get(0).orElseThrow() > 0 && link.isKernelLink());
    }
  }

  @Test
  void replacedFunction(Kernel kernel) throws Exception {
    needTrampolines(kernel);
    try (LoadedObject target = load(kernel, "calls_replaceable", LoadOptions.DEFAULT)) {
      Fd program = target.program("calls_replaceable").fd();
      assertEquals(3, TestRun.of(program, 64));
      LoadOptions options = LoadOptions.DEFAULT.withTarget("on_freplace", program, "replaceable");
      try (LoadedObject object = load(kernel, "on_freplace", options);
          Link link = object.program("on_freplace").attach()) {
        assertEquals(7, TestRun.of(program, 64));
        assertTrue(link.isKernelLink());
      }
      assertEquals(3, TestRun.of(program, 64));
    }
  }

  @Test
  void aSectionWithoutPlaceCannotAttachByItself(Kernel kernel) {
    try (LoadedObject object = load(kernel, "on_xdp", LoadOptions.DEFAULT)) {
      Program program = object.program("on_xdp");
      BpfException refused = assertThrows(BpfException.class, program::attach);
      assertTrue(refused.getMessage().contains("section 'xdp'"), refused.getMessage());
    }
  }
}
