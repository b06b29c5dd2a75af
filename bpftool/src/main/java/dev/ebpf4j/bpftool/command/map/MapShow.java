package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Extras;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Fds;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Listing;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.view.MapView;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.procfs.FdInfo;
import dev.ebpf4j.procfs.ObjectHolders;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import org.jspecify.annotations.Nullable;

/// `map show [MAP]`: all maps, or those that a handle names.
final class MapShow implements Command {

  @Override
  public void run(Session session, Args args) {
    if (args.count() == 2) {
      try (Fds fds = Handles.maps(session, args, BpfFlag.RDONLY)) {
        Listing.showMatches(session, fds, new Collector(session)::view, MapView.RENDERER);
      }
      return;
    }
    args.atEnd();
    Listing.showAll(session, "map", Maps::ids, new Collector(session)::view, MapView.RENDERER);
  }

  /// Asks all there is to show of maps.
  private static final class Collector {
    private final Session session;
    private final Kernel kernel;
    private final Extras extras;

    Collector(Session session) {
      this.session = session;
      this.kernel = session.kernel();
      this.extras = Extras.of(session, ObjectHolders.Kind.MAP);
    }

    @Nullable MapView view(int id) {
      try (Fd fd = Maps.tryOpen(kernel, id, BpfFlag.RDONLY)) {
        return fd == null ? null : view(fd);
      } catch (SyscallException e) {
        throw Failures.failed(
            session, "can't get map by id (" + Integer.toUnsignedString(id) + ")", e);
      }
    }

    MapView view(Fd fd) {
      MapInfo info;
      try {
        info = Maps.info(kernel, fd);
      } catch (SyscallException e) {
        throw Failures.failed(session, "can't get map info", e);
      }
      FdInfo fdInfo = extras.fdInfo(fd);
      boolean mayHaveOwner = info.type() == MapType.PROG_ARRAY;
      String jited = mayHaveOwner ? fdInfo.value("owner_jited") : null;
      int id = info.id().value();
      return new MapView(
          MapHeaders.of(kernel, info),
          info.keySize(),
          info.valueSize(),
          info.maxEntries(),
          Extras.memlock(fdInfo),
          mayHaveOwner ? ownerType(fdInfo) : null,
          jited == null ? null : Boolean.valueOf(!jited.equals("0")),
          fdInfo.number("frozen", 0) != 0,
          info.btfId().value(),
          extras.pinned(id),
          extras.holders(id));
    }

    private static @Nullable Integer ownerType(FdInfo fdInfo) {
      long type = fdInfo.number("owner_prog_type", -1);
      return type < 0 ? null : Integer.valueOf((int) type);
    }
  }
}
