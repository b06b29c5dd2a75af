package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Something that the processor counts while programs run.
///
/// @param type `perf_event_attr.type`
/// @param config `perf_event_attr.config`
/// @param base name of the metric that it is set in relation to, or null
/// @param factor what the ratio is multiplied with
/// @param ratio what the ratio is called
record ProfileMetric(
    String name, int type, long config, @Nullable String base, double factor, String ratio) {

  private static final int HARDWARE = 0;
  private static final int CACHE = 3;
  private static final int MOST = 4;

  /// Cache, operation (0 read) and result (0 access, 1 miss), eight bits each.
  private static long cache(int cache, int result) {
    return cache | (long) result << 16;
  }

  private static final List<ProfileMetric> ALL =
      List.of(
          new ProfileMetric("cycles", HARDWARE, 0, null, 0, ""),
          new ProfileMetric("instructions", HARDWARE, 1, "cycles", 1, "insns per cycle"),
          new ProfileMetric("l1d_loads", CACHE, cache(0, 0), null, 0, ""),
          new ProfileMetric(
              "llc_misses",
              CACHE,
              cache(2, 1),
              "instructions",
              1e6,
              "LLC misses per million insns"),
          new ProfileMetric(
              "itlb_misses",
              CACHE,
              cache(4, 1),
              "instructions",
              1e6,
              "itlb misses per million insns"),
          new ProfileMetric(
              "dtlb_misses",
              CACHE,
              cache(3, 1),
              "instructions",
              1e6,
              "dtlb misses per million insns"));

  /// The metrics that the rest of the words name, in the order of the table.
  static List<ProfileMetric> parse(Args args) {
    boolean[] chosen = new boolean[ALL.size()];
    int count = 0;
    while (!args.isEmpty()) {
      int index = 0;
      while (index < ALL.size() && !args.is(ALL.get(index).name)) {
        index++;
      }
      if (index == ALL.size()) {
        throw CommandException.failed("unknown metric " + args.shown());
      }
      args.next();
      count += chosen[index] ? 0 : 1;
      chosen[index] = true;
    }
    if (count > MOST) {
      throw CommandException.failed(
          "too many (" + count + ") metrics, please specify no more than 4 metrics at a time");
    }
    List<ProfileMetric> metrics = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i]) {
        metrics.add(ALL.get(i));
      }
    }
    return metrics;
  }
}
