package dev.ebpf4j.btf.value;

import dev.ebpf4j.util.TextBuffer;
import java.nio.charset.StandardCharsets;

/// A name out of BTF (of a member, a variable, an enumerator), prepared once for all the times
/// it is written. Empty for an anonymous member.
public final class Label {

  private final String text;
  private final byte[] quoted;

  private Label(String text, byte[] quoted) {
    this.text = text;
    this.quoted = quoted;
  }

  static Label of(String text) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    byte[] quoted = new TextBuffer().ch('"').jsonString(bytes, 0).ch('"').toByteArray();
    return new Label(text, quoted);
  }

  /// The name.
  public String text() {
    return text;
  }

  /// The name as a JSON string, quotes and escapes included, in UTF-8. Not to be changed.
  public byte[] quoted() {
    return quoted;
  }

  @Override
  public String toString() {
    return text;
  }
}
