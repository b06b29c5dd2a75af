package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.id.LinkId;
import dev.ebpf4j.id.MapId;
import dev.ebpf4j.id.ProgId;
import dev.ebpf4j.link.LinkInfos;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.procfs.FdKind;
import dev.ebpf4j.prog.FullNames;
import dev.ebpf4j.prog.ProgramInfo;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.util.Arrays;

/// Programs, maps and links as users name them: by id, tag, name, or the path of a pin. Whoever
/// asks for a handle gets the objects open and closes them.
public final class Handles {

  private static final int MAX_PROGRAM_NAME = 127;
  private static final int MAX_MAP_NAME = 15;
  private static final int TAG_BYTES = 8;

  private Handles() {}

  /// All programs that `PROG` names, at least one.
  public static Fds programs(Session session, Args args) {
    if (args.take("id")) {
      int id = (int) args.number("ID");
      return new Fds(programById(session, id));
    }
    if (args.take("tag")) {
      byte[] tag = tag(args.next());
      return programs(session, (_, info) -> Arrays.equals(info.tag(), tag));
    }
    if (args.take("name")) {
      String name = args.next();
      if (name.length() > MAX_PROGRAM_NAME) {
        throw CommandException.failed("can't parse name");
      }
      return programs(session, (fd, info) -> hasName(session.kernel(), fd, info, name));
    }
    if (args.take("pinned")) {
      return new Fds(pinned(session, args.next(), FdKind.PROGRAM, 0));
    }
    throw CommandException.failed(
        "expected 'id', 'tag', 'name' or 'pinned', got: '" + args.shown() + "'?");
  }

  /// The one program that `PROG` names.
  public static Fd program(Session session, Args args) {
    return single(programs(session, args), "programs");
  }

  /// All maps that `MAP` names, at least one.
  ///
  /// @param flags BPF_F_RDONLY to read only, else 0
  public static Fds maps(Session session, Args args, int flags) {
    if (args.take("id")) {
      int id = (int) args.number("ID");
      return new Fds(mapById(session, id, flags));
    }
    if (args.take("name")) {
      String name = args.next();
      if (name.length() > MAX_MAP_NAME) {
        throw CommandException.failed("can't parse name");
      }
      return mapsByName(session, name, flags);
    }
    if (args.take("pinned")) {
      return new Fds(pinned(session, args.next(), FdKind.MAP, flags));
    }
    throw CommandException.failed(
        "expected 'id', 'name' or 'pinned', got: '" + args.shown() + "'?");
  }

  /// The one map that `MAP` names.
  ///
  /// @param flags BPF_F_RDONLY to read only, else 0
  public static Fd map(Session session, Args args, int flags) {
    return single(maps(session, args, flags), "maps");
  }

  /// The link that `LINK` names.
  public static Fd link(Session session, Args args) {
    if (args.take("id")) {
      int id = (int) args.number("ID");
      try {
        return LinkInfos.open(session.kernel(), new LinkId(id));
      } catch (SyscallException e) {
        throw Failures.errno(
            session, "failed to get link with ID " + Integer.toUnsignedString(id), e);
      }
    }
    if (args.take("pinned")) {
      return pinned(session, args.next(), FdKind.LINK, 0);
    }
    throw CommandException.failed("expected 'id' or 'pinned', got: '" + args.shown() + "'?");
  }

  private static Fd single(Fds fds, String what) {
    if (fds.size() > 1) {
      fds.close();
      throw CommandException.failed("several " + what + " match this handle");
    }
    return fds.release();
  }

  private static Fd programById(Session session, int id) {
    try {
      return Programs.open(session.kernel(), new ProgId(id));
    } catch (SyscallException e) {
      throw Failures.failed(session, "get by id (" + Integer.toUnsignedString(id) + ")", e);
    }
  }

  private static Fd mapById(Session session, int id, int flags) {
    try {
      return Maps.open(session.kernel(), new MapId(id), flags);
    } catch (SyscallException e) {
      throw Failures.failed(session, "get map by id (" + Integer.toUnsignedString(id) + ")", e);
    }
  }

  private interface ProgramTest {
    boolean matches(Fd fd, ProgramInfo info);
  }

  private static Fds programs(Session session, ProgramTest test) {
    Fds found = new Fds();
    Kernel kernel = session.kernel();
    try {
      for (int id : ids(session, "program", Programs::ids)) {
        Fd fd = Programs.tryOpen(kernel, id);
        if (fd != null && test.matches(fd, Programs.info(kernel, fd))) {
          found.add(fd);
        } else if (fd != null) {
          fd.close();
        }
      }
    } catch (SyscallException e) {
      found.close();
      throw Failures.failed(session, "can't get prog info", e);
    }
    return someOf(found);
  }

  private static boolean hasName(Kernel kernel, Fd fd, ProgramInfo info, String name) {
    String shortName = info.name();
    return shortName.equals(name)
        ? FullNames.of(kernel, fd, info).equals(name)
        : name.startsWith(shortName)
            && !shortName.isEmpty()
            && FullNames.of(kernel, fd, info).equals(name);
  }

  private static Fds mapsByName(Session session, String name, int flags) {
    Fds found = new Fds();
    Kernel kernel = session.kernel();
    try {
      for (int id : ids(session, "map", Maps::ids)) {
        Fd fd = Maps.tryOpen(kernel, id, BpfFlag.RDONLY);
        if (fd == null) {
          continue;
        }
        if (!Maps.info(kernel, fd).name().equals(name)) {
          fd.close();
        } else if (flags == BpfFlag.RDONLY) {
          found.add(fd);
        } else {
          fd.close();
          found.add(mapById(session, id, flags));
        }
      }
    } catch (SyscallException e) {
      found.close();
      throw Failures.failed(session, "can't get map info", e);
    }
    return someOf(found);
  }

  /// Upstream says nothing about a name or tag that nothing has.
  private static Fds someOf(Fds found) {
    if (found.size() == 0) {
      throw CommandException.silent(CommandException.FAILED);
    }
    return found;
  }

  /// Lists the ids of one kind of object.
  public interface IdLister {
    int[] ids(Kernel kernel);
  }

  /// All ids of one kind of object.
  ///
  /// @param what the kind, in the message
  public static int[] ids(Session session, String what, IdLister lister) {
    try {
      return lister.ids(session.kernel());
    } catch (SyscallException e) {
      throw Failures.listing(session, "can't get next " + what, e);
    }
  }

  /// Eight bytes as two hexadecimal digits each; the last may be a single digit.
  private static byte[] tag(String word) {
    byte[] tag = new byte[TAG_BYTES];
    int at = 0;
    for (int i = 0; i < TAG_BYTES; i++) {
      int digits = 0;
      int value = 0;
      while (digits < 2 && at < word.length() && Character.digit(word.charAt(at), 16) >= 0) {
        value = value << 4 | Character.digit(word.charAt(at++), 16);
        digits++;
      }
      if (digits == 0) {
        throw CommandException.failed("can't parse tag");
      }
      tag[i] = (byte) value;
    }
    return tag;
  }

  /// Opens the object pinned at `path`, which must be of the wanted kind.
  private static Fd pinned(Session session, String path, FdKind wanted, int flags) {
    Kernel kernel = session.kernel();
    Fd fd;
    try {
      fd = Bpf.pinned(kernel, path, flags);
    } catch (SyscallException e) {
      throw notPinned(session, path, e);
    }
    FdKind kind = FdKind.of(kernel, fd);
    if (kind != wanted) {
      fd.close();
      throw CommandException.failed("incorrect object type: " + kind.word());
    }
    return fd;
  }

  private static CommandException notPinned(Session session, String path, SyscallException e) {
    if (e.errno() == Errno.EACCES) {
      String directory = BpfFs.parent(path);
      if (Os.tryFileSystem(session.kernel(), directory) != Sys.BPF_FS_MAGIC) {
        return CommandException.failed(
            "bpf obj get (" + directory + "): directory not in bpf file system (bpffs)", e);
      }
    }
    return Failures.failed(session, "bpf obj get (" + path + ")", e);
  }
}
