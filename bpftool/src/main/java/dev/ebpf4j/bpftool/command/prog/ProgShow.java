package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Extras;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Fds;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Listing;
import dev.ebpf4j.bpftool.command.LocalTime;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.view.ProgView;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.id.ProgId;
import dev.ebpf4j.procfs.ObjectHolders;
import dev.ebpf4j.prog.ProgramInfo;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `prog show [PROG]`: all programs, or those that a handle names.
final class ProgShow implements Command {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  @Override
  public void run(Session session, Args args) {
    if (args.count() == 2) {
      try (Fds fds = Handles.programs(session, args)) {
        Listing.showMatches(session, fds, new Collector(session)::view, ProgView.RENDERER);
      }
      return;
    }
    args.atEnd();
    Listing.showAll(
        session, "program", Programs::ids, new Collector(session)::view, ProgView.RENDERER);
  }

  /// Asks all there is to show of programs.
  private static final class Collector {
    private final Session session;
    private final Kernel kernel;
    private final Extras extras;

    /// What to add to a time since boot to have one since 1970.
    private final long bootEpochNanos;

    Collector(Session session) {
      this.session = session;
      this.kernel = session.kernel();
      this.extras = Extras.of(session, ObjectHolders.Kind.PROGRAM);
      this.bootEpochNanos =
          Os.nanos(kernel, Sys.CLOCK_REALTIME) - Os.nanos(kernel, Sys.CLOCK_BOOTTIME);
    }

    @Nullable ProgView view(int id) {
      try (Fd fd = Programs.tryOpen(kernel, id)) {
        return fd == null ? null : view(fd);
      } catch (SyscallException e) {
        throw Failures.failed(session, "can't get prog by id (" + new ProgId(id) + ")", e);
      }
    }

    ProgView view(Fd fd) {
      ProgramInfo info;
      try {
        info = Programs.info(kernel, fd);
      } catch (SyscallException e) {
        throw Failures.failed(session, "can't get prog info", e);
      }
      int id = info.id().value();
      return new ProgView(
          ProgHeaders.of(kernel, fd, info),
          loaded(info),
          info.orphaned(),
          info.xlatedBytes(),
          info.jitedBytes(),
          extras.memlock(fd),
          mapIds(info),
          info.btfId().value(),
          extras.pinned(id),
          extras.holders(id),
          MetadataReader.read(kernel, info));
    }

    private ProgView.@Nullable Loaded loaded(ProgramInfo info) {
      long sinceBoot = info.loadTimeNanos();
      if (sinceBoot == 0) {
        return null;
      }
      long seconds = (bootEpochNanos + sinceBoot) / NANOS_PER_SECOND;
      return new ProgView.Loaded(seconds, LocalTime.text(seconds), info.createdByUser());
    }

    private static List<Integer> mapIds(ProgramInfo info) {
      List<Integer> ids = new ArrayList<>();
      for (int id : info.mapIds()) {
        ids.add(id);
      }
      return ids;
    }
  }
}
