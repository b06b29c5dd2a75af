package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.abi.AttrInfo;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfProgInfo;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.OptionParser;
import dev.ebpf4j.bpftool.oracle.Oracle;
import dev.ebpf4j.link.KprobeMulti;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.FakeKernel;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Code that the kernel hides, and code that changes between two questions.
@ExtendWith(LiveKernel.class)
class HiddenCodeTest {

  private static final Path RESTRICT = Path.of("/proc/sys/kernel/kptr_restrict");

  private Kernel kernel;
  private PrivateBpffs bpffs;

  @BeforeEach
  void load(Kernel running) {
    kernel = running;
    bpffs = PrivateBpffs.mount(running);
    Path object = Path.of(System.getProperty("project.root"), "testkit/fixtures/tools/runqlat.o");
    Run loaded = Run.ours("prog", "loadall", object.toString(), bpffs.path("programs"));
    if (loaded.status() != 0) {
      object = object.resolveSibling("xdp.o");
      loaded = Run.ours("prog", "loadall", object.toString(), bpffs.path("programs"));
    }
    assertEquals(0, loaded.status(), loaded.err());
  }

  @AfterEach
  void unmount() {
    if (bpffs != null) {
      bpffs.close();
    }
  }

  private List<Path> programs() throws Exception {
    try (var files = Files.list(Path.of(bpffs.path("programs")))) {
      return files.sorted().toList();
    }
  }

  private static Run run(Kernel on, String line) {
    OptionParser parser = new OptionParser();
    parser.parse(line.split(" "), true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session = new Session(parser.options(), InputStream.nullInputStream(), out, err, on);
    int status = new Dispatcher(session).run(parser.words());
    session.out().flush();
    session.flushErr();
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// Only in a guest: on a machine that others use, it would hide code from them, too.
  @Test
  @Tag(GuestTests.TAG)
  void addressesAreHidden() throws Exception {
    assumeTrue(Files.readString(Path.of("/proc/cmdline")).contains("vmroot="), "not a guest");
    String before = Files.readString(RESTRICT);
    Files.writeString(RESTRICT, "2\n");
    try {
      Path program = programs().getFirst();
      for (String form : Oracle.FORMS) {
        Oracle.same(form + "prog dump xlated pinned " + program + " linum");
        Oracle.same(form + "prog show pinned " + program);
      }
      Oracle.same("prog dump xlated pinned " + program);
      Oracle.same("prog dump xlated pinned " + program + " opcodes");
      assertEquals(
          "Error: error retrieving jit dump: no instructions returned or"
              + " kernel.kptr_restrict set?\n",
          Oracle.ours("prog dump jited pinned " + program).err());
    } finally {
      Files.writeString(RESTRICT, before);
    }
  }

  @Test
  @Tag(GuestTests.TAG)
  void addressesOfProbesAreHidden() throws Exception {
    assumeTrue(Files.readString(Path.of("/proc/cmdline")).contains("vmroot="), "not a guest");
    KernelGate.kprobes(kernel);
    KernelGate.trampolines(kernel);
    KernelGate.needs(kernel, "6.6", "details of kprobe.multi");
    String pin = bpffs.path("link");
    try (LoadedObject object =
            BpfObject.parse(Fixtures.object("hooks"), "hooks.o")
                .changeProgram("on_kprobe_multi", spec -> spec.withAutoload(true))
                .load(kernel, LoadOptions.DEFAULT);
        Link link =
            KprobeMulti.attach(
                object.program("on_kprobe_multi").fd(),
                KprobeMulti.Options.of(List.of("do_nanosleep")))) {
      link.pin(pin);
    }
    String before = Files.readString(RESTRICT);
    Files.writeString(RESTRICT, "2\n");
    try {
      Run plain = Oracle.ours("link show pinned " + pin);
      assertTrue(plain.out().endsWith("\n\tkprobe.multi  func_cnt 1  \n"), plain.out());
      Run json = Oracle.ours("-j link show pinned " + pin);
      assertTrue(json.out().endsWith("\"func_cnt\":1,\"missed\":0,\"funcs\":[]}\n"), json.out());
    } finally {
      Files.writeString(RESTRICT, before);
    }
  }

  /// The sizes that the kernel names in its last answer are others than those before, larger and
  /// smaller: what came is shown, or an error, never what was not written.
  @Test
  void codeChangesBetweenTwoQuestions() throws Exception {
    for (Path program : programs()) {
      for (int field :
          new int[] {
            BpfProgInfo.JITED_PROG_LEN,
            BpfProgInfo.XLATED_PROG_LEN,
            BpfProgInfo.NR_JITED_KSYMS,
            BpfProgInfo.NR_JITED_FUNC_LENS,
            BpfProgInfo.NR_FUNC_INFO,
            BpfProgInfo.NR_LINE_INFO,
            BpfProgInfo.NR_JITED_LINE_INFO,
            BpfProgInfo.NR_PROG_TAGS
          }) {
        for (int change : new int[] {-1, 1, 1 << 20, Integer.MIN_VALUE}) {
          for (String line :
              List.of(
                  "prog dump jited pinned ",
                  "-j prog dump jited pinned ",
                  "prog dump xlated pinned ",
                  "-j prog dump xlated pinned ")) {
            Run run = run(changing(field, change), line + program + " linum");
            assertFalse(run.err().contains("Exception"), run.err());
            assertTrue(run.status() == 0 || run.status() == 255, run::toString);
            assertTrue(run.out().length() < 1 << 20, line + field + " " + change);
          }
        }
      }
    }
  }

  /// Every answer about a program that holds code has another number at `field`.
  private FakeKernel changing(int field, int change) {
    return new FakeKernel(kernel)
        .onBpf(
            BpfCommand.OBJ_GET_INFO_BY_FD,
            attr -> {
              long result =
                  kernel.call(
                      Call.BPF, BpfCommand.OBJ_GET_INFO_BY_FD, attr.address(), attr.byteSize());
              int size = attr.get(ValueLayout.JAVA_INT, AttrInfo.INFO_LEN);
              MemorySegment info =
                  FakeKernel.memory(attr.get(ValueLayout.JAVA_LONG, AttrInfo.INFO), size);
              boolean holdsCode =
                  size >= BpfProgInfo.NR_PROG_TAGS + Integer.BYTES
                      && info.get(ValueLayout.JAVA_LONG, BpfProgInfo.XLATED_PROG_INSNS) != 0;
              if (result == 0 && holdsCode) {
                int number = info.get(ValueLayout.JAVA_INT, field);
                info.set(ValueLayout.JAVA_INT, field, Math.max(0, number + change));
              }
              return result;
            });
  }
}
