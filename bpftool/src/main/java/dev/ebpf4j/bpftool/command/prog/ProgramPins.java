package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.link.AutoAttach;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.load.Loaded;
import dev.ebpf4j.load.LoadedProgram;
import dev.ebpf4j.load.ObjectPins;
import dev.ebpf4j.load.Pins;
import dev.ebpf4j.sys.Fd;
import org.jspecify.annotations.Nullable;

/// Pins the programs of a loaded object, or the links that attach them; takes all of it back when
/// one of them fails.
final class ProgramPins {

  private final Session session;
  private final Loaded loaded;
  private final boolean attach;
  private final Pins pins;

  /// @param attach whether to attach what can be attached, and pin the links
  ProgramPins(Session session, Loaded loaded, boolean attach) {
    this.session = session;
    this.loaded = loaded;
    this.attach = attach;
    this.pins = new Pins(session.kernel(), session);
  }

  void pinFirst(String path) {
    LoadedProgram program = loaded.programs().getFirst();
    try {
      if (attach) {
        attach(program, path);
      } else {
        pins.pinHere(ObjectPins.loadedFd(program, session), path);
      }
    } catch (BpfException e) {
      throw CommandException.failed("failed to pin program " + program.spec().section(), e);
    }
  }

  void pinAll(String directory) {
    try {
      for (LoadedProgram program : loaded.programs()) {
        String path = directory + "/" + program.name();
        if (attach) {
          attach(program, path);
        } else {
          pin(program, path);
        }
      }
    } catch (BpfException e) {
      throw CommandException.failed("failed to pin all programs", e);
    }
  }

  private void pin(LoadedProgram program, String path) {
    Fd fd = ObjectPins.loadedFd(program, session);
    try {
      pins.pin(fd, path);
      session.debug("prog '" + program.name() + "': pinned at '" + path + "'");
    } catch (SyscallException e) {
      session.warn(
          "prog '"
              + program.name()
              + "': failed to pin at '"
              + path
              + "': -"
              + Errno.name(e.errno()));
      throw e;
    }
  }

  private void attach(LoadedProgram program, String path) {
    Fd fd = ObjectPins.loadedFd(program, session);
    try (Link link = tryAttach(program, fd)) {
      if (link != null) {
        if (link.isKernelLink() && !link.isOneKernelLink()) {
          throw SyscallException.of("BPF_OBJ_PIN", "several links", Errno.EOPNOTSUPP);
        }
        pins.pin(link.fd(), path);
        link.release(); // what closing would undo, such as a tracepoint's description, stays too
      } else {
        session.notice(
            "Program " + program.name() + " does not support autoattach, falling back to pinning");
        pins.pinHere(fd, path);
      }
    }
  }

  private @Nullable Link tryAttach(LoadedProgram program, Fd fd) {
    try {
      return AutoAttach.attach(program.spec(), fd, ObjectPins.usdtMaps(loaded), session);
    } catch (BpfException _) {
      return null; // said through the session already
    }
  }

  /// Takes away what was pinned here.
  void undo() {
    pins.undo();
  }
}
