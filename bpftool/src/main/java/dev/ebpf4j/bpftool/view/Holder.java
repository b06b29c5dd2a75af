package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;

/// A process that holds an object open.
///
/// @param pid process number
/// @param command name of the process, at most 15 characters
public record Holder(int pid, String command) {

  /// `pids comm(1), other(2)` on a line of its own; nothing if there are none.
  static void plain(List<Holder> holders, TextBuffer out) {
    String separator = "\n\tpids ";
    for (Holder holder : holders) {
      out.text(separator).text(holder.command).ch('(').dec(holder.pid).ch(')');
      separator = ", ";
    }
  }

  /// A member `pids`; nothing if there are none.
  static void json(List<Holder> holders, JsonOut json) {
    if (holders.isEmpty()) {
      return;
    }
    json.beginArray("pids");
    for (Holder holder : holders) {
      json.beginObject().field("pid", holder.pid).field("comm", holder.command).endObject();
    }
    json.endArray();
  }
}
