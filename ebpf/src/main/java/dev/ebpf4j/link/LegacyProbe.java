package dev.ebpf4j.link;

import dev.ebpf4j.procfs.Tracefs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;

/// Kprobes and uprobes made by a line in a file of tracefs, for kernels without the perf event
/// sources for them.
final class LegacyProbe {

  /// The group of events that ours are in.
  static final String GROUP = "ebpf4j";

  private LegacyProbe() {}

  /// A name that no other probe has: from the process, the time and the place.
  static String name(String place, long offset) {
    StringBuilder name = new StringBuilder("p");
    name.append(ProcessHandle.current().pid()).append('_');
    name.append(Long.toHexString(System.nanoTime())).append('_');
    for (int i = Math.max(0, place.length() - 24); i < place.length(); i++) {
      char c = place.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      name.append(plain ? c : '_');
    }
    return name.append("_0x").append(Long.toHexString(offset)).toString();
  }

  static Link attach(Fd program, String file, String name, String line, long cookie, String what) {
    Kernel kernel = program.kernel();
    Tracefs tracefs = Tracepoints.tracefs(kernel);
    tracefs.addProbe(file, line);
    Fd event;
    try {
      event = Tracepoints.open(kernel, tracefs.eventId(GROUP, name), what);
    } catch (RuntimeException e) {
      tracefs.removeProbe(file, GROUP + "/" + name);
      throw e;
    }
    return PerfEvents.attach(
        program, event, cookie, () -> tracefs.removeProbe(file, GROUP + "/" + name));
  }
}
