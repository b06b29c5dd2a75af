package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;

/// A descriptor of a process behind which a program runs, as `perf show` presents it.
///
/// @param type a number of `enum bpf_task_fd_type` (include/uapi/linux/bpf.h)
/// @param name of the tracepoint, function or file; empty if a function has none
/// @param offset from the start of the function or file
/// @param address of the function if it has no name
public record PerfView(
    int pid, int fd, int progId, int type, String name, long offset, long address) {

  private static final String[] TYPES = {
    "raw_tracepoint", "tracepoint", "kprobe", "kretprobe", "uprobe", "uretprobe"
  };
  private static final int TRACEPOINT = 1;
  private static final int KRETPROBE = 3;

  /// Writes it.
  public static final Renderer<PerfView> RENDERER = new PerfRenderer();

  private static final class PerfRenderer implements Renderer<PerfView> {

    @Override
    public void plain(PerfView view, TextBuffer out) {
      out.text("pid ").dec(view.pid).text("  fd ").dec(view.fd);
      out.text(": prog_id ").unsigned(view.progId).text("  ");
      if (Integer.compareUnsigned(view.type, TYPES.length) >= 0) {
        out.text("type ").unsigned(view.type).nl();
        return;
      }
      out.text(TYPES[view.type]).text("  ");
      if (view.type <= TRACEPOINT) {
        out.text(view.name);
      } else if (view.type > KRETPROBE) {
        out.text("filename ").text(view.name).text("  offset ").unsigned(view.offset);
      } else if (!view.name.isEmpty()) {
        out.text("func ").text(view.name).text("  offset ").unsigned(view.offset);
      } else {
        out.text("addr ").unsigned(view.address);
      }
      out.nl();
    }

    @Override
    public void json(PerfView view, JsonOut json) {
      json.beginObject().field("pid", view.pid).field("fd", view.fd);
      json.u32("prog_id", view.progId);
      if (Integer.compareUnsigned(view.type, TYPES.length) >= 0) {
        json.u32("fd_type", view.type).endObject();
        return;
      }
      json.field("fd_type", TYPES[view.type]);
      if (view.type <= TRACEPOINT) {
        json.field("tracepoint", view.name);
      } else if (view.type > KRETPROBE) {
        json.field("filename", view.name).u64("offset", view.offset);
      } else if (!view.name.isEmpty()) {
        json.field("func", view.name).u64("offset", view.offset);
      } else {
        json.u64("addr", view.address);
      }
      json.endObject();
    }
  }
}
