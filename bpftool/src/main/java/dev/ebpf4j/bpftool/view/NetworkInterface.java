package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// A network interface that something is attached to.
///
/// @param index 0 once the interface is gone
/// @param name null if the index has no name in this network namespace
public record NetworkInterface(int index, @Nullable String name) {

  private String shownName() {
    return name != null ? name : "(unknown)";
  }

  /// `ifindex NAME(INDEX)  ` on a line of its own.
  void plain(TextBuffer out) {
    out.text("\n\tifindex ");
    if (index == 0) {
      out.text("(detached)");
    } else if (name == null) {
      out.text("(unknown)");
    } else {
      out.text(name).ch('(').unsigned(index).ch(')');
    }
    out.text("  ");
  }

  void json(JsonOut json) {
    json.field("devname", index == 0 ? "(detached)" : shownName()).u32("ifindex", index);
  }
}
