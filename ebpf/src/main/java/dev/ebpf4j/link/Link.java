package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttrLinkDetach;
import dev.ebpf4j.abi.AttrLinkUpdate;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfLinkInfo;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.LinuxKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A program that is attached to something. It stays attached until this is closed, or for as long
/// as the link is pinned.
///
/// Where the kernel has links for a hook this holds one. Where it has none (perf events before
/// Linux 5.15, socket maps before 6.10, ...), closing undoes the attachment instead, and the
/// operations on links say that they are not supported.
public final class Link implements AutoCloseable {

  /// Undoes an attachment that no file descriptor stands for.
  @FunctionalInterface
  public interface Undo {
    void run();
  }

  private final Fd fd;
  private final boolean isKernelLink;
  private final List<Link> held;
  private final List<Fd> needed;
  private @Nullable Undo undo;

  private Link(Fd fd, boolean isKernelLink, List<Link> held, @Nullable Undo undo, List<Fd> needed) {
    this.fd = fd;
    this.isKernelLink = isKernelLink;
    this.held = held;
    this.undo = undo;
    this.needed = needed;
  }

  /// A link of the kernel.
  ///
  /// @param fd taken over
  public static Link ofKernel(Fd fd) {
    return new Link(fd, true, List.of(), null, List.of());
  }

  /// A link of the kernel that needs something undone after it is closed.
  static Link ofKernel(Fd fd, Undo undo) {
    return new Link(fd, true, List.of(), undo, List.of());
  }

  /// An attachment that lasts while `fd` is open.
  ///
  /// @param needed taken over: what `undo` needs, closed after it
  public static Link ofDescriptor(Fd fd, @Nullable Undo undo, Fd... needed) {
    return new Link(fd, false, List.of(), undo, List.of(needed));
  }

  /// An attachment that hangs on nothing but its own undoing. What that needs is held before
  /// anything is attached, so that no attachment can get lost.
  ///
  /// @param of what is attached, or attached to; a copy of it is held
  /// @param needed taken over, whatever happens: what else `undo` needs
  public static Link ofHeld(Fd of, Consumer<Fd> attach, Consumer<Fd> undo, Fd... needed) {
    List<Fd> held = new ArrayList<>(List.of(needed));
    try {
      Fd copy = of.duplicate();
      held.add(copy);
      Link link = new Link(of.duplicate(), false, List.of(), null, held);
      held = List.of(); // the link closes them
      try {
        attach.accept(copy);
      } catch (RuntimeException e) {
        link.close();
        throw e;
      }
      link.undo = () -> undo.accept(copy);
      return link;
    } catch (RuntimeException e) {
      held.forEach(Fd::close);
      throw e;
    }
  }

  /// Several attachments as one, such as the probes of a static tracepoint. Operations on links
  /// are those of the first.
  static Link ofAll(List<Link> links, @Nullable Undo undo, Fd... needed) {
    Link first = links.getFirst();
    return new Link(first.fd, first.isKernelLink, List.copyOf(links), undo, List.of(needed));
  }

  /// The link that is pinned at `path`, in the running kernel.
  ///
  /// @throws dev.ebpf4j.error.NotFoundException if nothing is there
  public static Link ofPin(String path) {
    return ofPin(new LinuxKernel(), path);
  }

  /// The link that is pinned at `path`.
  public static Link ofPin(Kernel kernel, String path) {
    return ofKernel(Bpf.pinned(kernel, path, 0));
  }

  /// Descriptor of the link, or of whatever the attachment hangs on.
  public Fd fd() {
    return fd;
  }

  /// Whether the kernel has a link object for it, which can be pinned, updated and listed.
  public boolean isKernelLink() {
    return isKernelLink;
  }

  /// Whether all of the attachment is one link of the kernel, so that a pin of it keeps all.
  public boolean isOneKernelLink() {
    return isKernelLink && held.size() <= 1;
  }

  /// The kernel's number of the link.
  ///
  /// @throws SyscallException EOPNOTSUPP if there is no link object
  public int id() {
    needKernelLink("BPF_OBJ_GET_INFO_BY_FD");
    return Bpf.info(fd.kernel(), fd, BpfLinkInfo.SIZE).u32(BpfLinkInfo.ID);
  }

  /// Keeps the link alive under a name on a bpffs, beyond this process. The path must not exist.
  ///
  /// @throws SyscallException EOPNOTSUPP if it is no link of the kernel, or several
  public void pin(String path) {
    if (!isOneKernelLink()) {
      throw SyscallException.of("BPF_OBJ_PIN", fd.what(), Errno.EOPNOTSUPP);
    }
    Bpf.pin(fd.kernel(), fd, path);
  }

  /// Puts `program` in the place of the attached one, without a moment in between. Kinds that can
  /// do it: cgroup, xdp, netns, tcx, netkit, struct_ops (with the descriptor of a map), sockmap.
  public void update(Fd program) {
    needKernelLink("BPF_LINK_UPDATE");
    try (Attr attr = new Attr(AttrLinkUpdate.SIZE)) {
      attr.u32(AttrLinkUpdate.LINK_FD, fd.number());
      attr.u32(AttrLinkUpdate.NEW_PROG_FD, program.number());
      attr.run(fd.kernel(), BpfCommand.LINK_UPDATE, fd.what());
    }
  }

  /// Takes the program off, although the link may still be open or pinned elsewhere. Kinds that
  /// can do it: those of [#update].
  public void detach() {
    needKernelLink("BPF_LINK_DETACH");
    try (Attr attr = new Attr(AttrLinkDetach.SIZE)) {
      attr.u32(AttrLinkDetach.LINK_FD, fd.number());
      attr.run(fd.kernel(), BpfCommand.LINK_DETACH, fd.what());
    }
  }

  private void needKernelLink(String operation) {
    if (!isKernelLink) {
      throw SyscallException.of(operation, fd.what(), Errno.EOPNOTSUPP);
    }
  }

  /// Closes it without undoing what only closing would undo, such as the registration of a
  /// struct_ops map. What hangs on a descriptor alone ends all the same.
  public void release() {
    undo = null;
    close();
  }

  /// Closes it; the program is detached unless the link is pinned. Again does nothing.
  @Override
  public void close() {
    fd.close();
    for (Link part : held) {
      part.close();
    }
    Undo last = undo;
    undo = null;
    try {
      if (last != null) {
        last.run();
      }
    } finally {
      needed.forEach(Fd::close);
    }
  }

  @Override
  public String toString() {
    return fd.toString();
  }
}
