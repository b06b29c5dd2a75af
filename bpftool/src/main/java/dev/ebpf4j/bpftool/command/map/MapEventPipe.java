package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.command.StopSignal;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.map.ring.PerfBuffer;
import dev.ebpf4j.map.ring.RingBuffer;
import dev.ebpf4j.procfs.Cpus;
import dev.ebpf4j.sys.Kernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `map event_pipe MAP [cpu N index M]`: shows the events that programs send to a perf event array
/// or a ring buffer, as they come, until it is told to stop.
final class MapEventPipe implements Command {

  private static final Duration PATIENCE = Duration.ofMillis(200);

  /// Records of a ring buffer that are passed on at a time when they come faster than that.
  private static final int AT_ONCE = 1024;

  /// Pages of each processor's buffer.
  private static final int PAGES = 16;

  @Override
  public void run(Session session, Args args) {
    try (OneMap map = OneMap.named(session, args, 0)) {
      int type = map.info().type();
      if (type != MapType.PERF_EVENT_ARRAY && type != MapType.RINGBUF) {
        throw CommandException.failed("map is not a perf event array or ring buffer");
      }
      if (type == MapType.RINGBUF && !args.isEmpty()) {
        requireKnownWords(args);
        throw CommandException.failed("ring buffer maps do not support cpu or index arguments");
      }
      List<PerfBuffer.Place> places = type == MapType.RINGBUF ? List.of() : places(map, args);
      try (StopSignal stop = StopSignal.listen(session)) {
        if (session.isJson()) {
          session.json().beginArray();
        }
        if (type == MapType.RINGBUF) {
          records(session, map, stop);
        } else {
          events(session, map, places, stop);
        }
        if (session.isJson()) {
          session.json().endArray();
        }
      }
    }
  }

  private static void requireKnownWords(Args args) {
    if (!args.is("cpu") && !args.is("index")) {
      throw args.unexpected();
    }
  }

  private static void records(Session session, OneMap map, StopSignal stop) {
    EventText text = new EventText(session);
    try (RingBuffer ring = RingBuffer.open(session.kernel(), map.fd(), text::record)) {
      while (!stop.raised()) {
        ring.poll(PATIENCE, AT_ONCE);
        text.flush();
      }
    } catch (SyscallException e) {
      throw Failures.failed(session, "failed to open ring buffer", e);
    }
  }

  private static void events(
      Session session, OneMap map, List<PerfBuffer.Place> places, StopSignal stop) {
    EventText text = new EventText(session);
    try (PerfBuffer buffer = open(session, map, places, text)) {
      while (!stop.raised()) {
        buffer.poll(PATIENCE);
        text.flush();
      }
    }
  }

  private static PerfBuffer open(
      Session session, OneMap map, List<PerfBuffer.Place> places, EventText text) {
    Kernel kernel = session.kernel();
    try {
      return PerfBuffer.open(kernel, map.fd(), places, PAGES, text);
    } catch (SyscallException e) {
      String reason = Failures.reason(kernel, e) + " (" + e.errno() + ")";
      throw CommandException.failed("failed to create perf buffer: " + reason, e);
    }
  }

  /// The one place that the words name, or one for each processor that runs and has a place.
  private static List<PerfBuffer.Place> places(OneMap map, Args args) {
    int cpu = -1;
    int index = -1;
    while (!args.isEmpty()) {
      if (args.count() < 2) {
        throw args.unexpected();
      }
      if (args.take("cpu")) {
        cpu = (int) args.number("CPU ID");
      } else if (args.take("index")) {
        index = (int) args.number("index");
      } else {
        throw args.unexpected();
      }
    }
    if (cpu < 0 != index < 0) {
      throw CommandException.failed("cpu and index must be specified together");
    }
    if (cpu >= 0) {
      return List.of(new PerfBuffer.Place(cpu, index));
    }
    Kernel kernel = map.session().kernel();
    List<PerfBuffer.Place> places = new ArrayList<>();
    for (int online : Cpus.online(kernel)) {
      if (Integer.compareUnsigned(online, map.info().maxEntries()) < 0) {
        places.add(new PerfBuffer.Place(online, online));
      }
    }
    return places;
  }
}
