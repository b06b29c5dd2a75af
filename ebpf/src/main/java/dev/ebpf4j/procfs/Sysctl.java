package dev.ebpf4j.procfs;

import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.nio.charset.StandardCharsets;

/// Settings of the running kernel, see sysctl(8).
public final class Sysctl {

  private Sysctl() {}

  /// The number in a file under /proc/sys, or -1 if it cannot be read or is none.
  ///
  /// @param path such as `net/core/bpf_jit_enable`
  public static long number(Kernel kernel, String path) {
    try {
      byte[] text = Os.readFile(kernel, "/proc/sys/" + path, 256);
      return Long.parseLong(new String(text, StandardCharsets.US_ASCII).strip());
    } catch (SyscallException | NumberFormatException _) {
      return -1;
    }
  }
}
