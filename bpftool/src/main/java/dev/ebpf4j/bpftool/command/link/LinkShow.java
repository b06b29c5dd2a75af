package dev.ebpf4j.bpftool.command.link;

import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Extras;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Fds;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Listing;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.view.LinkView;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.link.LinkInfo;
import dev.ebpf4j.link.LinkInfos;
import dev.ebpf4j.procfs.ObjectHolders;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import org.jspecify.annotations.Nullable;

/// `link show [LINK]`: all links, or the one that a handle names.
final class LinkShow implements Command {

  @Override
  public void run(Session session, Args args) {
    if (args.count() == 2) {
      try (Fds fds = new Fds(Handles.link(session, args))) {
        Listing.showMatches(session, fds, new Collector(session)::view, LinkView.RENDERER);
      }
      return;
    }
    args.atEnd();
    Listing.showAll(
        session, "link", LinkInfos::ids, new Collector(session)::view, LinkView.RENDERER);
  }

  /// Asks all there is to show of links.
  private static final class Collector {
    private final Session session;
    private final Kernel kernel;
    private final Extras extras;
    private final LinkDetailsReader details;

    Collector(Session session) {
      this.session = session;
      this.kernel = session.kernel();
      this.extras = Extras.of(session, ObjectHolders.Kind.LINK);
      this.details = new LinkDetailsReader(kernel);
    }

    @Nullable LinkView view(int id) {
      try (Fd fd = LinkInfos.tryOpen(kernel, id)) {
        return fd == null ? null : view(fd);
      } catch (SyscallException e) {
        throw Failures.failed(
            session, "can't get link by id (" + Integer.toUnsignedString(id) + ")", e);
      }
    }

    LinkView view(Fd fd) {
      LinkInfo info;
      try {
        info = LinkInfos.info(kernel, fd);
      } catch (SyscallException e) {
        throw Failures.failed(session, "can't get link info", e);
      }
      return new LinkView(
          info.id(),
          info.type(),
          info.programId(),
          details.read(info),
          extras.pinned(info.id()),
          extras.holders(info.id()));
    }
  }
}
