package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.bpftool.view.Device;
import dev.ebpf4j.bpftool.view.Holder;
import dev.ebpf4j.procfs.FdInfo;
import dev.ebpf4j.procfs.FdKind;
import dev.ebpf4j.procfs.NetNamespace;
import dev.ebpf4j.procfs.ObjectHolders;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.NetworkInterfaces;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What listings show of objects beyond their info: holders, pins, memory, device.
public final class Extras {

  private final Kernel kernel;
  private final ObjectHolders.Kind kind;
  private final ObjectHolders holders;
  private final @Nullable PinnedPaths pins;

  private Extras(
      Kernel kernel, ObjectHolders.Kind kind, ObjectHolders holders, @Nullable PinnedPaths pins) {
    this.kernel = kernel;
    this.kind = kind;
    this.holders = holders;
    this.pins = pins;
  }

  /// Looks around once, for all objects of one kind.
  public static Extras of(Session session, ObjectHolders.Kind kind) {
    Kernel kernel = session.kernel();
    PinnedPaths pins =
        session.options().showPinned() && kind != ObjectHolders.Kind.BTF
            ? PinnedPaths.scan(kernel, fdKind(kind))
            : null;
    return new Extras(kernel, kind, ObjectHolders.scan(kernel), pins);
  }

  private static FdKind fdKind(ObjectHolders.Kind kind) {
    return switch (kind) {
      case PROGRAM -> FdKind.PROGRAM;
      case MAP -> FdKind.MAP;
      case LINK -> FdKind.LINK;
      case BTF -> FdKind.BTF;
    };
  }

  /// The processes that hold the object with `id`.
  public List<Holder> holders(int id) {
    List<ObjectHolders.Holder> found = holders.of(kind, id);
    if (found.isEmpty()) {
      return List.of();
    }
    List<Holder> shown = new ArrayList<>(found.size());
    for (ObjectHolders.Holder holder : found) {
      shown.add(new Holder(holder.pid(), holder.command()));
    }
    return shown;
  }

  /// The paths of the object with `id`; null if `-f` was not given or nothing is pinned.
  public @Nullable List<String> pinned(int id) {
    return pins == null ? null : pins.of(id);
  }

  /// Memory accounted for the object behind `fd`; null if the kernel does not say.
  public @Nullable Long memlock(Fd fd) {
    return memlock(fdInfo(fd));
  }

  /// As [#memlock(Fd)], of what was read already.
  public static @Nullable Long memlock(FdInfo info) {
    long bytes = info.number("memlock", -1);
    return bytes < 0 ? null : Long.valueOf(bytes);
  }

  /// What the kernel says of `fd` in /proc.
  public FdInfo fdInfo(Fd fd) {
    return FdInfo.of(kernel, fd);
  }

  /// The device that an object is bound to.
  ///
  /// @param index 0 for none
  public static @Nullable Device device(Kernel kernel, int index, long device, long inode) {
    if (index == 0) {
      return null;
    }
    boolean own = NetNamespace.isOwn(kernel, device, inode);
    return new Device(index, device, inode, own ? NetworkInterfaces.name(kernel, index) : null);
  }
}
