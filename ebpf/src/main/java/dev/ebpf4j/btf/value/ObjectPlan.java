package dev.ebpf4j.btf.value;

/// A struct, union or variable: named values at fixed offsets.
final class ObjectPlan extends ValuePlan {

  private final Label[] names;
  private final int[] offsets;
  private final ValuePlan[] members;

  ObjectPlan(long extent, long leaves, Label[] names, int[] offsets, ValuePlan[] members) {
    super(extent, leaves);
    this.names = names;
    this.offsets = offsets;
    this.members = members;
  }

  @Override
  boolean format(byte[] data, int at, ValueSink sink) {
    boolean ok = true;
    sink.startObject();
    for (int i = 0; i < members.length && ok; i++) {
      sink.name(names[i]);
      ok = members[i].format(data, at + offsets[i], sink);
    }
    sink.endObject();
    return ok;
  }
}
