package dev.ebpf4j.bpftool.view;

import org.jspecify.annotations.Nullable;

/// Names of perf events, from include/uapi/linux/perf_event.h, in the spelling of perf(1).
final class PerfNames {

  private static final int HARDWARE = 0;
  private static final int SOFTWARE = 1;
  private static final int CACHE = 3;

  private PerfNames() {}

  static @Nullable String type(int type) {
    return switch (type) {
      case HARDWARE -> "hardware";
      case SOFTWARE -> "software";
      case 2 -> "tracepoint";
      case CACHE -> "hw-cache";
      case 4 -> "raw";
      case 5 -> "breakpoint";
      default -> null;
    };
  }

  static @Nullable String config(int type, long config) {
    return switch (type) {
      case HARDWARE -> hardware(config);
      case SOFTWARE -> software(config);
      case CACHE -> cache(config);
      default -> null;
    };
  }

  private static @Nullable String hardware(long config) {
    return pick(
        config,
        "cpu-cycles",
        "instructions",
        "cache-references",
        "cache-misses",
        "branch-instructions",
        "branch-misses",
        "bus-cycles",
        "stalled-cycles-frontend",
        "stalled-cycles-backend",
        "ref-cycles");
  }

  private static @Nullable String software(long config) {
    return pick(
        config,
        "cpu-clock",
        "task-clock",
        "page-faults",
        "context-switches",
        "cpu-migrations",
        "minor-faults",
        "major-faults",
        "alignment-faults",
        "emulation-faults",
        "dummy",
        "bpf-output",
        "cgroup-switches");
  }

  /// `CACHE-OPERATION-RESULT`; a part that has no name is a number.
  private static String cache(long config) {
    long cache = config & 0xff;
    long operation = config >>> 8 & 0xff;
    long result = config >>> 16;
    return named(
            pick(cache, "L1-dcache", "L1-icache", "LLC", "dTLB", "iTLB", "branch", "node"), cache)
        + '-'
        + named(pick(operation, "load", "store", "prefetch"), operation)
        + '-'
        + named(pick(result, "refs", "misses"), result);
  }

  private static String named(@Nullable String name, long number) {
    return name != null ? name : Long.toString(number);
  }

  private static @Nullable String pick(long index, String... names) {
    return index >= 0 && index < names.length ? names[(int) index] : null;
  }
}
