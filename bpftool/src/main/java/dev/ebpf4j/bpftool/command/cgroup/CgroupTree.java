package dev.ebpf4j.bpftool.command.cgroup;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Listing;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.view.CgroupProgram;
import dev.ebpf4j.bpftool.view.CgroupView;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.Mounts;
import dev.ebpf4j.sys.Directory;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.sys.Stat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `cgroup tree [ROOT [effective]]`: the programs of a control group and of all below it.
///
/// Control groups come and go while it walks, and some refuse to answer; neither stops the walk.
final class CgroupTree implements Command {

  @Override
  public void run(Session session, Args args) {
    String root = args.isEmpty() ? mountedRoot(session) : withoutSlashes(args.next());
    boolean effective = CgroupShow.effective(args);
    Listing<CgroupView> listing = walk(session, root, effective);
    if (!session.isJson()) {
      CgroupProgram.header(effective, session.out().text("CgroupPath").nl());
    }
    listing.show(session, CgroupView.RENDERER);
  }

  /// Upstream's walk takes the slashes off the end of a path.
  private static String withoutSlashes(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private static String mountedRoot(Session session) {
    Mounts.Mount mount = Mounts.first(session.kernel(), "cgroup2");
    if (mount == null) {
      throw CommandException.failed("cgroup v2 isn't mounted");
    }
    return mount.path();
  }

  private static Listing<CgroupView> walk(Session session, String root, boolean effective) {
    Kernel kernel = session.kernel();
    List<CgroupView> views = new ArrayList<>();
    try {
      Stat start = Os.stat(kernel, root, true);
      if (start == null) {
        throw SyscallException.of("open", root, Errno.ENOENT);
      }
      if (start.isDirectory()) {
        new Walk(session, effective, start.device(), views).from(root);
      }
    } catch (SyscallException e) {
      return new Listing<>(views, Failures.failed(session, "can't iterate over " + root, e));
    } catch (CommandException e) {
      return new Listing<>(views, e);
    }
    return new Listing<>(views, null);
  }

  private static final class Walk {
    private final Session session;
    private final Kernel kernel;
    private final CgroupCollector collector;
    private final long device;
    private final List<CgroupView> views;

    /// Directories still to visit, the next one first.
    private final Deque<String> waiting = new ArrayDeque<>();

    Walk(Session session, boolean effective, long device, List<CgroupView> views) {
      this.session = session;
      this.kernel = session.kernel();
      this.collector = new CgroupCollector(session, effective);
      this.device = device;
      this.views = views;
    }

    void from(String root) {
      waiting.push(root);
      while (!waiting.isEmpty()) {
        String path = waiting.pop();
        try {
          visit(path, !path.equals(root));
        } catch (SyscallException e) {
          if (path.equals(root) || !isGone(e.errno())) {
            throw Failures.failed(session, "can't query bpf programs attached to " + path, e);
          }
        }
      }
    }

    /// A control group that is going away answers with one of these, and so do some that exist.
    private static boolean isGone(int errno) {
      return errno == Errno.ENOENT || errno == Errno.ENODEV || errno == Errno.ENXIO;
    }

    private void visit(String path, boolean nested) {
      try (Fd cgroup = open(path, nested)) {
        if (cgroup == null) {
          return; // it went away before it could be opened
        }
        List<CgroupProgram> programs = collector.programs(cgroup);
        if (!programs.isEmpty()) {
          views.add(new CgroupView(path, nested, programs));
        }
      }
      List<String> below = new ArrayList<>();
      String prefix = path.endsWith("/") ? path : path + "/";
      for (Directory.Entry entry : Directory.list(kernel, path)) {
        if (entry.type() == Directory.Type.DIRECTORY && sameDevice(prefix + entry.name())) {
          below.add(prefix + entry.name());
        }
      }
      for (String child : below.reversed()) {
        waiting.push(child);
      }
    }

    /// The opened directory, or null if it lies below the root and is gone. Only the error of
    /// opening tells that: by the next call another group of that name may be there.
    private @Nullable Fd open(String path, boolean nested) {
      try {
        return Os.open(kernel, path, Sys.O_RDONLY, 0);
      } catch (SyscallException e) {
        if (nested && isGone(e.errno())) {
          return null;
        }
        throw Failures.bare(session, "can't open cgroup " + path, e);
      }
    }

    private boolean sameDevice(String path) {
      Stat stat = Os.stat(kernel, path, false);
      return stat != null && stat.device() == device;
    }
  }
}
