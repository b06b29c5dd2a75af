package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// What links of one type have beyond the others. Cookies are 0 where none was given.
public sealed interface LinkDetails
    permits LinkDetails.RawTracepoint,
        LinkDetails.Tracing,
        LinkDetails.Cgroup,
        LinkDetails.Iter,
        LinkDetails.NetworkNamespace,
        LinkDetails.Xdp,
        LinkDetails.Tc,
        LinkDetails.Sockmap,
        LinkDetails.StructOps,
        NetfilterHook,
        ProbeDetails {

  /// The part behind the headline: mostly a line of its own, begun by its newline.
  void plain(TextBuffer out);

  /// Members of the link's object.
  void json(JsonOut json);

  /// A raw tracepoint, by name.
  record RawTracepoint(String name, long cookie) implements LinkDetails {

    @Override
    public void plain(TextBuffer out) {
      out.text("\n\ttp '").text(name).text("'  ");
      if (cookie != 0) {
        out.text("cookie ").unsigned(cookie).text("  ");
      }
    }

    @Override
    public void json(JsonOut json) {
      json.field("tp_name", name).u64("cookie", cookie);
    }
  }

  /// A tracing program.
  ///
  /// @param targetObjectId BTF object or program of the function attached to; 0 if none
  /// @param targetBtfId type of that function
  record Tracing(int programType, int attachType, int targetObjectId, int targetBtfId, long cookie)
      implements LinkDetails {

    @Override
    public void plain(TextBuffer out) {
      out.text("\n\t");
      Names.plainProgramType(programType, out);
      Names.plainAttachType(attachType, out);
      if (targetObjectId != 0 || targetBtfId != 0) {
        out.text("\n\ttarget_obj_id ").unsigned(targetObjectId);
        out.text("  target_btf_id ").unsigned(targetBtfId).text("  ");
      }
      if (cookie != 0) {
        out.text("\n\tcookie ").unsigned(cookie).text("  ");
      }
    }

    @Override
    public void json(JsonOut json) {
      Names.jsonProgramType(programType, json);
      Names.jsonAttachType(attachType, json);
      json.u32("target_obj_id", targetObjectId).u32("target_btf_id", targetBtfId);
      json.u64("cookie", cookie);
    }
  }

  /// A control group, by its inode number.
  record Cgroup(long cgroupId, int attachType) implements LinkDetails {

    @Override
    public void plain(TextBuffer out) {
      out.text("\n\tcgroup_id ").unsigned(cgroupId).text("  ");
      Names.plainAttachType(attachType, out);
    }

    @Override
    public void json(JsonOut json) {
      json.u64("cgroup_id", cgroupId);
      Names.jsonAttachType(attachType, json);
    }
  }

  /// An iterator.
  ///
  /// @param target what it walks over, such as `task`
  /// @param scope what the walk is limited to; null if to nothing
  record Iter(String target, @Nullable Scope scope) implements LinkDetails {

    /// Limits of an iterator's walk.
    public sealed interface Scope {}

    /// One map's elements.
    public record MapScope(int mapId) implements Scope {}

    /// One thread (`tid`) or, if that is 0, one process (`pid`); both 0 for all.
    public record TaskScope(int tid, int pid) implements Scope {}

    /// A control group and an order of walking, a number of `enum bpf_cgroup_iter_order`.
    public record CgroupScope(long cgroupId, int order) implements Scope {

      private String orderName() {
        return switch (order) {
          case 0 -> "order_unspec";
          case 1 -> "self_only";
          case 2 -> "descendants_pre";
          case 3 -> "descendants_post";
          case 4 -> "ancestors_up";
          default -> "unknown";
        };
      }
    }

    @Override
    public void plain(TextBuffer out) {
      out.text("target_name ").text(target).text("  ");
      switch (scope) {
        case null -> {}
        case MapScope(int mapId) -> out.text("map_id ").unsigned(mapId).text("  ");
        case TaskScope(int tid, int pid) -> {
          if (tid != 0) {
            out.text("tid ").unsigned(tid).ch(' ');
          } else if (pid != 0) {
            out.text("pid ").unsigned(pid).ch(' ');
          }
        }
        case CgroupScope cgroup ->
            out.text("cgroup_id ")
                .unsigned(cgroup.cgroupId)
                .text("  order ")
                .text(cgroup.orderName())
                .text("  ");
      }
    }

    @Override
    public void json(JsonOut json) {
      json.field("target_name", target);
      switch (scope) {
        case null -> {}
        case MapScope(int mapId) -> json.u32("map_id", mapId);
        case TaskScope(int tid, int pid) -> {
          if (tid != 0) {
            json.u32("tid", tid);
          } else if (pid != 0) {
            json.u32("pid", pid);
          }
        }
        case CgroupScope cgroup ->
            json.u64("cgroup_id", cgroup.cgroupId).field("order", cgroup.orderName());
      }
    }
  }

  /// A network namespace, by the inode number of its file.
  record NetworkNamespace(int inode, int attachType) implements LinkDetails {

    @Override
    public void plain(TextBuffer out) {
      out.text("\n\tnetns_ino ").unsigned(inode).text("  ");
      Names.plainAttachType(attachType, out);
    }

    @Override
    public void json(JsonOut json) {
      json.u32("netns_ino", inode);
      Names.jsonAttachType(attachType, json);
    }
  }

  /// The XDP hook of a network interface.
  record Xdp(NetworkInterface device) implements LinkDetails {

    @Override
    public void plain(TextBuffer out) {
      device.plain(out);
    }

    @Override
    public void json(JsonOut json) {
      device.json(json);
    }
  }

  /// A tcx or netkit hook of a network interface.
  record Tc(NetworkInterface device, int attachType) implements LinkDetails {

    @Override
    public void plain(TextBuffer out) {
      device.plain(out);
      Names.plainAttachType(attachType, out);
    }

    @Override
    public void json(JsonOut json) {
      device.json(json);
      Names.jsonAttachType(attachType, json);
    }
  }

  /// A socket map.
  record Sockmap(int mapId, int attachType) implements LinkDetails {

    @Override
    public void plain(TextBuffer out) {
      out.text("\n\tmap_id ").unsigned(mapId).text("  ");
      Names.plainAttachType(attachType, out);
    }

    @Override
    public void json(JsonOut json) {
      json.u32("map_id", mapId);
      Names.jsonAttachType(attachType, json);
    }
  }

  /// A struct_ops map, which stands in the headline in place of the program.
  record StructOps(int mapId) implements LinkDetails {

    @Override
    public void plain(TextBuffer out) {}

    @Override
    public void json(JsonOut json) {
      json.u32("map_id", mapId);
    }
  }
}
