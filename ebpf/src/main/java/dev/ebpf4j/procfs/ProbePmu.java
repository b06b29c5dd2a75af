package dev.ebpf4j.procfs;

import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.nio.charset.StandardCharsets;

/// The perf event sources for kernel and user probes, as `/sys/bus/event_source/devices` describes
/// them: their type numbers differ from boot to boot. Since Linux 4.17.
///
/// @param type the perf event type, or -1 if this kernel has no such source
/// @param returnBit the bit of `config` that asks for the return of a function
/// @param referenceShift where in `config` the offset of a reference counter goes, or -1 if the
///     kernel takes none (before Linux 4.20)
public record ProbePmu(int type, int returnBit, int referenceShift) {

  private static final String DEVICES = "/sys/bus/event_source/devices/";

  /// Reads what the kernel tells of one source.
  ///
  /// @param name `kprobe` or `uprobe`
  public static ProbePmu read(Kernel kernel, String name) {
    int type = number(kernel, DEVICES + name + "/type", "");
    int returnBit = number(kernel, DEVICES + name + "/format/retprobe", "config:");
    int reference = number(kernel, DEVICES + name + "/format/ref_ctr_offset", "config:");
    return new ProbePmu(type, Math.max(returnBit, 0), reference);
  }

  public boolean isPresent() {
    return type >= 0;
  }

  /// The number behind `prefix` (of a range such as `32-63` its start), or -1.
  private static int number(Kernel kernel, String path, String prefix) {
    String text;
    try {
      text = new String(Os.readFile(kernel, path, 64), StandardCharsets.US_ASCII).strip();
    } catch (SyscallException _) {
      return -1;
    }
    if (!text.startsWith(prefix)) {
      return -1;
    }
    int end = prefix.length();
    while (end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    return end == prefix.length() ? -1 : Integer.parseInt(text.substring(prefix.length(), end));
  }
}
