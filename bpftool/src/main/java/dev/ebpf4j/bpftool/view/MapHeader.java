package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// What identifies a map: the first line of `map show`, and the headline of each map where
/// `map dump` shows several.
///
/// @param type a number of [MapType], or one that is not known here
/// @param name empty if it has none
/// @param flags the flags it was created with
public record MapHeader(int id, int type, String name, int flags, @Nullable Device device) {

  /// One line without its newline.
  public void plain(TextBuffer out) {
    out.unsigned(id).text(": ");
    Names.plainType(MapType.name(type), type, out);
    if (!name.isEmpty()) {
      out.text("name ").text(name).text("  ");
    }
    out.text("flags 0x").hex(flags & 0xffffffffL);
    Device.plain(device, out);
  }

  /// Members of an object that is open already.
  public void json(JsonOut json) {
    json.u32("id", id);
    Names.json("type", MapType.name(type), type, json);
    if (!name.isEmpty()) {
      json.field("name", name);
    }
    json.u32("flags", flags);
    Device.json(device, json);
  }
}
