package dev.ebpf4j.btf.value;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.error.MalformedException;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Walks values of one type and tells a [ValueSink] what they hold. The type is worked out once,
/// when the formatter is made; formatting then allocates nothing.
///
/// Instances do not change and may be shared between threads.
public final class ValueFormatter {

  private final ValuePlan plan;

  private ValueFormatter(ValuePlan plan) {
    this.plan = plan;
  }

  /// A formatter for values in the byte order of the BTF.
  ///
  /// @param typeId any type of `btf`; one that has no values gives a formatter that says so
  /// @throws MalformedException if the type contains itself, nests deeper than
  ///     [ValuePlan#MAX_DEPTH] or would show its bytes again and again without bound
  public static ValueFormatter of(Btf btf, int typeId) {
    return of(btf, typeId, btf.byteOrder(), null);
  }

  /// A formatter for values in any byte order.
  ///
  /// @param functions what pointers to functions stand for if they hold program ids, else null
  /// @throws MalformedException as [#of(Btf, int)]
  public static ValueFormatter of(
      Btf btf, int typeId, ByteOrder order, @Nullable FunctionNames functions) {
    return new ValueFormatter(new PlanCompiler(btf, order, functions).compile(typeId));
  }

  /// Number of bytes of data that [#format(byte[], int, ValueSink)] looks at.
  public long sizeBytes() {
    return plan.extent;
  }

  /// Formats the value at `offset` of `data`.
  ///
  /// @return false if the value holds something that has no form, which the sink was told
  /// @throws MalformedException if `data` ends before the value does; the sink was told nothing
  public boolean format(byte[] data, int offset, ValueSink sink) {
    if (offset < 0 || plan.extent > data.length - (long) offset) {
      throw new MalformedException(
          "value", offset, "need " + plan.extent + " bytes, have " + (data.length - offset));
    }
    return plan.format(data, offset, sink);
  }
}
