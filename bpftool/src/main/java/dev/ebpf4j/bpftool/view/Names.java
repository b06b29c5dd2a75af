package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers that have names: the name where it is known, else the number, which a newer kernel may
/// well use.
final class Names {

  private Names() {}

  /// `NAME  `, or `type NUMBER  ` if there is no name.
  static void plainType(@Nullable String name, int number, TextBuffer out) {
    if (name != null) {
      out.text(name);
    } else {
      out.text("type ").unsigned(number);
    }
    out.text("  ");
  }

  static void json(String label, @Nullable String name, int number, JsonOut json) {
    if (name != null) {
      json.field(label, name);
    } else {
      json.u32(label, number);
    }
  }

  /// `name` or `number`.
  static void plain(@Nullable String name, int number, TextBuffer out) {
    if (name != null) {
      out.text(name);
    } else {
      out.unsigned(number);
    }
  }

  /// `attach_type NAME  `.
  static void plainAttachType(int type, TextBuffer out) {
    plain(AttachType.name(type), type, out.text("attach_type "));
    out.text("  ");
  }

  static void jsonAttachType(int type, JsonOut json) {
    json("attach_type", AttachType.name(type), type, json);
  }

  /// `prog_type NAME  `.
  static void plainProgramType(int type, TextBuffer out) {
    plain(ProgramType.name(type), type, out.text("prog_type "));
    out.text("  ");
  }

  static void jsonProgramType(int type, JsonOut json) {
    json("prog_type", ProgramType.name(type), type, json);
  }

  static void plainIds(String label, List<Integer> ids, TextBuffer out) {
    String separator = label;
    for (int id : ids) {
      out.text(separator).unsigned(id);
      separator = ",";
    }
  }

  static void jsonIds(String label, List<Integer> ids, JsonOut json) {
    json.beginArray(label);
    for (int id : ids) {
      json.unsigned(id);
    }
    json.endArray();
  }
}
