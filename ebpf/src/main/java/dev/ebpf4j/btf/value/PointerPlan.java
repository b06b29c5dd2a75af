package dev.ebpf4j.btf.value;

import org.jspecify.annotations.Nullable;

/// A pointer, which may be the place of a program's id.
final class PointerPlan extends ValuePlan {

  private final int size;
  private final boolean bigEndian;
  private final @Nullable FunctionNames functions;
  private final String prototype;

  /// @param functions not null if this is a pointer to a function that holds a program's id
  /// @param prototype the function's return type and parameters
  PointerPlan(int size, boolean bigEndian, @Nullable FunctionNames functions, String prototype) {
    super(size, 1);
    this.size = size;
    this.bigEndian = bigEndian;
    this.functions = functions;
    this.prototype = prototype;
  }

  @Override
  boolean format(byte[] data, int at, ValueSink sink) {
    long value = read(data, at, size, bigEndian);
    if (functions == null || value >>> 32 != 0) {
      sink.pointer(value);
    } else if (value == 0) {
      sink.function(prototype + " 0");
    } else {
      sink.function(prototype + " " + functions.describe(value));
    }
    return true;
  }
}
