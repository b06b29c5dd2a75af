package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.bpftool.out.ValueWriter;
import dev.ebpf4j.btf.value.ValueFormatter;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;

/// Remarks that an author left in a program's read-only data: variables with a certain prefix.
///
/// @param entries at least one
public record Metadata(List<Entry> entries) {

  /// One remark.
  ///
  /// @param name of the variable, without the prefix
  /// @param type how its bytes are read
  /// @param data the bytes it lies in
  /// @param offset where in `data` it starts
  @SuppressWarnings("ArrayRecordComponent") // read, never compared
  public record Entry(String name, ValueFormatter type, byte[] data, int offset) {}

  void plain(TextBuffer out) {
    out.text("\tmetadata:");
    for (Entry entry : entries) {
      out.text("\n\t\t").text(entry.name).text(" = ");
      entry.type.format(entry.data, entry.offset, new ValueWriter(new JsonOut(out, false), true));
    }
    out.nl();
  }

  void json(JsonOut json) {
    json.beginObject("metadata");
    for (Entry entry : entries) {
      json.name(entry.name);
      entry.type.format(entry.data, entry.offset, new ValueWriter(json, false));
    }
    json.endObject();
  }
}
