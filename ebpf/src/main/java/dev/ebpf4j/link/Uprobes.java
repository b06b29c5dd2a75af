package dev.ebpf4j.link;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.PerfEventAttr;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.ProbePmu;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.nio.file.Path;

/// Uprobes: programs at an instruction of a user program or shared library, or at the return of one
/// of its functions, in one process or in all.
public final class Uprobes {

  private static final String FILE = "uprobe_events";

  /// Which place of which file.
  ///
  /// @param binary the program or library
  /// @param offset where in the file, as [UserSymbols#offset] finds it
  /// @param atReturn whether the program runs when the function at that place returns
  /// @param processId process, 0 for this one, -1 for all
  /// @param referenceCounter offset in the file of a counter that says whether anybody listens, 0
  ///     for none; since Linux 4.20
  /// @param cookie what `bpf_get_attach_cookie` gives the program; not 0 since Linux 5.15
  public record Options(
      Path binary,
      long offset,
      boolean atReturn,
      int processId,
      long referenceCounter,
      long cookie) {

    /// At the file offset `offset`, in all processes.
    public static Options at(Path binary, long offset) {
      return new Options(binary, offset, false, -1, 0, 0);
    }

    /// At the entry of `function`, in all processes.
    public static Options entry(Path binary, String function) {
      return at(binary, UserSymbols.open(binary).offset(function));
    }

    /// At the return of `function`, in all processes.
    public static Options exit(Path binary, String function) {
      return entry(binary, function).withReturn(true);
    }

    public Options withReturn(boolean newAtReturn) {
      return new Options(binary, offset, newAtReturn, processId, referenceCounter, cookie);
    }

    /// In one process only, 0 for this one.
    public Options withProcess(int newProcessId) {
      return new Options(binary, offset, atReturn, newProcessId, referenceCounter, cookie);
    }

    public Options withReferenceCounter(long newReferenceCounter) {
      return new Options(binary, offset, atReturn, processId, newReferenceCounter, cookie);
    }

    public Options withCookie(long newCookie) {
      return new Options(binary, offset, atReturn, processId, referenceCounter, newCookie);
    }
  }

  private Uprobes() {}

  public static Link attach(Fd program, Options options) {
    Kernel kernel = program.kernel();
    ProbePmu pmu = ProbePmu.read(kernel, "uprobe");
    if (!pmu.isPresent()) {
      return attachByTracefs(program, options);
    }
    if (options.referenceCounter != 0 && pmu.referenceShift() < 0) {
      throw SyscallException.of("reference counter", what(options), Errno.EOPNOTSUPP);
    }
    Fd event;
    try (Attr attr = new Attr(PerfEventAttr.STRUCT_SIZE)) {
      long config = options.atReturn ? 1L << pmu.returnBit() : 0;
      if (options.referenceCounter != 0) {
        config |= options.referenceCounter << pmu.referenceShift();
      }
      attr.u32(PerfEventAttr.TYPE, pmu.type());
      attr.u32(PerfEventAttr.SIZE, PerfEventAttr.STRUCT_SIZE);
      attr.u64(PerfEventAttr.CONFIG, config);
      attr.pointer(PerfEventAttr.UPROBE_PATH, attr.string(options.binary.toString()));
      attr.u64(PerfEventAttr.PROBE_OFFSET, options.offset);
      int cpu = options.processId == -1 ? 0 : -1;
      event = PerfEvents.open(kernel, attr, options.processId, cpu, what(options));
    }
    return PerfEvents.attach(program, event, options.cookie, null);
  }

  private static Link attachByTracefs(Fd program, Options options) {
    if (options.processId != -1 || options.referenceCounter != 0) {
      throw SyscallException.of("uprobe of one process", what(options), Errno.EOPNOTSUPP);
    }
    String name = LegacyProbe.name(options.binary.toString(), options.offset);
    String line =
        (options.atReturn ? "r:" : "p:")
            + LegacyProbe.GROUP
            + "/"
            + name
            + " "
            + options.binary.toAbsolutePath()
            + ":0x"
            + Long.toHexString(options.offset);
    return LegacyProbe.attach(program, FILE, name, line, options.cookie, what(options));
  }

  private static String what(Options options) {
    return (options.atReturn ? "uretprobe " : "uprobe ")
        + options.binary
        + "+0x"
        + Long.toHexString(options.offset);
  }
}
