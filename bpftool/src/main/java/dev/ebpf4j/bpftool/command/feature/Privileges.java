package dev.ebpf4j.bpftool.command.feature;

import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.procfs.Sysctl;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;

/// The capabilities that probing needs in full, and their absence on demand.
final class Privileges {

  private static final int[] NEEDED = {
    Sys.CAP_SYS_ADMIN, Sys.CAP_BPF, Sys.CAP_NET_ADMIN, Sys.CAP_PERFMON
  };
  private static final String[] NAMES = {
    "CAP_SYS_ADMIN", "CAP_BPF", "CAP_NET_ADMIN", "CAP_PERFMON"
  };

  private Privileges() {}

  /// Demands all capabilities that a full probe needs.
  static void check(Kernel kernel) {
    long held = Os.effectiveCapabilities(kernel);
    // Before Linux 5.8 one capability stood for all of them.
    int count = Sysctl.number(kernel, "kernel/cap_last_cap") < Sys.CAP_BPF ? 1 : NEEDED.length;
    StringBuilder missing = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if ((held >>> NEEDED[i] & 1) == 0) {
        missing.append(NAMES[i]).append(", ");
      }
    }
    if (!missing.isEmpty()) {
      throw CommandException.failed(
          "missing "
              + missing
              + "required for full feature probing; run as root or use 'unprivileged'");
    }
  }

  /// Takes those capabilities from the calling thread.
  static void drop(Kernel kernel) {
    long mask = 0;
    for (int capability : NEEDED) {
      mask |= 1L << capability;
    }
    long held = Os.effectiveCapabilities(kernel);
    if ((held & mask) != 0) {
      Os.setEffectiveCapabilities(kernel, held & ~mask);
    }
  }

  /// Gives the calling thread back what it had.
  static void restore(Kernel kernel, long capabilities) {
    if (Os.effectiveCapabilities(kernel) != capabilities) {
      Os.setEffectiveCapabilities(kernel, capabilities);
    }
  }
}
