package dev.ebpf4j.bpftool.command.link;

import dev.ebpf4j.bpftool.view.LinkDetails;
import dev.ebpf4j.bpftool.view.NetfilterHook;
import dev.ebpf4j.bpftool.view.NetworkInterface;
import dev.ebpf4j.bpftool.view.ProbeDetails;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.link.LinkInfo;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.NetworkInterfaces;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns what the kernel says of a link into what is shown: names in place of numbers where there
/// are some.
final class LinkDetailsReader {

  private final Kernel kernel;
  private @Nullable ProbeSymbols symbols;

  LinkDetailsReader(Kernel kernel) {
    this.kernel = kernel;
  }

  /// The details; null where there are none, or where they went away meanwhile.
  @Nullable LinkDetails read(LinkInfo info) {
    return switch (info) {
      case LinkInfo.RawTracepoint raw ->
          new LinkDetails.RawTracepoint(raw.tracepoint(), raw.cookie());
      case LinkInfo.Tracing tracing -> tracing(tracing);
      case LinkInfo.Cgroup cgroup -> new LinkDetails.Cgroup(cgroup.cgroupId(), cgroup.attachType());
      case LinkInfo.Iter iter -> new LinkDetails.Iter(iter.target(), scope(iter));
      case LinkInfo.Netns netns ->
          new LinkDetails.NetworkNamespace(netns.namespaceInode(), netns.attachType());
      case LinkInfo.Xdp xdp -> new LinkDetails.Xdp(device(xdp.interfaceIndex()));
      case LinkInfo.StructOps structOps -> new LinkDetails.StructOps(structOps.mapId());
      case LinkInfo.Netfilter nf ->
          new NetfilterHook(nf.family(), nf.hook(), nf.priority(), nf.flags());
      case LinkInfo.KprobeMulti multi -> kprobeMulti(multi);
      case LinkInfo.UprobeMulti multi -> uprobeMulti(multi);
      case LinkInfo.PerfEvent event -> perfEvent(event);
      case LinkInfo.Tcx tcx -> new LinkDetails.Tc(device(tcx.interfaceIndex()), tcx.attachType());
      case LinkInfo.Netkit netkit ->
          new LinkDetails.Tc(device(netkit.interfaceIndex()), netkit.attachType());
      case LinkInfo.Sockmap sockmap ->
          new LinkDetails.Sockmap(sockmap.mapId(), sockmap.attachType());
      case LinkInfo.Other _ -> null;
    };
  }

  private NetworkInterface device(int index) {
    return new NetworkInterface(index, index == 0 ? null : NetworkInterfaces.name(kernel, index));
  }

  /// The type of the program does not stand in the link.
  private @Nullable LinkDetails tracing(LinkInfo.Tracing info) {
    try (Fd program = Programs.tryOpen(kernel, info.programId())) {
      return program == null
          ? null
          : new LinkDetails.Tracing(
              Programs.info(kernel, program).type(),
              info.attachType(),
              info.targetObject(),
              info.targetType(),
              info.cookie());
    } catch (SyscallException e) {
      return null;
    }
  }

  private static LinkDetails.Iter.@Nullable Scope scope(LinkInfo.Iter info) {
    return switch (info.target()) {
      case "bpf_map_elem", "bpf_sk_storage_map" -> new LinkDetails.Iter.MapScope(info.mapId());
      case "task", "task_file", "task_vma" ->
          new LinkDetails.Iter.TaskScope(info.tid(), info.pid());
      case "cgroup" -> new LinkDetails.Iter.CgroupScope(info.cgroupId(), info.order());
      default -> null;
    };
  }

  private LinkDetails kprobeMulti(LinkInfo.KprobeMulti info) {
    if (symbols == null) {
      symbols = ProbeSymbols.read(kernel);
    }
    return new ProbeDetails.KprobeMulti(
        (info.flags() & 1) != 0,
        info.count(),
        info.missed(),
        symbols.functions(info.addresses(), info.cookies()));
  }

  private static LinkDetails uprobeMulti(LinkInfo.UprobeMulti info) {
    List<ProbeDetails.UprobeMulti.Place> places = new ArrayList<>();
    for (int i = 0; i < info.offsets().length; i++) {
      places.add(
          new ProbeDetails.UprobeMulti.Place(
              info.offsets()[i], at(info.referenceCounters(), i), at(info.cookies(), i)));
    }
    return new ProbeDetails.UprobeMulti((info.flags() & 1) != 0, info.path(), info.pid(), places);
  }

  private static long at(long[] numbers, int index) {
    return index < numbers.length ? numbers[index] : 0;
  }

  private static @Nullable LinkDetails perfEvent(LinkInfo.PerfEvent info) {
    return switch (info) {
      case LinkInfo.Kprobe probe ->
          new ProbeDetails.Kprobe(
              probe.atReturn(),
              probe.address(),
              probe.function(),
              probe.offset(),
              probe.missed(),
              probe.cookie());
      case LinkInfo.Uprobe probe ->
          new ProbeDetails.Uprobe(
              probe.atReturn(),
              probe.file(),
              probe.offset(),
              probe.cookie(),
              probe.referenceCounter());
      case LinkInfo.Tracepoint point ->
          new ProbeDetails.Tracepoint(point.tracepoint(), point.cookie());
      case LinkInfo.Event event ->
          new ProbeDetails.PerfEvent(event.eventType(), event.config(), event.cookie());
      case LinkInfo.OtherPerfEvent _ -> null;
    };
  }
}
