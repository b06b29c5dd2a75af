package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Programs attached to the network, as `net show` presents them.
///
/// @param flowDissectors ids of the flow dissector's program, at most one
public record NetView(
    List<Xdp> xdp,
    List<TrafficProgram> traffic,
    List<Integer> flowDissectors,
    List<Netfilter> netfilter) {

  /// XDP programs of one device.
  ///
  /// @param device empty if it has no name
  /// @param programs at least one
  public record Xdp(String device, int index, List<Mode> programs) {

    /// A program.
    ///
    /// @param mode `generic`, `driver` or `offload`
    public record Mode(String mode, int id) {}

    private void plain(TextBuffer out) {
      out.text(device).ch('(').unsigned(index).ch(')');
      for (Mode mode : programs) {
        out.ch(' ').text(mode.mode).text(" id ").unsigned(mode.id);
      }
      out.nl();
    }

    private void json(JsonOut json) {
      json.beginObject();
      if (!device.isEmpty()) {
        json.field("devname", device);
      }
      json.u32("ifindex", index);
      if (programs.size() == 1) {
        json.field("mode", programs.getFirst().mode).u32("id", programs.getFirst().id);
      } else {
        json.beginArray("multi_attachments");
        for (Mode mode : programs) {
          json.beginObject().field("mode", mode.mode).u32("id", mode.id).endObject();
        }
        json.endArray();
      }
      json.endObject();
    }
  }

  /// A program that sees the packets of a device behind XDP.
  public sealed interface TrafficProgram {

    void plain(TextBuffer out);

    void json(JsonOut json);
  }

  /// A program of tcx or netkit.
  ///
  /// @param kind such as `tcx/ingress`
  /// @param name empty if it has none
  /// @param linkId 0 if it is attached without a link
  public record Ordered(
      String device,
      int index,
      String kind,
      String name,
      int progId,
      int progFlags,
      int linkId,
      int linkFlags)
      implements TrafficProgram {

    @Override
    public void plain(TextBuffer out) {
      out.text(device).ch('(').unsigned(index).text(") ").text(kind);
      if (!name.isEmpty()) {
        out.ch(' ').text(name);
      }
      out.text(" prog_id ").unsigned(progId).ch(' ');
      plainFlags("prog_flags ", progFlags, out);
      if (linkId != 0) {
        out.text("link_id ").unsigned(linkId).ch(' ');
        plainFlags("link_flags ", linkFlags, out);
      }
      out.nl();
    }

    private static void plainFlags(String label, int flags, TextBuffer out) {
      if (flags != 0) {
        out.text(label);
        for (int rest = flags; rest != 0; rest &= rest - 1) {
          out.unsigned(Integer.lowestOneBit(rest)).ch(' ');
        }
      }
    }

    @Override
    public void json(JsonOut json) {
      json.beginObject();
      if (!device.isEmpty()) {
        json.field("devname", device);
      }
      json.u32("ifindex", index).field("kind", kind);
      if (!name.isEmpty()) {
        json.field("name", name);
      }
      json.u32("prog_id", progId);
      jsonFlags("prog_flags", progFlags, json);
      json.u32("link_id", linkId);
      jsonFlags("link_flags", linkFlags, json);
      json.endObject();
    }

    private static void jsonFlags(String label, int flags, JsonOut json) {
      json.beginArray(label);
      for (int rest = flags; rest != 0; rest &= rest - 1) {
        json.unsigned(Integer.lowestOneBit(rest));
      }
      json.endArray();
    }
  }

  /// A program of a queueing discipline.
  ///
  /// @param kind kind of the discipline, or `clsact/ingress` and the like
  /// @param program the classifier itself
  /// @param actions null if it has none
  public record Classifier(
      String device, int index, String kind, Named program, @Nullable List<Named> actions)
      implements TrafficProgram {

    /// A program with what the kernel tells of it.
    public record Named(@Nullable String name, @Nullable Integer id) {

      private void json(JsonOut json) {
        if (name != null) {
          json.field("name", name);
        }
        if (id != null) {
          json.u32("id", id);
        }
      }
    }

    @Override
    public void plain(TextBuffer out) {
      out.text(device).ch('(').unsigned(index).text(") ").text(kind);
      if (program.name != null) {
        out.ch(' ').text(program.name);
      }
      if (program.id != null) {
        out.text(" id ").unsigned(program.id);
      }
      if (actions != null) {
        out.text(" act [");
        for (Named action : actions) {
          out.ch('{').text(action.name == null ? "" : action.name);
          if (action.id != null) {
            out.text(" id ").unsigned(action.id);
          }
          out.ch('}');
        }
        out.text("] ");
      }
      out.nl();
    }

    @Override
    public void json(JsonOut json) {
      json.beginObject();
      if (!device.isEmpty()) {
        json.field("devname", device);
      }
      json.u32("ifindex", index).field("kind", kind);
      program.json(json);
      if (actions != null) {
        json.beginArray("act");
        for (Named action : actions) {
          json.beginObject();
          action.json(json);
          json.endObject();
        }
        json.endArray();
      }
      json.endObject();
    }
  }

  /// A program of the packet filter.
  public record Netfilter(NetfilterHook hook, int progId) {}

  /// Writes it.
  public static final Renderer<NetView> RENDERER = new NetRenderer();

  private static final class NetRenderer implements Renderer<NetView> {

    @Override
    public void plain(NetView view, TextBuffer out) {
      out.text("xdp:\n");
      for (Xdp xdp : view.xdp) {
        xdp.plain(out);
      }
      out.text("\ntc:\n");
      for (TrafficProgram program : view.traffic) {
        program.plain(out);
      }
      out.text("\nflow_dissector:\n");
      for (int id : view.flowDissectors) {
        out.text("id ").unsigned(id);
      }
      out.text("\nnetfilter:\n");
      for (Netfilter netfilter : view.netfilter) {
        netfilter.hook.plain(out);
        out.text(" prog_id ").unsigned(netfilter.progId);
      }
      out.nl();
    }

    @Override
    public void json(NetView view, JsonOut json) {
      json.beginArray().beginObject().beginArray("xdp");
      for (Xdp xdp : view.xdp) {
        xdp.json(json);
      }
      json.endArray().beginArray("tc");
      for (TrafficProgram program : view.traffic) {
        program.json(json);
      }
      json.endArray().beginArray("flow_dissector");
      for (int id : view.flowDissectors) {
        json.beginObject().u32("id", id).endObject();
      }
      json.endArray().beginArray("netfilter");
      for (Netfilter netfilter : view.netfilter) {
        json.beginObject();
        netfilter.hook.json(json);
        json.u32("id", netfilter.progId).endObject();
      }
      json.endArray().endObject().endArray();
    }
  }
}
