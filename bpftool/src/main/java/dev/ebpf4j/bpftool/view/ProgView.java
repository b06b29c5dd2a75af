package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program as `prog show` presents it.
///
/// @param loaded when it was loaded; null if the kernel does not say
/// @param orphaned whether its device is gone
/// @param translatedBytes size of the translated instructions
/// @param jitedBytes size of the machine code; 0 if it is interpreted
/// @param memlockBytes memory accounted for it; null if not known
/// @param btfId its BTF object, or 0
/// @param pinned paths, see [Pins]
/// @param metadata what the program's author wrote about it; null if nothing
public record ProgView(
    ProgHeader header,
    @Nullable Loaded loaded,
    boolean orphaned,
    int translatedBytes,
    int jitedBytes,
    @Nullable Long memlockBytes,
    List<Integer> mapIds,
    int btfId,
    @Nullable List<String> pinned,
    List<Holder> holders,
    @Nullable Metadata metadata) {

  /// When and by whom a program was loaded.
  ///
  /// @param epochSeconds seconds since 1970
  /// @param localTime the same as `2026-11-21T07:41:30+0000`
  /// @param uid user id
  public record Loaded(long epochSeconds, String localTime, int uid) {}

  /// Writes it.
  public static final Renderer<ProgView> RENDERER = new ProgRenderer();

  private static final class ProgRenderer implements Renderer<ProgView> {

    @Override
    public void plain(ProgView view, TextBuffer out) {
      view.header.plain(out);
      out.nl();
      Loaded loaded = view.loaded;
      if (loaded != null) {
        out.text("\tloaded_at ").text(loaded.localTime);
        out.text("  uid ").unsigned(loaded.uid).nl();
      }
      out.text("\txlated ").unsigned(view.translatedBytes).ch('B');
      if (view.jitedBytes != 0) {
        out.text("  jited ").unsigned(view.jitedBytes).ch('B');
      } else {
        out.text("  not jited");
      }
      if (view.memlockBytes != null) {
        out.text("  memlock ").unsigned(view.memlockBytes).ch('B');
      }
      if (view.orphaned) {
        out.text("  orphaned");
      }
      Names.plainIds("  map_ids ", view.mapIds, out);
      Pins.plain(view.pinned, out);
      if (view.btfId != 0) {
        out.text("\n\tbtf_id ").unsigned(view.btfId);
      }
      Holder.plain(view.holders, out);
      out.nl();
      if (view.metadata != null) {
        view.metadata.plain(out);
      }
    }

    @Override
    public void json(ProgView view, JsonOut json) {
      json.beginObject();
      view.header.json(json);
      Loaded loaded = view.loaded;
      if (loaded != null) {
        json.field("loaded_at", loaded.epochSeconds).u32("uid", loaded.uid);
      }
      json.field("orphaned", view.orphaned).u32("bytes_xlated", view.translatedBytes);
      json.field("jited", view.jitedBytes != 0);
      if (view.jitedBytes != 0) {
        json.u32("bytes_jited", view.jitedBytes);
      }
      if (view.memlockBytes != null) {
        json.u64("bytes_memlock", view.memlockBytes);
      }
      if (!view.mapIds.isEmpty()) {
        Names.jsonIds("map_ids", view.mapIds, json);
      }
      if (view.btfId != 0) {
        json.u32("btf_id", view.btfId);
      }
      Pins.json(view.pinned, json);
      Holder.json(view.holders, json);
      if (view.metadata != null) {
        view.metadata.json(json);
      }
      json.endObject();
    }
  }
}
