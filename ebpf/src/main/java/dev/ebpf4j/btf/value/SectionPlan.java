package dev.ebpf4j.btf.value;

/// The variables of a data section, each at its own place.
final class SectionPlan extends ValuePlan {

  private final ValuePlan[] variables;
  private final int[] offsets;

  SectionPlan(long extent, long leaves, ValuePlan[] variables, int[] offsets) {
    super(extent, leaves);
    this.variables = variables;
    this.offsets = offsets;
  }

  @Override
  boolean format(byte[] data, int at, ValueSink sink) {
    boolean ok = true;
    sink.startArray();
    for (int i = 0; i < variables.length && ok; i++) {
      ok = variables[i].format(data, at + offsets[i], sink);
    }
    sink.endArray();
    return ok;
  }
}
