package dev.ebpf4j.btf.value;

/// What is to be done with the bytes of a value: one node of the tree a type is compiled to. A node
/// serves all values of its type, wherever they lie.
abstract sealed class ValuePlan
    permits NumberPlan,
        BitsPlan,
        WidePlan,
        EnumPlan,
        PointerPlan,
        ObjectPlan,
        ArrayPlan,
        SectionPlan,
        UnsupportedPlan {

  /// Types nest no deeper than this, references not counted. The kernel's own limit is 32.
  static final int MAX_DEPTH = 64;

  /// Bytes from the start of the value that are looked at.
  final long extent;

  /// Values that the sink is told of, containers included; saturated.
  final long leaves;

  ValuePlan(long extent, long leaves) {
    this.extent = extent;
    this.leaves = leaves;
  }

  /// Tells `sink` what lies at `at`; the caller made sure that [#extent] bytes are there.
  ///
  /// @return false if formatting has to stop
  abstract boolean format(byte[] data, int at, ValueSink sink);

  /// `size` bytes at `at` as an unsigned number.
  ///
  /// @param size 1 to 8
  static long read(byte[] data, int at, int size, boolean bigEndian) {
    long value = 0;
    if (bigEndian) {
      for (int i = 0; i < size; i++) {
        value = value << 8 | (data[at + i] & 0xff);
      }
    } else {
      for (int i = size - 1; i >= 0; i--) {
        value = value << 8 | (data[at + i] & 0xff);
      }
    }
    return value;
  }

  /// As [#read(byte[], int, int, boolean)], extended by the sign.
  static long readSigned(byte[] data, int at, int size, boolean bigEndian) {
    int unused = Long.SIZE - size * Byte.SIZE;
    return read(data, at, size, bigEndian) << unused >> unused;
  }
}
