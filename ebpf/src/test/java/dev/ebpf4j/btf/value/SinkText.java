package dev.ebpf4j.btf.value;

import java.nio.charset.StandardCharsets;

/// Writes down what a sink is told, each kind of value in a form of its own: `7` unsigned, `-7` or
/// `+7` signed, `0x..` bits, `'a'` a character, `"a"` a string, `A` an enumerator, `*1f` a pointer,
/// `{..}` an object, `[..]` an array.
final class SinkText implements ValueSink {

  private final StringBuilder text = new StringBuilder();
  private boolean first = true;

  @Override
  public String toString() {
    return text.toString();
  }

  private StringBuilder value() {
    if (!first) {
      text.append(' ');
    }
    first = false;
    return text;
  }

  @Override
  public void startObject() {
    value().append('{');
    first = true;
  }

  @Override
  public void endObject() {
    text.append('}');
    first = false;
  }

  @Override
  public void startArray() {
    value().append('[');
    first = true;
  }

  @Override
  public void endArray() {
    text.append(']');
    first = false;
  }

  @Override
  public void name(Label name) {
    value().append(name.text()).append('=');
    first = true;
  }

  @Override
  public void signed(long value) {
    value().append(value < 0 ? "" : "+").append(value);
  }

  @Override
  public void unsigned(long value) {
    value().append(Long.toUnsignedString(value));
  }

  @Override
  public void bool(boolean value) {
    value().append(value);
  }

  @Override
  public void bits(long high, long low) {
    value().append("0x").append(high == 0 ? "" : Long.toHexString(high) + ":");
    text.append(Long.toHexString(low));
  }

  @Override
  public void character(int character) {
    value().append('\'').append(Integer.toHexString(character)).append('\'');
  }

  @Override
  public void string(byte[] data, int offset, int length) {
    value().append('"').append(new String(data, offset, length, StandardCharsets.US_ASCII));
    text.append('"');
  }

  @Override
  public void enumerator(Label name) {
    value().append(name.text());
  }

  @Override
  public void pointer(long address) {
    value().append('*').append(Long.toHexString(address));
  }

  @Override
  public void function(String description) {
    value().append('<').append(description).append('>');
  }

  @Override
  public void unsupported(String what) {
    value().append(what);
  }
}
