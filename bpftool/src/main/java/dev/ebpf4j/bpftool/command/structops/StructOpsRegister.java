package dev.ebpf4j.bpftool.command.structops;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.LinkType;
import dev.ebpf4j.abi.Since;
import dev.ebpf4j.bpftool.command.BpfFs;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.UsageException;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.load.KernelTypes;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.load.Loaded;
import dev.ebpf4j.load.LoadedMap;
import dev.ebpf4j.load.ObjectLoader;
import dev.ebpf4j.load.Pins;
import dev.ebpf4j.load.StructOpsAttach;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `struct_ops register OBJ [LINK_DIR]`: registers all struct_ops of an object, and pins the links
/// of those that have one.
final class StructOpsRegister implements Command {

  private static final int VERBOSE = 7;

  @Override
  public void run(Session session, Args args) {
    if (args.count() != 1 && args.count() != 2) {
      throw new UsageException();
    }
    try (KernelTypes types = new KernelTypes(session.kernel())) {
      StructOpsMaps.needTypes(types);
    }
    String file = args.next();
    String directory = args.isEmpty() ? null : args.next();
    if (directory != null) {
      prepare(session, directory);
    }
    try (Loaded loaded = load(session, file)) {
      new Registration(session, loaded, directory).run(file);
    }
    session.done();
  }

  private static void prepare(Session session, String directory) {
    try {
      BpfFs.prepareDirectory(session, directory);
    } catch (CommandException e) {
      session.error(e);
      throw CommandException.failed("can't mount bpffs for pinning", e);
    }
  }

  private static Loaded load(Session session, String file) {
    try {
      ObjectSpec object = ObjectSpec.open(file, OpenOptions.DEFAULT.withLog(session));
      LoadOptions options =
          LoadOptions.DEFAULT
              .withLog(session)
              .withLogLevel(session.options().debug() ? VERBOSE : 0);
      return ObjectLoader.load(session.kernel(), object, options);
    } catch (BpfException _) {
      throw CommandException.silent(CommandException.FAILED); // said through the session already
    }
  }

  /// Registers map after map; takes all of it back when one fails.
  private static final class Registration {
    private final Session session;
    private final Loaded loaded;
    private final @Nullable String directory;
    private final Pins pins;
    private final List<Link> links = new ArrayList<>();

    Registration(Session session, Loaded loaded, @Nullable String directory) {
      this.session = session;
      this.loaded = loaded;
      this.directory = directory;
      this.pins = new Pins(session.kernel(), session);
    }

    void run(String file) {
      boolean done = false;
      try {
        for (LoadedMap map : loaded.maps()) {
          if (map.spec().origin() == MapSpec.Origin.STRUCT_OPS) {
            register(map);
          }
        }
        if (links.isEmpty()) {
          throw CommandException.failed("no struct_ops found in " + file);
        }
        done = true;
      } finally {
        if (done) {
          links.forEach(Link::release);
        } else {
          pins.undo();
          links.forEach(Link::close);
          loaded.unpin();
        }
      }
    }

    private void register(LoadedMap map) {
      Link link;
      try {
        link = StructOpsAttach.attach(loaded, map);
      } catch (BpfException e) {
        boolean linked = (map.spec().flags() & BpfFlag.LINK) != 0;
        String lack =
            Failures.lack(
                session.kernel(),
                e.errno(),
                "link type struct_ops",
                linked ? Since.linkType(LinkType.STRUCT_OPS) : "");
        throw CommandException.failed(
            "can't register struct_ops " + map.name() + ": " + Errno.message(e.errno()) + lack, e);
      }
      links.add(link);
      String id = Maps.info(session.kernel(), map.fd()).id().toString();
      String what = "Registered " + map.structOpsType() + " " + map.name();
      if ((map.spec().flags() & BpfFlag.LINK) == 0) {
        session.notice(what + " id " + id);
        return;
      }
      String linkId = Integer.toUnsignedString(link.id());
      pin(map, link, linkId);
      session.notice(what + " map id " + id + " link id " + linkId);
    }

    private void pin(LoadedMap map, Link link, String linkId) {
      if (directory == null) {
        return;
      }
      String path = directory + "/" + map.name();
      try {
        pins.pin(link.fd(), path);
      } catch (BpfException e) {
        throw CommandException.failed(
            "can't pin link " + linkId + " for " + map.name() + ": " + Errno.message(e.errno()), e);
      }
    }
  }
}
