package dev.ebpf4j.link;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.PerfEventAttr;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.ProbePmu;
import dev.ebpf4j.procfs.Tracefs;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;

/// Kprobes: programs at (nearly) any instruction of the kernel, or at the return of a function.
public final class Kprobes {

  /// How the kernel is asked for the probe.
  public enum Mode {
    /// The newest way that it has.
    ANY,
    /// A perf event of the `kprobe` source. Since Linux 4.17.
    PERF,
    /// A line in `kprobe_events` of tracefs.
    TRACEFS
  }

  /// Which place in the kernel.
  ///
  /// @param function name of a kernel function
  /// @param offset bytes from its start; 0 for its entry and its return
  /// @param atReturn whether the program runs when the function returns
  /// @param cookie what `bpf_get_attach_cookie` gives the program; not 0 since Linux 5.15
  public record Options(String function, long offset, boolean atReturn, long cookie, Mode mode) {
    public Options {
      if (atReturn && offset != 0) {
        throw new IllegalArgumentException("a return probe has no offset");
      }
    }

    /// At the entry of `function`.
    public static Options entry(String function) {
      return new Options(function, 0, false, 0, Mode.ANY);
    }

    /// At the return of `function`.
    public static Options exit(String function) {
      return new Options(function, 0, true, 0, Mode.ANY);
    }

    public Options withOffset(long newOffset) {
      return new Options(function, newOffset, atReturn, cookie, mode);
    }

    public Options withCookie(long newCookie) {
      return new Options(function, offset, atReturn, newCookie, mode);
    }

    public Options withMode(Mode newMode) {
      return new Options(function, offset, atReturn, cookie, newMode);
    }
  }

  private static final String FILE = "kprobe_events";

  private Kprobes() {}

  public static Link attach(Fd program, Options options) {
    Kernel kernel = program.kernel();
    if (options.mode != Mode.TRACEFS) {
      ProbePmu pmu = ProbePmu.read(kernel, "kprobe");
      if (pmu.isPresent()) {
        return PerfEvents.attach(program, open(kernel, pmu, options), options.cookie, null);
      }
      if (options.mode == Mode.PERF) {
        throw SyscallException.of("open", "perf event source 'kprobe'", Errno.ENOENT);
      }
    }
    return attachByTracefs(program, options);
  }

  /// Whether a probe at the entry of `function` can be made; nothing is left behind.
  public static boolean canProbe(Kernel kernel, String function) {
    Options options = Options.entry(function);
    ProbePmu pmu = ProbePmu.read(kernel, "kprobe");
    try {
      if (pmu.isPresent()) {
        open(kernel, pmu, options).close();
      } else {
        Tracefs tracefs = Tracepoints.tracefs(kernel);
        String name = LegacyProbe.name(function, 0);
        tracefs.addProbe(FILE, line(options, name));
        tracefs.removeProbe(FILE, LegacyProbe.GROUP + "/" + name);
      }
      return true;
    } catch (SyscallException _) {
      return false;
    }
  }

  private static Fd open(Kernel kernel, ProbePmu pmu, Options options) {
    try (Attr attr = new Attr(PerfEventAttr.STRUCT_SIZE)) {
      attr.u32(PerfEventAttr.TYPE, pmu.type());
      attr.u32(PerfEventAttr.SIZE, PerfEventAttr.STRUCT_SIZE);
      attr.u64(PerfEventAttr.CONFIG, options.atReturn ? 1L << pmu.returnBit() : 0);
      attr.pointer(PerfEventAttr.KPROBE_FUNC, attr.string(options.function));
      attr.u64(PerfEventAttr.PROBE_OFFSET, options.offset);
      return PerfEvents.open(kernel, attr, -1, 0, what(options));
    }
  }

  private static Link attachByTracefs(Fd program, Options options) {
    String name = LegacyProbe.name(options.function, options.offset);
    return LegacyProbe.attach(
        program, FILE, name, line(options, name), options.cookie, what(options));
  }

  private static String line(Options options, String name) {
    return (options.atReturn ? "r:" : "p:")
        + LegacyProbe.GROUP
        + "/"
        + name
        + " "
        + options.function
        + "+0x"
        + Long.toHexString(options.offset);
  }

  private static String what(Options options) {
    return (options.atReturn ? "kretprobe " : "kprobe ")
        + options.function
        + (options.offset == 0 ? "" : "+0x" + Long.toHexString(options.offset));
  }
}
