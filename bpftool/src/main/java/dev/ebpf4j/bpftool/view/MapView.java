package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A map as `map show` presents it.
///
/// @param memlockBytes memory accounted for it; null if not known
/// @param ownerType for a program array that holds a program: the type of its programs
/// @param ownerJited likewise, whether its programs are compiled to machine code
/// @param frozen whether user space may no longer write to it
/// @param btfId its BTF object, or 0
/// @param pinned paths, see [Pins]
public record MapView(
    MapHeader header,
    int keyBytes,
    int valueBytes,
    int maxEntries,
    @Nullable Long memlockBytes,
    @Nullable Integer ownerType,
    @Nullable Boolean ownerJited,
    boolean frozen,
    int btfId,
    @Nullable List<String> pinned,
    List<Holder> holders) {

  /// Writes it.
  public static final Renderer<MapView> RENDERER = new MapRenderer();

  private static final class MapRenderer implements Renderer<MapView> {

    @Override
    public void plain(MapView view, TextBuffer out) {
      view.header.plain(out);
      out.text("\n\tkey ").unsigned(view.keyBytes);
      out.text("B  value ").unsigned(view.valueBytes);
      out.text("B  max_entries ").unsigned(view.maxEntries);
      if (view.memlockBytes != null) {
        out.text("  memlock ").unsigned(view.memlockBytes).ch('B');
      }
      plainOwner(view, out);
      Pins.plain(view.pinned, out);
      if (view.btfId != 0) {
        out.text("\n\tbtf_id ").unsigned(view.btfId);
        if (view.frozen) {
          out.text("  frozen");
        }
      } else if (view.frozen) {
        out.text("\n\tfrozen");
      }
      Holder.plain(view.holders, out);
      out.nl();
    }

    private static void plainOwner(MapView view, TextBuffer out) {
      Integer type = view.ownerType;
      Boolean jited = view.ownerJited;
      if (type == null && jited == null) {
        return;
      }
      out.text("\n\t");
      if (type != null) {
        Names.plain(ProgramType.name(type), type, out.text("owner_prog_type "));
        out.text("  ");
      }
      if (jited != null) {
        out.text(jited ? "owner jited" : "owner not jited");
      }
    }

    @Override
    public void json(MapView view, JsonOut json) {
      json.beginObject();
      view.header.json(json);
      json.u32("bytes_key", view.keyBytes).u32("bytes_value", view.valueBytes);
      json.u32("max_entries", view.maxEntries);
      if (view.memlockBytes != null) {
        json.u64("bytes_memlock", view.memlockBytes);
      }
      Integer type = view.ownerType;
      if (type != null) {
        Names.json("owner_prog_type", ProgramType.name(type), type, json);
      }
      if (view.ownerJited != null) {
        json.field("owner_jited", view.ownerJited);
      }
      json.field("frozen", view.frozen ? 1 : 0);
      if (view.btfId != 0) {
        json.u32("btf_id", view.btfId);
      }
      Pins.json(view.pinned, json);
      Holder.json(view.holders, json);
      json.endObject();
    }
  }
}
