package dev.ebpf4j.btf.value;

/// An integer of 1, 2, 4 or 8 bytes, a character or a boolean.
final class NumberPlan extends ValuePlan {

  /// How an integer's bytes are to be understood.
  enum Form {
    UNSIGNED,
    SIGNED,
    CHARACTER,
    BOOLEAN
  }

  private final int size;
  private final Form form;
  private final boolean bigEndian;

  NumberPlan(int size, Form form, boolean bigEndian) {
    super(size, 1);
    this.size = size;
    this.form = form;
    this.bigEndian = bigEndian;
  }

  @Override
  boolean format(byte[] data, int at, ValueSink sink) {
    switch (form) {
      case UNSIGNED -> sink.unsigned(read(data, at, size, bigEndian));
      case SIGNED -> sink.signed(readSigned(data, at, size, bigEndian));
      case CHARACTER -> sink.character((int) read(data, at, size, bigEndian) & 0xff);
      case BOOLEAN -> sink.bool(read(data, at, size, bigEndian) != 0);
    }
    return true;
  }
}
