package dev.ebpf4j.bench;

import java.util.Arrays;

/// The runs of one command.
final class Samples {
  private final long[] wallNanos;
  private final long[] cpuMicros;
  private long peakKib;
  private int status;
  private int count;

  Samples(int runs) {
    wallNanos = new long[runs];
    cpuMicros = new long[runs];
  }

  void add(Child.Cost cost) {
    wallNanos[count] = cost.wallNanos();
    cpuMicros[count] = cost.cpuMicros();
    peakKib = Math.max(peakKib, cost.peakKib());
    status |= cost.status();
    count++;
  }

  double wallMillis() {
    return median(wallNanos) / 1e6;
  }

  double cpuMillis() {
    return median(cpuMicros) / 1e3;
  }

  double peakMib() {
    return peakKib / 1024.0;
  }

  /// Whether every run ended with status 0.
  boolean good() {
    return status == 0;
  }

  private double median(long[] values) {
    long[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    int middle = count / 2;
    return count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
  }
}
