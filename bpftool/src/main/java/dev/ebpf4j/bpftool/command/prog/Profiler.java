package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.PerfEventAttr;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.link.Tracing;
import dev.ebpf4j.load.MemoryLimit;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.MapAccess;
import dev.ebpf4j.map.MapShape;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.procfs.Cpus;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Counts hardware events while a program runs: counters of all processors, and two programs before
/// and after it that read them. Closing takes everything away again.
final class Profiler implements AutoCloseable {

  private static final int IOC_ENABLE = 0x2400;

  /// PERF_FORMAT_TOTAL_TIME_ENABLED and PERF_FORMAT_TOTAL_TIME_RUNNING.
  private static final int TIMES = 3;

  /// Bit of `perf_event_attr` flags: not while user space runs.
  private static final int EXCLUDE_USER = 1 << 4;

  private final Session session;
  private final Kernel kernel;
  private final List<ProfileMetric> metrics;
  private final int cpus;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Fd events;
  private final Fd sums;
  private final Fd runs;

  /// @param function type id, in the target's BTF, of its main function
  Profiler(Session session, Fd target, int function, List<ProfileMetric> metrics) {
    this.session = session;
    this.kernel = session.kernel();
    this.metrics = metrics;
    this.cpus = Cpus.possible(kernel);
    try {
      events = map(MapType.PERF_EVENT_ARRAY, Integer.BYTES, metrics.size() * cpus);
      Fd readings = map(MapType.PERCPU_ARRAY, ProfileCode.READING, metrics.size());
      sums = map(MapType.PERCPU_ARRAY, ProfileCode.READING, metrics.size());
      runs = map(MapType.PERCPU_ARRAY, Long.BYTES, 1);
      ProfileCode code =
          new ProfileCode(
              cpus,
              metrics.size(),
              events.number(),
              readings.number(),
              sums.number(),
              runs.number());
      Fd entry = load("fentry_XXX", code.entry(), AttachType.TRACE_FENTRY, target, function);
      Fd exit = load("fexit_XXX", code.exitCode(), AttachType.TRACE_FEXIT, target, function);
      openEvents();
      attach(entry, AttachType.TRACE_FENTRY);
      attach(exit, AttachType.TRACE_FEXIT);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Fd map(int type, int valueSize, int entries) {
    try (Attr attr = new Attr(AttrMapCreate.MAP_FLAGS)) {
      attr.u32(AttrMapCreate.MAP_TYPE, type)
          .u32(AttrMapCreate.KEY_SIZE, Integer.BYTES)
          .u32(AttrMapCreate.VALUE_SIZE, valueSize)
          .u32(AttrMapCreate.MAX_ENTRIES, entries);
      Fd map = attr.open(kernel, BpfCommand.MAP_CREATE, "map of the profiler");
      opened.add(map);
      return map;
    } catch (SyscallException e) {
      throw CommandException.failed("failed to load profile_obj", e);
    }
  }

  private Fd load(String name, byte[] code, int attachType, Fd target, int function) {
    try (Attr attr = new Attr(AttrProgLoad.ATTACH_PROG_FD + Integer.BYTES)) {
      attr.u32(AttrProgLoad.PROG_TYPE, ProgramType.TRACING)
          .u32(AttrProgLoad.INSN_CNT, code.length / 8)
          .pointer(AttrProgLoad.INSNS, attr.bytes(code))
          .pointer(AttrProgLoad.LICENSE, attr.string("Dual BSD/GPL"))
          .name(AttrProgLoad.PROG_NAME, 16, name)
          .u32(AttrProgLoad.EXPECTED_ATTACH_TYPE, attachType)
          .u32(AttrProgLoad.ATTACH_BTF_ID, function)
          .u32(AttrProgLoad.ATTACH_PROG_FD, target.number());
      Fd program = attr.open(kernel, BpfCommand.PROG_LOAD, "program '" + name + "'");
      opened.add(program);
      return program;
    } catch (SyscallException e) {
      String reason = "-" + Errno.name(e.errno());
      session.warn("prog '" + name + "': BPF program load failed: " + reason);
      new MemoryLimit(kernel).hint(e.errno(), session);
      session.warn("prog '" + name + "': failed to load: " + reason);
      session.warn("failed to load object 'profiler_bpf'");
      session.warn("failed to load BPF skeleton 'profiler_bpf': " + reason);
      throw CommandException.failed("failed to load profile_obj", e);
    }
  }

  private void attach(Fd program, int attachType) {
    try {
      Link link = Tracing.attach(program, Tracing.Options.of(attachType));
      opened.add(link);
    } catch (SyscallException e) {
      throw CommandException.failed("failed to attach profile_obj", e);
    }
  }

  private void openEvents() {
    MapShape shape = MapShape.of(kernel, Maps.info(kernel, events));
    try (MapAccess access = new MapAccess(kernel, events, shape)) {
      for (int i = 0; i < metrics.size(); i++) {
        for (int cpu = 0; cpu < cpus; cpu++) {
          openEvent(access, i, cpu);
        }
      }
    }
  }

  private void openEvent(MapAccess access, int index, int cpu) {
    ProfileMetric metric = metrics.get(index);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(PerfEventAttr.STRUCT_SIZE, 8);
      attr.set(ValueLayout.JAVA_INT, PerfEventAttr.SIZE, PerfEventAttr.STRUCT_SIZE);
      attr.set(ValueLayout.JAVA_INT, PerfEventAttr.TYPE, metric.type());
      attr.set(ValueLayout.JAVA_LONG, PerfEventAttr.CONFIG, metric.config());
      attr.set(ValueLayout.JAVA_LONG, PerfEventAttr.READ_FORMAT, TIMES);
      attr.set(ValueLayout.JAVA_LONG, PerfEventAttr.FLAGS, EXCLUDE_USER);
      Fd event = Os.perfEventOpen(kernel, attr, -1, cpu, metric.name() + " on cpu " + cpu);
      opened.add(event);
      byte[] key = Codec.s32().toBytes(index * cpus + cpu);
      int stored = access.update(key, Codec.s32().toBytes(event.number()), BpfFlag.ANY);
      if (stored < 0 || Os.tryIoctl(kernel, event, IOC_ENABLE, 0) < 0) {
        throw CommandException.failed(notCreated(metric, cpu));
      }
    } catch (SyscallException e) {
      if (e.errno() != Errno.ENODEV) {
        throw CommandException.failed(notCreated(metric, cpu), e);
      }
      session.notice("cpu " + cpu + " may be offline, skip " + metric.name() + " profiling.");
    }
  }

  private static String notCreated(ProfileMetric metric, int cpu) {
    return "failed to create event " + metric.name() + " on cpu " + cpu;
  }

  /// Runs so far.
  long runs() {
    return sum(runs, 0)[0];
  }

  /// What was counted so far of the metric at `index`: counter, nanoseconds enabled, nanoseconds
  /// running, over all processors.
  long[] reading(int index) {
    return sum(sums, index);
  }

  private long[] sum(Fd map, int index) {
    MapShape shape = MapShape.of(kernel, Maps.info(kernel, map));
    long[] total = new long[shape.valueSize() / Long.BYTES];
    byte[] values = new byte[shape.elementBytes()];
    try (MapAccess access = new MapAccess(kernel, map, shape)) {
      int result = access.lookup(Codec.s32().toBytes(index), values);
      if (result < 0) {
        throw CommandException.failed("failed to read counters: " + Errno.message(-result));
      }
    }
    for (int cpu = 0; cpu < shape.cpus(); cpu++) {
      for (int i = 0; i < total.length; i++) {
        total[i] += Codec.s64().fromBytes(values, cpu * shape.strideBytes() + i * Long.BYTES);
      }
    }
    return total;
  }

  @Override
  public void close() {
    for (AutoCloseable each : opened.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    opened.clear();
  }
}
