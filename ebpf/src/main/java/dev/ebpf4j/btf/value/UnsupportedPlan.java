package dev.ebpf4j.btf.value;

/// A type whose values have no form.
final class UnsupportedPlan extends ValuePlan {

  private final String what;

  UnsupportedPlan(String what) {
    super(0, 1);
    this.what = what;
  }

  @Override
  boolean format(byte[] data, int at, ValueSink sink) {
    sink.unsupported(what);
    return false;
  }
}
