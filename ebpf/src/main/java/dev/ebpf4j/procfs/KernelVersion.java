package dev.ebpf4j.procfs;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.nio.charset.StandardCharsets;

/// Version of a kernel, such as 6.12.48.
///
/// @param release the whole text of `uname -r`
public record KernelVersion(int major, int minor, int patch, String release) {

  /// The version of the running kernel.
  public static KernelVersion running(Kernel kernel) {
    byte[] text = Os.readFile(kernel, "/proc/sys/kernel/osrelease", 256);
    return parse(new String(text, StandardCharsets.UTF_8).strip());
  }

  /// Reads the numbers that `text` starts with; missing ones are 0.
  public static KernelVersion parse(String text) {
    int[] parts = new int[3];
    int part = 0;
    for (int i = 0; i < text.length() && part < 3; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        parts[part] = Math.min(parts[part] * 10 + (c - '0'), 0xffff);
      } else if (c == '.') {
        part++;
      } else {
        break;
      }
    }
    return new KernelVersion(parts[0], parts[1], parts[2], text);
  }

  /// Why the running kernel refuses what is younger than it: `not supported by this kernel: WHAT
  /// needs Linux SINCE`; empty where it should have it, where nobody knows, and where the error
  /// number tells of something else.
  ///
  /// @param errno what it answered, positive
  /// @param since the first kernel that has it; may be empty
  public static String lack(Kernel kernel, int errno, String what, String since) {
    boolean unknown =
        switch (errno) {
          case Errno.EINVAL, Errno.E2BIG, Errno.ENOSYS, Errno.EOPNOTSUPP, Errno.ENOTSUPP -> true;
          default -> false;
        };
    if (!unknown || since.isEmpty()) {
      return "";
    }
    KernelVersion wanted = parse(since);
    try {
      if (running(kernel).atLeast(wanted.major, wanted.minor)) {
        return "";
      }
    } catch (SyscallException _) {
      return ""; // without /proc nobody knows
    }
    return "not supported by this kernel: " + what + " needs Linux " + since;
  }

  /// Whether this is `major.minor` or later.
  public boolean atLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }

  /// KERNEL_VERSION of the C headers, as old kernels want it for kprobe programs.
  public int code() {
    return major << 16 | minor << 8 | Math.min(patch, 255);
  }
}
