package dev.ebpf4j.link;

import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Netlink;
import dev.ebpf4j.sys.NetlinkAttributes;
import dev.ebpf4j.sys.NetlinkRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// BPF programs that classify packets for a queueing discipline, as tc(8) sets them up; what there
/// was before tcx. Seen through rtnetlink(7).
public final class TrafficControl implements AutoCloseable {

  // include/uapi/linux/rtnetlink.h, netlink.h
  private static final int RTM_NEWQDISC = 36;
  private static final int RTM_GETQDISC = 38;
  private static final int RTM_NEWTCLASS = 40;
  private static final int RTM_GETTCLASS = 42;
  private static final int RTM_NEWTFILTER = 44;
  private static final int RTM_GETTFILTER = 46;
  private static final int REQUEST_DUMP = 1 | 0x300;
  private static final int TC_MESSAGE = 20;
  private static final int TC_INDEX = 4;
  private static final int TC_HANDLE = 8;
  private static final int TCA_KIND = 1;
  private static final int TCA_OPTIONS = 2;

  // include/uapi/linux/pkt_cls.h, pkt_sched.h, tc_act/tc_bpf.h
  private static final int TCA_BPF_ACT = 1;
  private static final int TCA_BPF_NAME = 7;
  private static final int TCA_BPF_ID = 11;
  private static final int TCA_ACT_KIND = 1;
  private static final int TCA_ACT_OPTIONS = 2;
  private static final int TCA_ACT_BPF_NAME = 6;
  private static final int TCA_ACT_BPF_ID = 9;
  private static final int ROOT = 0xffff_ffff;
  private static final int INGRESS = 0xffff_fff2;
  private static final int EGRESS = 0xffff_fff3;

  /// A program at one place.
  ///
  /// @param place kind of the queueing discipline or class, `root`, `clsact/ingress` or
  ///     `clsact/egress`
  /// @param name null if it has none
  /// @param id null if the kernel does not tell
  /// @param actions BPF programs that act on what this one selects; null if it has no actions
  public record Filter(
      String place, @Nullable String name, @Nullable Integer id, @Nullable List<Action> actions) {}

  /// A BPF program as an action.
  public record Action(@Nullable String name, @Nullable Integer id) {}

  private record Parent(int handle, String kind) {}

  private final Netlink netlink;

  private TrafficControl(Netlink netlink) {
    this.netlink = netlink;
  }

  public static TrafficControl open(Kernel kernel) {
    return new TrafficControl(Netlink.open(kernel));
  }

  /// The BPF classifiers of a device. Errors count as "none": many devices and kernels have no
  /// traffic control at all.
  public List<Filter> filters(int interfaceIndex) {
    List<Parent> parents = new ArrayList<>();
    netlink.dump(
        request(RTM_GETTCLASS, interfaceIndex, 0),
        (type, message) -> addParent(parents, type == RTM_NEWTCLASS, interfaceIndex, message));
    netlink.dump(
        request(RTM_GETQDISC, interfaceIndex, 0),
        (type, message) -> addParent(parents, type == RTM_NEWQDISC, interfaceIndex, message));
    parents.add(new Parent(ROOT, "root"));
    parents.add(new Parent(INGRESS, "clsact/ingress"));
    parents.add(new Parent(EGRESS, "clsact/egress"));
    List<Filter> filters = new ArrayList<>();
    for (Parent parent : parents) {
      netlink.dump(
          request(RTM_GETTFILTER, interfaceIndex, parent.handle),
          (type, message) -> {
            if (type == RTM_NEWTFILTER) {
              addFilter(filters, parent.kind, message);
            }
          });
    }
    return filters;
  }

  private static NetlinkRequest request(int type, int interfaceIndex, int parent) {
    NetlinkRequest request = new NetlinkRequest(type, REQUEST_DUMP);
    request.body().zeros(4).u32(interfaceIndex).zeros(4);
    request.body().u32(Integer.toUnsignedLong(parent)).zeros(4);
    return request;
  }

  /// Devices without queues have a discipline with handle 0; `clsact` is asked for by its own
  /// handles.
  private static void addParent(
      List<Parent> parents, boolean wanted, int interfaceIndex, byte[] message) {
    if (!wanted || message.length < TC_MESSAGE || u32(message, TC_INDEX) != interfaceIndex) {
      return;
    }
    int handle = u32(message, TC_HANDLE);
    String kind = "";
    NetlinkAttributes attributes = new NetlinkAttributes(message, TC_MESSAGE, message.length);
    while (attributes.next()) {
      if (attributes.type() == TCA_KIND) {
        kind = attributes.text();
      }
    }
    if (handle != 0 && !kind.equals("clsact")) {
      parents.add(new Parent(handle, kind));
    }
  }

  private static void addFilter(List<Filter> filters, String place, byte[] message) {
    boolean bpf = false;
    NetlinkAttributes options = null;
    NetlinkAttributes attributes = new NetlinkAttributes(message, TC_MESSAGE, message.length);
    while (attributes.next()) {
      switch (attributes.type()) {
        case TCA_KIND -> bpf = attributes.text().equals("bpf");
        case TCA_OPTIONS -> options = attributes.nested();
        default -> {}
      }
    }
    if (!bpf || options == null) {
      return;
    }
    String name = null;
    Integer id = null;
    List<Action> actions = null;
    while (options.next()) {
      switch (options.type()) {
        case TCA_BPF_NAME -> name = options.text();
        case TCA_BPF_ID -> id = options.u32();
        case TCA_BPF_ACT -> actions = actions(options.nested());
        default -> {}
      }
    }
    // A filter block without a program has options without these.
    if (name != null || id != null || actions != null) {
      filters.add(new Filter(place, name, id, actions));
    }
  }

  private static List<Action> actions(NetlinkAttributes list) {
    List<Action> actions = new ArrayList<>();
    while (list.next()) {
      boolean bpf = false;
      NetlinkAttributes options = null;
      NetlinkAttributes action = list.nested();
      while (action.next()) {
        switch (action.type()) {
          case TCA_ACT_KIND -> bpf = action.text().equals("bpf");
          case TCA_ACT_OPTIONS -> options = action.nested();
          default -> {}
        }
      }
      if (bpf && options != null) {
        actions.add(action(options));
      }
    }
    return actions;
  }

  private static Action action(NetlinkAttributes options) {
    String name = null;
    Integer id = null;
    while (options.next()) {
      switch (options.type()) {
        case TCA_ACT_BPF_NAME -> name = options.text();
        case TCA_ACT_BPF_ID -> id = options.u32();
        default -> {}
      }
    }
    return new Action(name, id);
  }

  private static int u32(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff)
        | (bytes[offset + 1] & 0xff) << 8
        | (bytes[offset + 2] & 0xff) << 16
        | bytes[offset + 3] << 24;
  }

  @Override
  public void close() {
    netlink.close();
  }
}
