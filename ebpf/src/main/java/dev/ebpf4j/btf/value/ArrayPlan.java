package dev.ebpf4j.btf.value;

/// An array: values of one type, one behind the other.
final class ArrayPlan extends ValuePlan {

  private final int count;
  private final ValuePlan element;
  private final int stride;
  private final boolean characters;

  /// @param stride bytes from one element to the next
  /// @param characters whether the elements are of type `char`, which may make a string
  ArrayPlan(
      long extent, long leaves, int count, ValuePlan element, int stride, boolean characters) {
    super(extent, leaves);
    this.count = count;
    this.element = element;
    this.stride = stride;
    this.characters = characters;
  }

  @Override
  boolean format(byte[] data, int at, ValueSink sink) {
    if (characters) {
      int length = stringLength(data, at);
      if (length >= 0) {
        sink.string(data, at, length);
        return true;
      }
    }
    boolean ok = true;
    sink.startArray();
    for (int i = 0; i < count && ok; i++) {
      ok = element.format(data, at + i * stride, sink);
    }
    sink.endArray();
    return ok;
  }

  /// Number of characters before the first NUL; -1 if there is none or one is not printable.
  private int stringLength(byte[] data, int at) {
    for (int i = 0; i < count; i++) {
      byte b = data[at + i];
      if (b == 0) {
        return i;
      }
      if (b < 0x20 || b == 0x7f) {
        return -1;
      }
    }
    return -1;
  }
}
