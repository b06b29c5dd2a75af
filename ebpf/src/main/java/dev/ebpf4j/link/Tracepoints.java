package dev.ebpf4j.link;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.PerfEventAttr;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.Tracefs;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;

/// Tracepoints: fixed places in the kernel, listed under `events` of tracefs.
public final class Tracepoints {

  private static final int TYPE_TRACEPOINT = 2;

  /// Which tracepoint.
  ///
  /// @param group such as `syscalls`
  /// @param name such as `sys_enter_openat`
  /// @param cookie what `bpf_get_attach_cookie` gives the program; not 0 since Linux 5.15
  public record Options(String group, String name, long cookie) {
    public static Options of(String group, String name) {
      return new Options(group, name, 0);
    }

    public Options withCookie(long newCookie) {
      return new Options(group, name, newCookie);
    }
  }

  private Tracepoints() {}

  /// Attaches to one tracepoint.
  ///
  /// @throws dev.ebpf4j.error.NotFoundException if there is no such tracepoint, or no tracefs
  public static Link attach(Fd program, Options options) {
    Kernel kernel = program.kernel();
    Tracefs tracefs = tracefs(kernel);
    int id = tracefs.eventId(options.group, options.name);
    Fd event = open(kernel, id, options.group + "/" + options.name);
    return PerfEvents.attach(program, event, options.cookie, null);
  }

  static Tracefs tracefs(Kernel kernel) {
    Tracefs tracefs = Tracefs.find(kernel);
    if (tracefs == null) {
      throw SyscallException.of("open", "tracefs (not mounted)", Errno.ENOENT);
    }
    return tracefs;
  }

  /// The perf event of a tracepoint. One processor is enough: the program sees all of them.
  static Fd open(Kernel kernel, int id, String name) {
    try (Attr attr = new Attr(PerfEventAttr.STRUCT_SIZE)) {
      attr.u32(PerfEventAttr.TYPE, TYPE_TRACEPOINT);
      attr.u32(PerfEventAttr.SIZE, PerfEventAttr.STRUCT_SIZE);
      attr.u64(PerfEventAttr.CONFIG, id);
      return PerfEvents.open(kernel, attr, -1, 0, "tracepoint " + name);
    }
  }
}
