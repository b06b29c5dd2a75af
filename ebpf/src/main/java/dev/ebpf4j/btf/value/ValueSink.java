package dev.ebpf4j.btf.value;

/// Takes what a [ValueFormatter] finds in a value, in order. Objects and arrays nest; within an
/// object each value follows its [#name(Label)].
///
/// How a number, a pointer or a bit-field looks is up to the implementation: bpftool writes some of
/// them differently in its plain style and in JSON.
public interface ValueSink {

  /// A struct, a union, a section or a variable begins.
  void startObject();

  void endObject();

  void startArray();

  void endArray();

  /// The next value is that of this member or variable; an anonymous one has an empty name.
  void name(Label name);

  /// A signed integer, or an enumeration's value that has no name.
  void signed(long value);

  /// An unsigned integer.
  void unsigned(long value);

  void bool(boolean value);

  /// Bits without a meaning as a number of the machine: a bit-field, an integer of an odd width or
  /// of more than 64 bits.
  ///
  /// @param high bits 64 and up, 0 for all that are not wider
  void bits(long high, long low);

  /// A character; printable ASCII is 0x20 to 0x7e.
  ///
  /// @param character the byte, 0 to 255
  void character(int character);

  /// An array of characters that holds a NUL-terminated string of printable ASCII.
  void string(byte[] data, int offset, int length);

  /// An enumeration's value that has a name.
  void enumerator(Label name);

  void pointer(long address);

  /// What a pointer to a function stands for, see [FunctionNames].
  void function(String text);

  /// A value that has no form here: a floating-point number or one without a size. Nothing more of
  /// the outermost value follows but the ends of what was begun.
  ///
  /// @param what the reason as bpftool words it, such as `(unsupported-kind)`
  void unsupported(String what);
}
