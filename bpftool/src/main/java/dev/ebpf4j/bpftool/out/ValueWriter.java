package dev.ebpf4j.bpftool.out;

import dev.ebpf4j.btf.value.Label;
import dev.ebpf4j.btf.value.ValueSink;
import dev.ebpf4j.util.TextBuffer;

/// Values of BTF types within a JSON document, or in bpftool's plain style, which has JSON's layout
/// but writes bit-fields, pointers and odd characters the way C does.
public final class ValueWriter implements ValueSink {

  private final JsonOut json;
  private final boolean plain;

  /// @param json where the values go
  /// @param plain whether they are in the plain style, which is no JSON
  public ValueWriter(JsonOut json, boolean plain) {
    this.json = json;
    this.plain = plain;
  }

  @Override
  public void startObject() {
    json.beginObject();
  }

  @Override
  public void endObject() {
    json.endObject();
  }

  @Override
  public void startArray() {
    json.beginArray();
  }

  @Override
  public void endArray() {
    json.endArray();
  }

  @Override
  public void name(Label name) {
    json.quotedName(name.quoted());
  }

  @Override
  public void signed(long value) {
    json.value(value);
  }

  @Override
  public void unsigned(long value) {
    json.unsigned(value);
  }

  @Override
  public void bool(boolean value) {
    json.value(value);
  }

  @Override
  public void bits(long high, long low) {
    TextBuffer out = json.verbatim();
    out.text(plain ? "0x" : "\"0x");
    if (high == 0) {
      out.hex(low);
    } else {
      out.hex(high).hex(low, 16);
    }
    if (!plain) {
      out.ch('"');
    }
  }

  @Override
  public void character(int character) {
    TextBuffer out = json.verbatim();
    if (character >= 0x20 && character < 0x7f) {
      out.ch('"');
      printable(out, character);
      out.ch('"');
    } else if (plain) {
      out.text("0x").hex(character);
    } else {
      out.text("\"\\u").hex(character, 4).ch('"');
    }
  }

  @Override
  public void string(byte[] data, int offset, int length) {
    TextBuffer out = json.verbatim().ch('"');
    for (int i = 0; i < length; i++) {
      printable(out, data[offset + i]);
    }
    out.ch('"');
  }

  private static void printable(TextBuffer out, int character) {
    if (character == '"' || character == '\\') {
      out.ch('\\');
    }
    out.ch((char) character);
  }

  @Override
  public void enumerator(Label name) {
    json.verbatim().bytes(name.quoted());
  }

  @Override
  public void pointer(long address) {
    if (!plain) {
      json.unsigned(address);
    } else if (address == 0) {
      json.verbatim().text("\"(nil)\"");
    } else {
      json.verbatim().text("\"0x").hex(address).ch('"');
    }
  }

  @Override
  public void function(String text) {
    json.value(text);
  }

  @Override
  public void unsupported(String what) {
    if (plain) {
      json.verbatim().text(what);
    } else {
      json.value(what);
    }
  }
}
