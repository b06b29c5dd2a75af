package dev.ebpf4j.bpftool.command.btf;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Extras;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Fds;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Listing;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.view.BtfView;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.id.BtfId;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.procfs.ObjectHolders;
import dev.ebpf4j.prog.BtfObjectInfo;
import dev.ebpf4j.prog.BtfObjects;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `btf show [id BTF_ID]`: all BTF objects, or one.
final class BtfShow implements Command {

  @Override
  public void run(Session session, Args args) {
    if (args.count() != 2) {
      args.atEnd();
      Listing.showAll(
          session, "BTF object", BtfObjects::ids, new Collector(session)::view, BtfView.RENDERER);
      return;
    }
    if (!args.take("id")) {
      throw CommandException.failed("expected 'id', got: '" + args.shown() + "'?");
    }
    int id = (int) args.number("ID");
    try (Fds fds = new Fds(BtfObjects.open(session.kernel(), new BtfId(id)))) {
      Listing.showMatches(session, fds, new Collector(session)::view, BtfView.RENDERER);
    } catch (SyscallException e) {
      throw notOpened(session, id, e);
    }
  }

  private static CommandException notOpened(Session session, int id, SyscallException e) {
    String what = "can't get BTF object by id (" + Integer.toUnsignedString(id) + ")";
    return Failures.failed(session, what, e);
  }

  /// Asks all there is to show of BTF objects; first of all, who uses them.
  private static final class Collector {
    private final Session session;
    private final Kernel kernel;
    private final Extras extras;
    private final Map<Integer, List<Integer>> programs = new HashMap<>();
    private final Map<Integer, List<Integer>> maps = new HashMap<>();

    Collector(Session session) {
      this.session = session;
      this.kernel = session.kernel();
      findPrograms();
      findMaps();
      this.extras = Extras.of(session, ObjectHolders.Kind.BTF);
    }

    private void findPrograms() {
      for (int id : Handles.ids(session, "prog", Programs::ids)) {
        try (Fd fd = Programs.tryOpen(kernel, id)) {
          if (fd != null) {
            add(programs, Programs.info(kernel, fd).btfId(), id);
          }
        } catch (SyscallException e) {
          throw Failures.failed(session, "can't get prog info", e);
        }
      }
    }

    private void findMaps() {
      for (int id : Handles.ids(session, "map", Maps::ids)) {
        try (Fd fd = Maps.tryOpen(kernel, id, BpfFlag.RDONLY)) {
          if (fd != null) {
            add(maps, Maps.info(kernel, fd).btfId(), id);
          }
        } catch (SyscallException e) {
          throw Failures.failed(session, "can't get map info", e);
        }
      }
    }

    private static void add(Map<Integer, List<Integer>> users, BtfId btf, int user) {
      if (btf.value() != 0) {
        users.computeIfAbsent(btf.value(), _ -> new ArrayList<>(2)).add(user);
      }
    }

    @Nullable BtfView view(int id) {
      try (Fd fd = BtfObjects.tryOpen(kernel, id)) {
        return fd == null ? null : view(fd);
      } catch (SyscallException e) {
        throw notOpened(session, id, e);
      }
    }

    BtfView view(Fd fd) {
      BtfObjectInfo info;
      try {
        info = BtfObjects.info(kernel, fd);
      } catch (SyscallException e) {
        throw Failures.failed(session, "can't get BTF object info", e);
      }
      int id = info.id().value();
      return new BtfView(
          id,
          info.name(),
          info.sizeBytes(),
          programs.getOrDefault(id, List.of()),
          maps.getOrDefault(id, List.of()),
          extras.holders(id),
          info.ofKernel());
    }
  }
}
