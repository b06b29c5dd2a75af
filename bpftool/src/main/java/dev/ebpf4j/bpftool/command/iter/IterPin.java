package dev.ebpf4j.bpftool.command.iter;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.bpftool.command.BpfFs;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.NeededArgs;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.link.Iterators;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.load.Loaded;
import dev.ebpf4j.load.LoadedProgram;
import dev.ebpf4j.load.ObjectLoader;
import dev.ebpf4j.load.ObjectPins;
import dev.ebpf4j.load.Pins;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.sys.Fd;
import org.jspecify.annotations.Nullable;

/// `iter pin OBJ PATH [map MAP]`: loads an iterator and pins it as a file whose reading runs it.
final class IterPin implements Command {

  @Override
  public void run(Session session, Args args) {
    NeededArgs.check(session, args, 2);
    String file = args.next();
    String path = args.next();
    try (Map map = map(session, args);
        Loaded loaded = load(session, file, open(session, file))) {
      try {
        attach(session, file, path, map, loaded);
      } catch (RuntimeException e) {
        loaded.unpin();
        throw e;
      }
    }
    session.done();
  }

  private static void attach(Session session, String file, String path, Map map, Loaded loaded) {
    if (loaded.programs().isEmpty()) {
      throw CommandException.failed("can't find bpf program in objfile " + file);
    }
    LoadedProgram program = loaded.programs().getFirst();
    try (Link link = attach(session, program, map)) {
      BpfFs.prepareFile(session, path);
      pin(session, program, link, path);
    }
  }

  /// The map to be walked, if one was named.
  private record Map(@Nullable Fd fd) implements AutoCloseable {
    @Override
    public void close() {
      if (fd != null) {
        fd.close();
      }
    }
  }

  private static Map map(Session session, Args args) {
    if (!args.take("map")) {
      return new Map(null);
    }
    if (args.count() < 2) {
      session.error("'map' needs at least 2 arguments, " + args.count() + " found");
      throw CommandException.failed("incorrect map spec");
    }
    return new Map(Handles.map(session, args, BpfFlag.RDONLY));
  }

  private static ObjectSpec open(Session session, String file) {
    try {
      return ObjectSpec.open(file, OpenOptions.DEFAULT.withLog(session));
    } catch (BpfException e) {
      throw CommandException.errno("can't open objfile " + file, e.errno(), e);
    }
  }

  private static Loaded load(Session session, String file, ObjectSpec object) {
    try {
      return ObjectLoader.load(session.kernel(), object, LoadOptions.DEFAULT.withLog(session));
    } catch (BpfException e) {
      throw CommandException.errno("can't load objfile " + file, e.errno(), e);
    }
  }

  private static Link attach(Session session, LoadedProgram program, Map map) {
    try {
      Fd fd = ObjectPins.loadedFd(program, session);
      Fd walked = map.fd();
      return Iterators.attach(
          fd, walked == null ? Iterators.Options.none() : Iterators.Options.map(walked));
    } catch (BpfException e) {
      session.warn(
          "prog '" + program.name() + "': failed to attach to iterator: -" + Errno.name(e.errno()));
      throw CommandException.errno(
          "attach_iter failed for program " + program.name(), e.errno(), e);
    }
  }

  private static void pin(Session session, LoadedProgram program, Link link, String path) {
    try {
      new Pins(session.kernel(), session).pin(link.fd(), path);
    } catch (BpfException e) {
      throw CommandException.errno(
          "pin_iter failed for program " + program.name() + " to path " + path, e.errno(), e);
    }
  }
}
