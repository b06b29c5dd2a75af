package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.PerfEventAttr;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import org.jspecify.annotations.Nullable;

/// Perf events: samples of a processor or software counter, and what tracepoints, kprobes and
/// uprobes are made of. Links since Linux 5.15; before, the program hangs on the event itself.
public final class PerfEvents {

  private static final long IOC_ENABLE = 0x2400;
  private static final long IOC_SET_BPF = 0x4004_2408L;
  private static final long FREQUENCY = 1 << 10;

  private static final int TYPE_SOFTWARE = 1;

  /// A counter that is sampled on one processor or in one process.
  ///
  /// @param type `perf_type_id`: 0 hardware, 1 software, ...
  /// @param config which counter of that type
  /// @param period events between two samples, or samples in a second
  /// @param isFrequency whether `period` counts samples in a second
  /// @param processId process, 0 for this one, -1 for all
  /// @param cpu processor, or -1 for any
  /// @param cookie what `bpf_get_attach_cookie` gives the program; not 0 since Linux 5.15
  public record Options(
      int type,
      long config,
      long period,
      boolean isFrequency,
      int processId,
      int cpu,
      long cookie) {

    /// The processor's clock, in samples a second of all processes on `cpu`.
    public static Options cpuClock(int samplesPerSecond, int cpu) {
      return new Options(TYPE_SOFTWARE, 0, samplesPerSecond, true, -1, cpu, 0);
    }

    public Options withCookie(long newCookie) {
      return new Options(type, config, period, isFrequency, processId, cpu, newCookie);
    }
  }

  private PerfEvents() {}

  public static Link attach(Fd program, Options options) {
    Kernel kernel = program.kernel();
    Fd event;
    try (Attr attr = new Attr(PerfEventAttr.STRUCT_SIZE)) {
      attr.u32(PerfEventAttr.TYPE, options.type);
      attr.u32(PerfEventAttr.SIZE, PerfEventAttr.STRUCT_SIZE);
      attr.u64(PerfEventAttr.CONFIG, options.config);
      attr.u64(PerfEventAttr.SAMPLE_PERIOD, options.period);
      attr.u64(PerfEventAttr.FLAGS, options.isFrequency ? FREQUENCY : 0);
      event = open(kernel, attr, options.processId, options.cpu, "perf event");
    }
    return attach(program, event, options.cookie, null);
  }

  /// Attaches to an event that the caller opened; the event is closed with the link, or at once
  /// where the kernel's link holds it.
  ///
  /// @param event taken over
  public static Link attach(Fd program, Fd event, long cookie) {
    return attach(program, event, cookie, null);
  }

  static Fd open(Kernel kernel, Attr attr, int process, int cpu, String what) {
    return Os.perfEventOpen(kernel, attr.memory(), process, cpu, what);
  }

  /// @param event taken over, also when this fails
  /// @param undo what to do after the event is gone
  static Link attach(Fd program, Fd event, long cookie, Link.@Nullable Undo undo) {
    Link link = null;
    try {
      link = connect(program, event, cookie, undo);
      Os.check("PERF_EVENT_IOC_ENABLE", event.what(), enable(event));
      if (link.isKernelLink()) {
        event.close();
      }
      return link;
    } catch (RuntimeException e) {
      if (link != null) {
        link.close();
        event.close();
      } else {
        event.close();
        if (undo != null) {
          undo.run();
        }
      }
      throw e;
    }
  }

  private static long enable(Fd event) {
    return Os.tryIoctl(event.kernel(), event, IOC_ENABLE, 0);
  }

  private static Link connect(Fd program, Fd event, long cookie, Link.@Nullable Undo undo) {
    Kernel kernel = program.kernel();
    String what = "link of " + program.what();
    int size = cookie == 0 ? LinkCreate.COMMON : AttrLinkCreate.PerfEvent.BPF_COOKIE + Long.BYTES;
    try (LinkCreate create = new LinkCreate(program, event.number(), AttachType.PERF_EVENT, size)) {
      if (cookie != 0) {
        create.u64(AttrLinkCreate.PerfEvent.BPF_COOKIE, cookie);
      }
      long result = create.tryRun();
      if (result >= 0) {
        Fd fd = Fd.own(kernel, (int) result, what);
        return undo == null ? Link.ofKernel(fd) : Link.ofKernel(fd, undo);
      }
      if (result != -Errno.EINVAL && result != -Errno.EBADF) {
        throw Attr.failure(BpfCommand.LINK_CREATE, what, (int) -result);
      }
    }
    if (cookie != 0) {
      throw SyscallException.of("perf event with a cookie", event.what(), Errno.EOPNOTSUPP);
    }
    Os.check(
        "PERF_EVENT_IOC_SET_BPF",
        event.what(),
        Os.tryIoctl(kernel, event, IOC_SET_BPF, program.number()));
    return Link.ofDescriptor(event, undo);
  }
}
