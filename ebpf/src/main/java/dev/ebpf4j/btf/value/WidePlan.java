package dev.ebpf4j.btf.value;

/// A 128-bit integer.
final class WidePlan extends ValuePlan {

  private final boolean bigEndian;

  WidePlan(boolean bigEndian) {
    super(16, 1);
    this.bigEndian = bigEndian;
  }

  @Override
  boolean format(byte[] data, int at, ValueSink sink) {
    long first = read(data, at, 8, bigEndian);
    long second = read(data, at + 8, 8, bigEndian);
    sink.bits(bigEndian ? first : second, bigEndian ? second : first);
    return true;
  }
}
