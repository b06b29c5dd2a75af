package dev.ebpf4j.link;

import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;

/// Kprobes on the kernel's functions for system calls, whose names depend on machine and version.
public final class Ksyscalls {

  /// Which system call.
  ///
  /// @param name of the system call, such as `unlinkat`
  /// @param atReturn whether the program runs when the call returns
  /// @param cookie what `bpf_get_attach_cookie` gives the program; not 0 since Linux 5.15
  public record Options(String name, boolean atReturn, long cookie) {
    public static Options entry(String name) {
      return new Options(name, false, 0);
    }

    public static Options exit(String name) {
      return new Options(name, true, 0);
    }

    public Options withCookie(long newCookie) {
      return new Options(name, atReturn, newCookie);
    }
  }

  private Ksyscalls() {}

  public static Link attach(Fd program, Options options) {
    String function = prefix(program.kernel()) + options.name;
    Kprobes.Options kprobe =
        options.atReturn ? Kprobes.Options.exit(function) : Kprobes.Options.entry(function);
    return Kprobes.attach(program, kprobe.withCookie(options.cookie));
  }

  private static String prefix(Kernel kernel) {
    return hasWrapper(kernel) ? "__" + machine() + "_sys_" : "__se_sys_";
  }

  /// Whether system calls have wrapper functions that take `struct pt_regs` (since Linux 4.17 on
  /// x86-64): found out by trying a probe on one that is always there.
  public static boolean hasWrapper(Kernel kernel) {
    return Kprobes.canProbe(kernel, "__" + machine() + "_sys_bpf");
  }

  private static String machine() {
    return System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "x64";
  }
}
