package dev.ebpf4j.bpftool.command.structops;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.out.Columns;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.util.TextBuffer;
import java.util.ArrayList;
import java.util.List;

/// `struct_ops show [STRUCT_OPS_MAP]`: which structures of function pointers are registered or
/// could
/// be.
final class StructOpsShow implements Command {

  private static final int NAME_WIDTH = 15;
  private static final int STRUCTURE_WIDTH = 32;

  /// What is shown of one map.
  record View(String id, long number, String name, String structure) {
    void plain(TextBuffer out) {
      out.text(id).text(": ");
      Columns.left(out, name, NAME_WIDTH);
      out.text(" ");
      Columns.left(out, structure, STRUCTURE_WIDTH);
      out.nl();
    }

    void json(JsonOut json) {
      json.beginObject()
          .field("id", number)
          .field("name", name)
          .field("kernel_struct_ops", structure)
          .endObject();
    }
  }

  @Override
  public void run(Session session, Args args) {
    List<View> views = new ArrayList<>();
    String missing;
    try (StructOpsMaps maps = StructOpsMaps.of(session, args)) {
      missing = maps.missingName();
      for (StructOpsMaps.Entry entry : maps.entries()) {
        MapInfo info = entry.info();
        views.add(
            new View(
                info.id().toString(), info.id().unsigned(), info.name(), maps.structName(info)));
      }
    }
    render(session, views);
    if (missing != null) {
      if (session.isJson()) {
        throw CommandException.silent(CommandException.FAILED);
      }
      throw CommandException.failed("no struct_ops found for " + missing);
    }
  }

  private static void render(Session session, List<View> views) {
    if (!session.isJson()) {
      views.forEach(view -> view.plain(session.out()));
      return;
    }
    JsonOut json = session.json().beginArray();
    views.forEach(view -> view.json(json));
    json.endArray();
  }
}
