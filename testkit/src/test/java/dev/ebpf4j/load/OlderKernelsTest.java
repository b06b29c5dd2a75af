package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.link.PerfEvents;
import dev.ebpf4j.procfs.Tracefs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.testkit.FakeKernel;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.Hits;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.OldKernel;
import dev.ebpf4j.testkit.TestRun;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What newer compilers and kernels brought does not keep an object from older kernels: types are
/// told as something older, contexts by name. Runs on the kernel as it is, and on the same one in
/// the guise of Linux 5.10.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class OlderKernelsTest {

  private static LoadedObject load(Kernel kernel, String fixture, String program) {
    return BpfObject.parse(Fixtures.object(fixture), fixture + ".o")
        .changeProgram(program, spec -> spec.withAutoload(true))
        .load(kernel, LoadOptions.DEFAULT);
  }

  @Test
  void typesAsTheyAre(Kernel kernel) {
    newTypes(kernel);
  }

  @Test
  void typesForLinux510(Kernel behind) {
    FakeKernel kernel = OldKernel.over(behind);
    newTypes(kernel);
    assertTrue(kernel.entered(BpfCommand.BTF_LOAD) > 2, "it was asked what it takes: " + kernel);
  }

  private static void newTypes(Kernel kernel) {
    try (LoadedObject object = load(kernel, "new_types", "counts");
        Hits hits = Hits.of(object)) {
      assertTrue(object.map("values").info().valueType() != 0, "the map keeps its types");
      assertEquals(2, TestRun.of(object.program("counts").fd(), 64));
      assertEquals(1, hits.get(0));
    }
  }

  @Test
  void packetContexts(Kernel kernel) {
    packets(kernel);
  }

  @Test
  void packetContextsForLinux510(Kernel behind) {
    packets(OldKernel.over(behind));
  }

  private static void packets(Kernel kernel) {
    for (String program : List.of("on_tc", "on_egress")) {
      try (LoadedObject object = load(kernel, "context_argument", program);
          Hits hits = Hits.of(object)) {
        Fd fd = object.program(program).fd();
        assertEquals(program.equals("on_tc") ? 0 : 1, TestRun.of(fd, 64));
        assertTrue(hits.get(1) > 0, program);
      }
    }
  }

  @Test
  void eventContexts(Kernel kernel) throws Exception {
    events(kernel);
  }

  @Test
  void eventContextsWithoutTheTag(Kernel behind) throws Exception {
    events(OldKernel.withoutTags(behind));
  }

  private static void events(Kernel kernel) throws Exception {
    Assumptions.assumeTrue(Tracefs.find(kernel) != null, "tracefs is not mounted");
    try (LoadedObject object = load(kernel, "context_argument", "on_perf_event");
        Hits hits = Hits.of(object);
        Link link =
            PerfEvents.attach(
                object.program("on_perf_event").fd(), PerfEvents.Options.cpuClock(1000, 0))) {
      new ProcessBuilder("taskset", "1", "timeout", "0.3", "sh", "-c", "while :; do :; done")
          .start()
          .waitFor();
      hits.assertHit(0, "on_perf_event by " + link);
    }
    // The type of a tracepoint's context has no name, so before 6.8 a tag cannot help.
    if (new KernelFeatures(kernel).hasContextTag()) {
      try (LoadedObject object = load(kernel, "context_argument", "on_tracepoint");
          Hits hits = Hits.of(object);
          Link link = object.program("on_tracepoint").attach()) {
        Os.processId(kernel);
        hits.assertHit(0, "on_tracepoint by " + link);
      }
    }
  }
}
