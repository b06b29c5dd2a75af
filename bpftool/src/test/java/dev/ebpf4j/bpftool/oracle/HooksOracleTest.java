package dev.ebpf4j.bpftool.oracle;

import static dev.ebpf4j.bpftool.oracle.Oracle.ours;
import static dev.ebpf4j.bpftool.oracle.Oracle.same;
import static dev.ebpf4j.bpftool.oracle.Oracle.sameInAllForms;
import static dev.ebpf4j.bpftool.oracle.Oracle.silently;
import static dev.ebpf4j.bpftool.oracle.Oracle.theirs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.bpftool.Run;
import dev.ebpf4j.link.Binaries;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.procfs.Mounts;
import dev.ebpf4j.procfs.Tracefs;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Networks;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Programs at hooks: what one of the two attaches, the other shows and detaches.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class HooksOracleTest {

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

  private LoadedObject load(String program) {
    return BpfObject.parse(Fixtures.object("hooks"), "hooks.o")
        .changeProgram(program, spec -> spec.withAutoload(true))
        .load(kernel, LoadOptions.DEFAULT);
  }

  private String pinned(String program) {
    String path = bpffs.path(program);
    try (LoadedObject object = load(program)) {
      object.program(program).pin(path);
    }
    return path;
  }

  /// What netfilter there is was not asked for by 7.1, and its section is empty here.
  private static void sameNetworks(String line) {
    for (String form : Oracle.FORMS) {
      Run ours = ours(form + line);
      String out = ours.out().replaceAll("netfilter:\n\n|,\\s*\"netfilter\": ?\\[\\s*\\]", "");
      assertEquals(theirs(form + line), new Run(ours.status(), out, ours.err()), form + line);
    }
  }

  @Test
  @Covers({"net show", "net list", "net attach", "net detach"})
  void devices() throws Exception {
    String program = pinned("on_xdp");
    Networks.inOwn(
        kernel,
        () -> {
          sameNetworks("net show");
          Networks.ip("link add v0 type veth peer name v1");
          silently("net attach xdpgeneric pinned " + program + " dev v0");
          sameNetworks("net show");
          sameNetworks("net list dev v0");
          sameNetworks("net list dev v1");
          same("net attach xdpgeneric pinned " + program + " dev v0");
          same("net attach xdpgeneric pinned " + program + " dev v0 overwrite");
          same("net attach xdpoffload pinned " + program + " dev v1");
          assertEquals(new Run(0, "", ""), theirs("net detach xdpgeneric dev v0"));
          assertEquals(
              new Run(0, "", ""), theirs("net attach xdpdrv pinned " + program + " dev v1"));
          sameNetworks("net show");
          silently("net detach xdpdrv dev v1");
          sameNetworks("net show");
          for (String line :
              List.of(
                  "net attach",
                  "net attach xdp",
                  "net attach xdpfast pinned " + program + " dev v0",
                  "net attach xdp pinned " + program + " dev nodev",
                  "net attach xdp pinned " + program + " at v0",
                  "net attach xdp id 4294967295 dev v0",
                  "net detach xdp",
                  "net detach xdp dev nodev",
                  "net detach xdpfast dev v0",
                  "net show dev nodev",
                  "net show dev",
                  "net show v0")) {
            same(line);
          }
        });
  }

  @Test
  @Covers({"cgroup show", "cgroup list", "cgroup tree", "cgroup attach", "cgroup detach"})
  void controlGroups() throws Exception {
    Mounts.Mount mount = Mounts.first(kernel, "cgroup2");
    assumeTrue(mount != null, "no cgroup2 mounted");
    String program = pinned("on_cgroup_egress");
    Path group = Path.of(mount.path(), "ebpf4j-oracle-" + ProcessHandle.current().pid());
    Path inner = group.resolve("inner");
    Files.createDirectories(inner);
    try {
      String attach = " cgroup_inet_egress pinned " + program;
      silently("cgroup attach " + group + attach + " multi");
      silently("cgroup attach " + inner + attach);
      for (String verb : List.of("show ", "list ")) {
        for (Path path : List.of(group, inner)) {
          sameInAllForms("cgroup " + verb + path);
          sameInAllForms("cgroup " + verb + path + " effective");
        }
      }
      sameInAllForms("cgroup tree " + group);
      sameInAllForms("cgroup tree " + group + " effective");
      assertEquals(new Run(0, "", ""), theirs("cgroup detach " + inner + attach));
      silently("cgroup detach " + group + attach);
      assertEquals(new Run(0, "", ""), theirs("cgroup attach " + group + attach + " override"));
      sameInAllForms("cgroup show " + group);
      silently("cgroup detach " + group + attach);
      for (String line :
          List.of(
              "show",
              "show " + group + "/none",
              "show " + group + "/cgroup.procs",
              "show " + bpffs.directory(),
              "attach " + group,
              "attach " + group + " nothing pinned " + program,
              "attach " + group + attach + " many",
              "attach " + group + "/cgroup.procs" + attach,
              "attach " + group + " cgroup_inet_egress id 4294967295",
              "attach " + group + " cgroup_inet_sock_create pinned " + program,
              "detach " + group,
              "detach " + group + attach,
              "detach " + group + "/none" + attach)) {
        same("cgroup " + line);
      }
    } finally {
      Files.delete(inner);
      Files.delete(group);
    }
  }

  /// Of what is on the machine, only what this process holds is compared.
  private static List<String> of(Process process, Run run) {
    List<String> own = new ArrayList<>();
    for (String piece : run.out().split("\n(?=pid )|\\{")) {
      if (piece.matches("(?s)(pid |\\s*\"pid\": ?)" + process.pid() + "\\b.*")) {
        own.add(piece.replaceAll("\\s*\\}?\\s*\\]?,?\\s*$", ""));
      }
    }
    return own;
  }

  @Test
  @Covers({"perf show", "perf list"})
  void perfEvents() throws Exception {
    KernelGate.tracefs(kernel);
    Path libc = Binaries.find("libc.so.6");
    String event = Tracefs.find(kernel).directory() + "/events/syscalls/sys_enter_getuid/id";
    String number = new String(Os.readFile(kernel, event)).trim();
    int compared = 0;
    for (String[] words :
        new String[][] {
          {"hold-raw", pinned("on_raw_tp"), "sys_enter"},
          {"hold-tp", pinned("on_tracepoint"), number},
          {"hold-uprobe", pinned("on_uprobe"), libc.toString(), "0x100", "0"},
          {"hold-uprobe", pinned("on_uretprobe"), libc.toString(), "0x100", "1"}
        }) {
      Process holder = hold(words);
      try {
        for (String form : Oracle.FORMS) {
          List<String> expected = of(holder, theirs(form + "perf show"));
          assertEquals(expected, of(holder, ours(form + "perf list")));
          compared += expected.size();
        }
      } finally {
        holder.destroyForcibly().waitFor();
      }
    }
    assertTrue(compared >= 6, "only " + compared + " events");
    same("perf show all");
  }

  /// Starts the helper of the recorded cases, which keeps a program attached until it is killed.
  private static Process hold(String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("project.root") + "/testkit/golden/obj/helper");
    command.addAll(List.of(words));
    Process holder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    assertEquals("ready", holder.inputReader().readLine());
    return holder;
  }

  @Test
  @Covers({
    "struct_ops show",
    "struct_ops list",
    "struct_ops dump",
    "struct_ops register",
    "struct_ops unregister"
  })
  void structOps(@TempDir Path directory) throws IOException {
    KernelGate.needs(kernel, "6.4", "the link in this object");
    Path recorded = Path.of(System.getProperty("project.root"), "testkit/golden/obj/sops.bpf.o");
    String name =
        "cc" + (ProcessHandle.current().pid() % 90_000 + 10_000); // the machine has but one
    String text = Files.readString(recorded, StandardCharsets.ISO_8859_1).replace("gold_cc", name);
    Path object = directory.resolve("sops.bpf.o");
    Files.writeString(object, text, StandardCharsets.ISO_8859_1);
    Run registered = ours("struct_ops register " + object);
    Matcher id = Pattern.compile(name + " id (\\d+)").matcher(registered.err());
    assertTrue(id.find(), registered.err());
    String handle = " id " + id.group(1);
    try {
      same("struct_ops show" + handle);
      same("struct_ops list" + handle);
      for (String verb : List.of("show name " + name, "show name none", "show id")) {
        sameInAllForms("struct_ops " + verb);
      }
      for (String form : Oracle.FORMS) {
        String line = form + "struct_ops dump name " + name;
        String ours = ours(line).out().replace("\"(nil)\"", "(nil)"); // 7.1 left the quotes out
        assertEquals(theirs(line).out().replace("\"(nil)\"", "(nil)"), ours);
      }
    } finally {
      Run gone = theirs("struct_ops unregister" + handle);
      assertEquals(0, gone.status(), gone::err);
    }
    same("struct_ops unregister" + handle);
    for (String line :
        List.of("unregister name none", "unregister id 2147483647", "register", "unregister")) {
      same("struct_ops " + line);
    }
  }
}
