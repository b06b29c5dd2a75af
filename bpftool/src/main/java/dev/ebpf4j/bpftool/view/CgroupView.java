package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;

/// A control group and its programs, as `cgroup tree` presents them.
///
/// @param path as the walk came to it
/// @param nested whether it lies below the root of the walk
public record CgroupView(String path, boolean nested, List<CgroupProgram> programs) {

  /// Writes it.
  public static final Renderer<CgroupView> RENDERER = new CgroupRenderer();

  private static final class CgroupRenderer implements Renderer<CgroupView> {

    @Override
    public void plain(CgroupView view, TextBuffer out) {
      out.text(view.path).nl();
      for (CgroupProgram program : view.programs) {
        out.text(view.nested ? "    " : "");
        CgroupProgram.RENDERER.plain(program, out);
      }
    }

    @Override
    public void json(CgroupView view, JsonOut json) {
      json.beginObject().field("cgroup", view.path).beginArray("programs");
      for (CgroupProgram program : view.programs) {
        CgroupProgram.RENDERER.json(program, json);
      }
      json.endArray().endObject();
    }
  }
}
