package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.PerfEventAttr;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.OptionParser;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.Emitters;
import dev.ebpf4j.testkit.FakeKernel;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `prog profile` on a program that runs, with its two programs really put before and after it.
/// Where the processor has no counters, a clock of the kernel stands in for them.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class ProfileTest {

  private static final int SOFTWARE = 1;
  private static final int CPU_CLOCK = 0;

  private Kernel kernel;
  private PrivateBpffs bpffs;

  @BeforeEach
  void load(Kernel running) {
    kernel = running;
    KernelGate.trampolines(running);
    bpffs = PrivateBpffs.mount(running);
    Path object = Path.of(System.getProperty("project.root"), "testkit/fixtures/tools/xdp.o");
    Run loaded = Run.ours("prog", "load", object.toString(), bpffs.path("program"));
    assertEquals(0, loaded.status(), loaded.err());
  }

  @AfterEach
  void unmount() {
    if (bpffs != null) {
      bpffs.close();
    }
  }

  /// All events count time.
  private FakeKernel withClocks() {
    return new FakeKernel(kernel)
        .on(
            Call.PERF_EVENT_OPEN,
            a -> {
              MemorySegment attr = FakeKernel.memory(a[0], PerfEventAttr.STRUCT_SIZE);
              attr.set(ValueLayout.JAVA_INT, PerfEventAttr.TYPE, SOFTWARE);
              attr.set(ValueLayout.JAVA_LONG, PerfEventAttr.CONFIG, CPU_CLOCK);
              return kernel.enter(Call.PERF_EVENT_OPEN, a[0], a[1], a[2], a[3], a[4], a[5]);
            });
  }

  private Run profile(Kernel on, String words) throws InterruptedException {
    OptionParser parser = new OptionParser();
    parser.parse(words.replace("PROG", "pinned " + bpffs.path("program")).split(" "), true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session = new Session(parser.options(), InputStream.nullInputStream(), out, err, on);
    Thread running = new Thread(this::keepRunning);
    running.start();
    try {
      int status = new Dispatcher(session).run(parser.words());
      session.out().flush();
      session.flushErr();
      return new Run(
          status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      running.interrupt();
      running.join();
    }
  }

  private void keepRunning() {
    try (Fd program = Bpf.pinned(kernel, bpffs.path("program"), 0)) {
      while (!Thread.interrupted()) {
        Emitters.run(kernel, program, 10);
      }
    }
  }

  @Test
  void whatIsCountedIsShown() throws Exception {
    Run plain = profile(withClocks(), "prog profile PROG duration 1 cycles instructions");
    assertEquals(0, plain.status(), plain.err());
    String[] lines = plain.out().split("\n");
    assertTrue(lines[1].matches(" +[1-9][0-9]* run_cnt +"), plain.out());
    assertTrue(lines[2].matches(" +[1-9][0-9]* cycles +(\\([0-9.]+%\\))?"), plain.out());
    assertTrue(
        lines[3].matches(" +[1-9][0-9]* instructions +# .* insns per cycle .*"), plain.out());
    Run json = profile(withClocks(), "-j prog profile PROG duration 1 cycles");
    assertTrue(
        json.out()
            .strip()
            .matches(
                "\\[\\{\"metric\":\"cycles\",\"run_cnt\":[1-9]\\d*,\"value\":[1-9]\\d*,"
                    + "\"enabled\":[1-9]\\d*,\"running\":[1-9]\\d*\\}\\]"),
        json.out());
  }

  @Test
  void itEndsWhenItShould() throws Exception {
    long begin = System.nanoTime();
    Run none = profile(withClocks(), "prog profile PROG duration 0 cycles");
    assertEquals(0, none.status(), none.err());
    assertTrue(none.out().contains(" run_cnt "), none.out());
    assertTrue(System.nanoTime() - begin < 30_000_000_000L);
  }

  /// Upstream's error.
  @Test
  void aMachineWithoutCountersSaysSo() throws Exception {
    FakeKernel without = new FakeKernel(kernel).on(Call.PERF_EVENT_OPEN, _ -> (long) -Errno.ENOENT);
    Run run = profile(without, "prog profile PROG duration 1 cycles");
    assertEquals(new Run(255, "", "Error: failed to create event cycles on cpu 0\n"), run);
    Run real = profile(kernel, "prog profile PROG duration 0 dtlb_misses");
    assumeTrue(real.status() != 0, "this machine has counters");
    assertEquals("Error: failed to create event dtlb_misses on cpu 0\n", real.err());
  }
}
