package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;

/// A BTF object as `btf show` presents it.
///
/// @param name empty if it has none
/// @param sizeBytes size of the whole BTF blob
/// @param progIds programs that use it
/// @param mapIds maps that use it
/// @param kernel whether it describes the kernel or a module
public record BtfView(
    int id,
    String name,
    int sizeBytes,
    List<Integer> progIds,
    List<Integer> mapIds,
    List<Holder> holders,
    boolean kernel) {

  /// Writes it.
  public static final Renderer<BtfView> RENDERER = new BtfRenderer();

  private static final class BtfRenderer implements Renderer<BtfView> {

    @Override
    public void plain(BtfView view, TextBuffer out) {
      out.unsigned(view.id).text(": name ");
      if (view.kernel) {
        out.ch('[').text(view.name).ch(']');
      } else {
        out.text(view.name.isEmpty() ? "<anon>" : view.name);
      }
      out.text("  size ").unsigned(view.sizeBytes).ch('B');
      Names.plainIds("  prog_ids ", view.progIds, out);
      Names.plainIds("  map_ids ", view.mapIds, out);
      Holder.plain(view.holders, out);
      out.nl();
    }

    @Override
    public void json(BtfView view, JsonOut json) {
      json.beginObject().u32("id", view.id).u32("size", view.sizeBytes);
      Names.jsonIds("prog_ids", view.progIds, json);
      Names.jsonIds("map_ids", view.mapIds, json);
      Holder.json(view.holders, json);
      json.field("kernel", view.kernel);
      if (!view.name.isEmpty()) {
        json.field("name", view.name);
      }
      json.endObject();
    }
  }
}
