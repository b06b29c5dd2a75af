package dev.ebpf4j.btf.value;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import java.util.Arrays;

/// An enumeration of either width: the name of the value where it has one.
final class EnumPlan extends ValuePlan {

  private final int size;
  private final boolean bigEndian;

  /// Values in rising order, each once.
  private final long[] values;

  private final Label[] names;

  EnumPlan(Btf btf, int id, int size, boolean bigEndian) {
    super(size, 1);
    this.size = size;
    this.bigEndian = bigEndian;
    int count = btf.vlen(id);
    Integer[] order = new Integer[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    // Stable: of several names for a value the first stays first.
    Arrays.sort(order, (a, b) -> Long.compare(value(btf, id, a), value(btf, id, b)));
    long[] sorted = new long[count];
    Label[] labels = new Label[count];
    int used = 0;
    for (Integer index : order) {
      long value = value(btf, id, index);
      if (used == 0 || sorted[used - 1] != value) {
        sorted[used] = value;
        labels[used++] = Label.of(btf.valueName(id, index));
      }
    }
    this.values = Arrays.copyOf(sorted, used);
    this.names = Arrays.copyOf(labels, used);
  }

  /// An enumerator's value in the form it is compared in: those of an ordinary enumeration are 32
  /// bits that are signed even where the enumeration is not.
  private static long value(Btf btf, int id, int index) {
    long value = btf.value(id, index);
    return btf.is(id, BtfKind.ENUM) ? (int) value : value;
  }

  @Override
  boolean format(byte[] data, int at, ValueSink sink) {
    long value = readSigned(data, at, size, bigEndian);
    int index = Arrays.binarySearch(values, value);
    if (index >= 0) {
      sink.enumerator(names[index]);
    } else {
      sink.signed(value);
    }
    return true;
  }
}
