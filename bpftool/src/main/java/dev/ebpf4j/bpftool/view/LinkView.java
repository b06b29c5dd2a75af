package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.abi.LinkType;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A link as `link show` presents it.
///
/// @param type a number of [LinkType], or one that is not known here
/// @param progId its program; 0 for struct_ops
/// @param details what only links of its type have; null if there is nothing to show
/// @param pinned paths, see [Pins]
public record LinkView(
    int id,
    int type,
    int progId,
    @Nullable LinkDetails details,
    @Nullable List<String> pinned,
    List<Holder> holders) {

  /// Writes it.
  public static final Renderer<LinkView> RENDERER = new LinkRenderer();

  private static final class LinkRenderer implements Renderer<LinkView> {

    @Override
    public void plain(LinkView view, TextBuffer out) {
      out.unsigned(view.id).text(": ");
      Names.plainType(LinkType.name(view.type), view.type, out);
      if (view.details instanceof LinkDetails.StructOps(int mapId)) {
        out.text("map ").unsigned(mapId);
      } else {
        out.text("prog ").unsigned(view.progId);
      }
      out.text("  ");
      if (view.details != null) {
        view.details.plain(out);
      }
      Pins.plain(view.pinned, out);
      Holder.plain(view.holders, out);
      out.nl();
    }

    @Override
    public void json(LinkView view, JsonOut json) {
      json.beginObject().u32("id", view.id);
      Names.json("type", LinkType.name(view.type), view.type, json);
      json.u32("prog_id", view.progId);
      if (view.details != null) {
        view.details.json(json);
      }
      Pins.json(view.pinned, json);
      Holder.json(view.holders, json);
      json.endObject();
    }
  }
}
