package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The paths at which an object is pinned. A list that is null was not asked for, or nothing of the
/// kind is pinned anywhere.
final class Pins {

  private Pins() {}

  static void plain(@Nullable List<String> paths, TextBuffer out) {
    if (paths != null) {
      for (String path : paths) {
        out.text("\n\tpinned ").text(path);
      }
    }
  }

  static void json(@Nullable List<String> paths, JsonOut json) {
    if (paths != null) {
      json.beginArray("pinned");
      for (String path : paths) {
        json.value(path);
      }
      json.endArray();
    }
  }
}
