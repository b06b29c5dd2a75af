package dev.ebpf4j.bpftool.command.prog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.AttrTestRun;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.PerfEventAttr;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.bpftool.Run;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.PerCpuMap;
import dev.ebpf4j.map.TypedMap;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Specimens;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The programs of the profiler, run on one processor as raw tracepoint programs, with a clock of
/// the kernel in the place of a hardware counter, which not every machine has.
@ExtendWith(LiveKernel.class)
class ProfileCodeTest {

  private static final int SOFTWARE = 1;
  private static final int CPU_CLOCK = 0;
  private static final int RUN_ON_CPU = 1;

  @Test
  void whatPassesBetweenEntryAndExitIsAddedUp(Kernel kernel) {
    KernelGate.needs(kernel, "5.10", "running raw tracepoint programs");
    int size = ProfileCode.READING;
    try (Fd events = Specimens.map(kernel, MapType.PERF_EVENT_ARRAY, 4, 4, 2, 0, "events");
        Fd readings = Specimens.map(kernel, MapType.PERCPU_ARRAY, 4, size, 2, 0, "readings");
        Fd sums = Specimens.map(kernel, MapType.PERCPU_ARRAY, 4, size, 2, 0, "sums");
        Fd runs = Specimens.map(kernel, MapType.PERCPU_ARRAY, 4, 8, 1, 0, "runs");
        Fd first = clock(kernel);
        Fd second = clock(kernel);
        TypedMap<Integer, Integer> eventMap =
            TypedMap.of(kernel, events, Codec.s32(), Codec.s32());
        PerCpuMap<Integer, byte[]> sumMap =
            PerCpuMap.of(kernel, sums, Codec.s32(), Codec.bytes(size));
        PerCpuMap<Integer, Long> runMap = PerCpuMap.of(kernel, runs, Codec.s32(), Codec.s64())) {
      eventMap.put(0, first.number());
      eventMap.put(1, second.number());
      ProfileCode code =
          new ProfileCode(1, 2, events.number(), readings.number(), sums.number(), runs.number());
      int type = ProgramType.RAW_TRACEPOINT;
      try (Fd entry = Specimens.program(kernel, type, "entry", code.entry());
          Fd exit = Specimens.program(kernel, type, "exit", code.exitCode())) {
        runOnFirst(kernel, exit);
        assertEquals(0, counter(sumMap, 0), "nothing was read before");
        for (int round = 1; round <= 3; round++) {
          long before = counter(sumMap, 1);
          runOnFirst(kernel, entry);
          runOnFirst(kernel, exit);
          assertTrue(counter(sumMap, 1) > before, "time passes");
        }
        assertEquals(4, runMap.get(0).orElseThrow().getFirst());
        assertTrue(counter(sumMap, 0) > 0);
      }
    }
  }

  private static long counter(PerCpuMap<Integer, byte[]> map, int index) {
    return Codec.s64().fromBytes(map.get(index).orElseThrow().getFirst(), 0);
  }

  private static Fd clock(Kernel kernel) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(PerfEventAttr.STRUCT_SIZE, 8);
      attr.set(ValueLayout.JAVA_INT, PerfEventAttr.SIZE, PerfEventAttr.STRUCT_SIZE);
      attr.set(ValueLayout.JAVA_INT, PerfEventAttr.TYPE, SOFTWARE);
      attr.set(ValueLayout.JAVA_LONG, PerfEventAttr.CONFIG, CPU_CLOCK);
      return Os.perfEventOpen(kernel, attr, -1, 0, "clock");
    }
  }

  private static void runOnFirst(Kernel kernel, Fd program) {
    try (Attr attr = new Attr(AttrTestRun.CPU + Integer.BYTES)) {
      attr.u32(AttrTestRun.PROG_FD, program.number()).u32(AttrTestRun.FLAGS, RUN_ON_CPU);
      attr.run(kernel, BpfCommand.PROG_TEST_RUN, program.what());
    }
  }

  @Test
  void wordsThatDoNotFit(Kernel kernel) {
    try (Fd program = Specimens.program(kernel, ProgramType.XDP, "no_btf")) {
      String id = Integer.toString(dev.ebpf4j.prog.Programs.info(kernel, program).id().value());
      Run unknown = Run.ours("prog", "profile", "id", id, "beers");
      assertEquals(new Run(255, "", "Error: unknown metric beers\n"), unknown);
      Run many = Run.ours("prog", "profile", "id", id, "cyc", "ins", "l1d", "llc", "itlb");
      assertTrue(many.err().startsWith("Error: too many (5) metrics"), many.err());
      Run untyped = Run.ours("prog", "profile", "id", id, "duration", "1", "cycles");
      assertTrue(untyped.err().endsWith("doesn't have valid btf\n"), untyped.err());
      assertEquals(255, untyped.status());
    }
  }
}
