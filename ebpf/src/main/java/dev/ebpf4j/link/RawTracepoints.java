package dev.ebpf4j.link;

import dev.ebpf4j.sys.Fd;

/// Raw tracepoints: programs of type RAW_TRACEPOINT and RAW_TRACEPOINT_WRITABLE, which see a
/// tracepoint's arguments as the kernel passes them. Since Linux 4.17.
public final class RawTracepoints {

  /// Which tracepoint.
  ///
  /// @param name the tracepoint without its group, such as `sched_switch`
  /// @param cookie what `bpf_get_attach_cookie` gives the program; not 0 since Linux 6.10
  public record Options(String name, long cookie) {
    /// The tracepoint `name`.
    public static Options of(String name) {
      return new Options(name, 0);
    }

    public Options withCookie(long newCookie) {
      return new Options(name, newCookie);
    }
  }

  private RawTracepoints() {}

  public static Link attach(Fd program, Options options) {
    return LinkCreate.rawTracepoint(program, options.name, options.cookie);
  }
}
