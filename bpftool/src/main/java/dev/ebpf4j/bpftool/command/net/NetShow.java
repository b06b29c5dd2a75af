package dev.ebpf4j.bpftool.command.net;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.UsageException;
import dev.ebpf4j.bpftool.view.NetView;
import dev.ebpf4j.bpftool.view.NetfilterHook;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.link.LinkInfo;
import dev.ebpf4j.link.LinkInfos;
import dev.ebpf4j.link.NetworkDevices;
import dev.ebpf4j.link.NetworkDevices.Device;
import dev.ebpf4j.link.TrafficControl;
import dev.ebpf4j.procfs.NetNamespace;
import dev.ebpf4j.prog.Attachments;
import dev.ebpf4j.prog.Attachments.Attached;
import dev.ebpf4j.prog.FullNames;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.NetworkInterfaces;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// `net show [dev NAME]`: programs of network devices, of the flow dissector and of netfilter.
final class NetShow implements Command {

  private static final int MAX_PROGRAMS = 64;

  /// Hooks with an order, and how they are called here.
  private static final int[] ORDERED = {
    AttachType.TCX_INGRESS, AttachType.TCX_EGRESS, AttachType.NETKIT_PRIMARY, AttachType.NETKIT_PEER
  };

  private static final String[] ORDERED_NAMES = {
    "tcx/ingress", "tcx/egress", "netkit/primary", "netkit/peer"
  };

  @Override
  public void run(Session session, Args args) {
    int only = 0;
    if (args.count() == 2) {
      if (!args.take("dev")) {
        throw CommandException.failed("expected 'dev', got: '" + args.shown() + "'?");
      }
      String name = args.next();
      only = NetworkInterfaces.tryIndex(session.kernel(), name);
      if (only <= 0) {
        throw CommandException.failed("invalid devname " + name);
      }
    } else if (!args.isEmpty()) {
      throw new UsageException();
    }
    NetView view = collect(session, only);
    if (session.isJson()) {
      NetView.RENDERER.json(view, session.json());
    } else {
      NetView.RENDERER.plain(view, session.out());
    }
  }

  private static NetView collect(Session session, int only) {
    Kernel kernel = session.kernel();
    List<Integer> flowDissectors = flowDissectors(session);
    List<Device> devices = new ArrayList<>();
    try {
      devices.addAll(NetworkDevices.list(kernel));
    } catch (SyscallException e) {
      throw Failures.failed(session, "can't list network devices", e);
    }
    if (only != 0) {
      devices.removeIf(device -> device.index() != only);
    }
    List<NetView.Xdp> xdp = new ArrayList<>();
    List<NetView.TrafficProgram> traffic = new ArrayList<>();
    try (TrafficControl classic = TrafficControl.open(kernel)) {
      for (Device device : devices) {
        addXdp(xdp, device);
        addOrdered(kernel, traffic, device);
        addClassic(traffic, device, classic);
      }
    } catch (SyscallException e) {
      throw Failures.failed(session, "failed to open netlink sock", e);
    }
    return new NetView(xdp, traffic, flowDissectors, netfilter(session));
  }

  private static List<Integer> flowDissectors(Session session) {
    Kernel kernel = session.kernel();
    List<Integer> ids = new ArrayList<>();
    try (Fd namespace = NetNamespace.open(kernel)) {
      int type = AttachType.FLOW_DISSECTOR;
      for (int id : Attachments.programs(kernel, namespace.number(), type, 1)) {
        ids.add(id);
      }
    } catch (SyscallException e) {
      if (e.errno() != Errno.EINVAL) {
        throw Failures.failed(session, "can't query prog", e);
      }
    }
    return ids;
  }

  private static void addXdp(List<NetView.Xdp> all, Device device) {
    List<NetView.Xdp.Mode> programs = new ArrayList<>();
    add(programs, "generic", device.xdp().generic());
    add(programs, "driver", device.xdp().driver());
    add(programs, "offload", device.xdp().hardware());
    if (!programs.isEmpty()) {
      all.add(new NetView.Xdp(device.name(), device.index(), programs));
    }
  }

  private static void add(List<NetView.Xdp.Mode> programs, String mode, int id) {
    if (id != 0) {
      programs.add(new NetView.Xdp.Mode(mode, id));
    }
  }

  private static void addOrdered(Kernel kernel, List<NetView.TrafficProgram> all, Device device) {
    for (int i = 0; i < ORDERED.length; i++) {
      Attached attached;
      try {
        attached = Attachments.queryWithLinks(kernel, device.index(), ORDERED[i], MAX_PROGRAMS);
      } catch (SyscallException e) {
        continue; // this kernel or this device has no such hook
      }
      for (int j = 0; j < attached.programs().length; j++) {
        int id = attached.programs()[j];
        all.add(
            new NetView.Ordered(
                device.name(),
                device.index(),
                ORDERED_NAMES[i],
                programName(kernel, id),
                id,
                attached.programFlags()[j],
                attached.links()[j],
                attached.linkFlags()[j]));
      }
    }
  }

  private static String programName(Kernel kernel, int id) {
    try (Fd fd = Programs.tryOpen(kernel, id)) {
      return fd == null ? "" : FullNames.of(kernel, fd, Programs.info(kernel, fd));
    } catch (SyscallException e) {
      return "";
    }
  }

  private static void addClassic(
      List<NetView.TrafficProgram> all, Device device, TrafficControl classic) {
    for (TrafficControl.Filter filter : classic.filters(device.index())) {
      List<NetView.Classifier.Named> actions = null;
      if (filter.actions() != null) {
        actions = new ArrayList<>();
        for (TrafficControl.Action action : filter.actions()) {
          actions.add(new NetView.Classifier.Named(action.name(), action.id()));
        }
      }
      all.add(
          new NetView.Classifier(
              device.name(),
              device.index(),
              filter.place(),
              new NetView.Classifier.Named(filter.name(), filter.id()),
              actions));
    }
  }

  private static List<NetView.Netfilter> netfilter(Session session) {
    Kernel kernel = session.kernel();
    List<NetView.Netfilter> found = new ArrayList<>();
    for (int id : Handles.ids(session, "link", LinkInfos::ids)) {
      try (Fd fd = LinkInfos.tryOpen(kernel, id)) {
        if (fd != null && LinkInfos.info(kernel, fd) instanceof LinkInfo.Netfilter info) {
          NetfilterHook hook =
              new NetfilterHook(info.family(), info.hook(), info.priority(), info.flags());
          found.add(new NetView.Netfilter(hook, info.programId()));
        }
      } catch (SyscallException e) {
        throw Failures.failed(session, "can't get link info", e);
      }
    }
    found.sort(
        Comparator.comparing(
            NetView.Netfilter::hook,
            Comparator.comparingInt(NetfilterHook::family)
                .thenComparingInt(NetfilterHook::hook)
                .thenComparingInt(NetfilterHook::priority)
                .thenComparingInt(NetfilterHook::flags)));
    return found;
  }
}
