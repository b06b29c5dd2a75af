package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.bpftool.out.Columns;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// A program attached to a control group.
///
/// @param attachType a number of [AttachType]
/// @param flags how it shares the hook; null among the effective programs, of which the kernel does
///     not say it
/// @param name full name; empty if it has none
/// @param target kernel function that an LSM program is for; empty for other programs, null if the
///     kernel's types cannot be read
/// @param targetObjectId BTF object of that function
/// @param targetTypeId type of that function
public record CgroupProgram(
    int id,
    int attachType,
    @Nullable Integer flags,
    String name,
    @Nullable String target,
    int targetObjectId,
    int targetTypeId) {

  private static final int OVERRIDE = 1;
  private static final int MULTI = 2;
  private static final int WIDTH = 15;

  /// The line of titles.
  ///
  /// @param effective whether the flags are left out
  public static void header(boolean effective, TextBuffer out) {
    Columns.left(out, "ID", 8);
    Columns.left(out.ch(' '), "AttachType", WIDTH);
    if (!effective) {
      Columns.left(out.ch(' '), "AttachFlags", WIDTH);
    }
    Columns.left(out.ch(' '), "Name", WIDTH);
    out.nl();
  }

  private String flagText(int number) {
    return switch (number) {
      case 0 -> "";
      case OVERRIDE -> "override";
      case MULTI -> "multi";
      default -> "unknown(" + Integer.toHexString(number) + ")";
    };
  }

  /// Writes it.
  public static final Renderer<CgroupProgram> RENDERER = new CgroupProgramRenderer();

  private static final class CgroupProgramRenderer implements Renderer<CgroupProgram> {

    @Override
    public void plain(CgroupProgram view, TextBuffer out) {
      Columns.left(out, Integer.toUnsignedString(view.id), 8);
      String type = AttachType.name(view.attachType);
      String number = Integer.toUnsignedString(view.attachType);
      Columns.left(out.ch(' '), type != null ? type : "type " + number, WIDTH);
      if (view.flags != null) {
        Columns.left(out.ch(' '), view.flagText(view.flags), WIDTH);
      }
      Columns.left(out.ch(' '), view.name, WIDTH);
      if (view.target != null) {
        Columns.left(out.ch(' '), view.target, WIDTH);
      } else if (view.targetTypeId != 0) {
        out.text(" attach_btf_obj_id=").unsigned(view.targetObjectId);
        out.text(" attach_btf_id=").unsigned(view.targetTypeId);
      }
      out.nl();
    }

    @Override
    public void json(CgroupProgram view, JsonOut json) {
      json.beginObject().u32("id", view.id);
      Names.jsonAttachType(view.attachType, json);
      if (view.flags != null) {
        json.field("attach_flags", view.flagText(view.flags));
      }
      json.field("name", view.name);
      if (view.target != null) {
        json.field("attach_btf_name", view.target);
      }
      json.u32("attach_btf_obj_id", view.targetObjectId);
      json.u32("attach_btf_id", view.targetTypeId).endObject();
    }
  }
}
