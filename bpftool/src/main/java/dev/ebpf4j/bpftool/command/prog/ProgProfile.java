package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.command.StopSignal;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.Numbers;
import dev.ebpf4j.bpftool.grammar.UsageException;
import dev.ebpf4j.bpftool.out.Columns;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.prog.FullNames;
import dev.ebpf4j.prog.ProgramInfo;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.util.TextBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `prog profile PROG [duration SECONDS] METRIC...`.
final class ProgProfile implements Command {

  private static final long STEP_MILLIS = 100;
  private static final int NAME_WIDTH = 20;
  private static final int NUMBER_WIDTH = 18;

  /// What was counted.
  ///
  /// @param value of the counter
  /// @param enabledNanos time during which it was wanted
  /// @param runningNanos time during which the processor had a counter for it
  record Counted(
      ProfileMetric metric, long runs, long value, long enabledNanos, long runningNanos) {}

  @Override
  public void run(Session session, Args args) {
    args.atLeastOrInvalid(3);
    try (Fd target = Handles.program(session, args)) {
      long seconds = 0xffff_ffffL;
      if (args.count() > 2 && args.take("duration")) {
        Long parsed = Numbers.parse(args.next());
        if (parsed == null) {
          throw new UsageException();
        }
        seconds = parsed & 0xffff_ffffL;
      }
      List<ProfileMetric> metrics = ProfileMetric.parse(args);
      if (metrics.isEmpty()) {
        throw CommandException.silent(CommandException.FAILED);
      }
      int function = mainFunction(session, target);
      List<Counted> counted = new ArrayList<>();
      try (StopSignal stop = StopSignal.listen(session);
          Profiler profiler = new Profiler(session, target, function, metrics)) {
        sleep(stop, seconds);
        long runs = profiler.runs();
        for (int i = 0; i < metrics.size(); i++) {
          long[] reading = profiler.reading(i);
          counted.add(new Counted(metrics.get(i), runs, reading[0], reading[1], reading[2]));
        }
      }
      if (session.isJson()) {
        json(session.json(), counted);
      } else {
        plain(session.out(), counted);
      }
    }
  }

  private static int mainFunction(Session session, Fd target) {
    ProgramInfo info = Programs.info(session.kernel(), target);
    if (info.btfId().value() == 0) {
      throw CommandException.failed("prog FD " + target.number() + " doesn't have valid btf");
    }
    int function =
        info.functionInfoCount() == 0 ? 0 : FullNames.mainFunction(session.kernel(), target, info);
    if (function == 0) {
      throw CommandException.failed("found 0 func_info for prog FD " + target.number());
    }
    return function;
  }

  private static void sleep(StopSignal stop, long seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (!stop.raised() && System.nanoTime() < end) {
      try {
        Thread.sleep(STEP_MILLIS);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  static void json(JsonOut json, List<Counted> counted) {
    json.beginArray();
    for (Counted each : counted) {
      json.beginObject().field("metric", each.metric.name());
      json.u64("run_cnt", each.runs).u64("value", each.value);
      json.u64("enabled", each.enabledNanos).u64("running", each.runningNanos).endObject();
    }
    json.endArray();
  }

  static void plain(TextBuffer out, List<Counted> counted) {
    out.nl();
    number(out, counted.getFirst().runs);
    Columns.left(out, "run_cnt", NAME_WIDTH);
    out.nl();
    for (Counted each : counted) {
      number(out, each.value);
      Columns.left(out, each.metric.name(), NAME_WIDTH);
      Counted base = base(each, counted);
      if (base == null) {
        out.repeat(' ', 41);
      } else {
        out.text("# ");
        double ratio = (double) each.value / base.value * each.metric.factor();
        Columns.right(out, hundredths(ratio), 8);
        out.ch(' ');
        Columns.left(out, each.metric.ratio(), 30);
      }
      if (each.enabledNanos > each.runningNanos) {
        double share = each.runningNanos * 100.0 / each.enabledNanos;
        out.ch('(').text(hundredths(share)).text("%)");
      }
      out.nl();
    }
  }

  private static void number(TextBuffer out, long value) {
    Columns.right(out, Long.toUnsignedString(value), NUMBER_WIDTH);
    out.ch(' ');
  }

  private static @Nullable Counted base(Counted of, List<Counted> counted) {
    for (Counted each : counted) {
      if (each.metric.name().equals(of.metric.base()) && each.value != 0) {
        return each;
      }
    }
    return null;
  }

  /// A number that is not negative, with two digits behind the point.
  private static String hundredths(double value) {
    long scaled = Math.round(value * 100);
    long rest = scaled % 100;
    return scaled / 100 + "." + (rest < 10 ? "0" : "") + rest;
  }
}
