package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// What identifies a program: the first line of `prog show`, and the headline of each program where
/// `prog dump` shows several.
///
/// @param type a number of [ProgramType], or one that is not known here
/// @param name full name; empty if it has none
/// @param tag hash of the instructions, 16 hexadecimal digits
/// @param runTimeNanos time spent in the program; 0 if statistics are off
/// @param runCount number of runs counted
/// @param recursionMisses runs left out because the program was running already
public record ProgHeader(
    int id,
    int type,
    String name,
    String tag,
    boolean gplCompatible,
    long runTimeNanos,
    long runCount,
    long recursionMisses,
    @Nullable Device device) {

  /// One line without its newline.
  public void plain(TextBuffer out) {
    out.unsigned(id).text(": ");
    Names.plainType(ProgramType.name(type), type, out);
    if (!name.isEmpty()) {
      out.text("name ").text(name).text("  ");
    }
    out.text("tag ").text(tag);
    Device.plain(device, out);
    if (gplCompatible) {
      out.text("  gpl");
    }
    if (runTimeNanos != 0) {
      out.text(" run_time_ns ").unsigned(runTimeNanos).text(" run_cnt ").unsigned(runCount);
    }
    if (recursionMisses != 0) {
      out.text(" recursion_misses ").unsigned(recursionMisses);
    }
  }

  /// Members of an object that is open already.
  public void json(JsonOut json) {
    json.u32("id", id);
    Names.json("type", ProgramType.name(type), type, json);
    if (!name.isEmpty()) {
      json.field("name", name);
    }
    json.field("tag", tag).field("gpl_compatible", gplCompatible);
    if (runTimeNanos != 0) {
      json.u64("run_time_ns", runTimeNanos).u64("run_cnt", runCount);
    }
    if (recursionMisses != 0) {
      json.u64("recursion_misses", recursionMisses);
    }
    Device.json(device, json);
  }
}
