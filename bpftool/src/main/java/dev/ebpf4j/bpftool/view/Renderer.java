package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;

/// Writes one kind of record in both forms.
public interface Renderer<V> {

  /// As text for people, up to and with the newline at the end.
  void plain(V view, TextBuffer out);

  /// As one JSON value.
  void json(V view, JsonOut json);
}
