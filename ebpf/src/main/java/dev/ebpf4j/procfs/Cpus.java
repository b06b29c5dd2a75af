package dev.ebpf4j.procfs;

import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Processors. The number of possible ones is the number of values that an element of a per-CPU map
/// has.
public final class Cpus {

  private Cpus() {}

  /// How many processors this kernel could ever have, counted from 0 to the highest.
  public static int possible(Kernel kernel) {
    int[] cpus = read(kernel, "/sys/devices/system/cpu/possible");
    return cpus.length == 0 ? 0 : cpus[cpus.length - 1] + 1;
  }

  /// Numbers of the processors that run now, ascending.
  public static int[] online(Kernel kernel) {
    return read(kernel, "/sys/devices/system/cpu/online");
  }

  private static int[] read(Kernel kernel, String path) {
    return parse(new String(Os.readFile(kernel, path, 4096), StandardCharsets.US_ASCII), path);
  }

  /// A list such as `0-3,5`, ascending.
  ///
  /// @param what where it is from, for the message
  static int[] parse(String list, String what) {
    int[] cpus = new int[16];
    int count = 0;
    int previous = -1;
    int at = 0;
    String text = list.strip();
    while (at < text.length()) {
      int comma = text.indexOf(',', at);
      int end = comma < 0 ? text.length() : comma;
      int dash = text.indexOf('-', at);
      int first;
      int last;
      try {
        first = Integer.parseInt(text, at, dash > at && dash < end ? dash : end, 10);
        last = dash > at && dash < end ? Integer.parseInt(text, dash + 1, end, 10) : first;
      } catch (NumberFormatException _) {
        throw new MalformedException(what, at, "not a list of processors: " + text);
      }
      if (first <= previous || last < first || last > 1 << 20) {
        throw new MalformedException(what, at, "not a list of processors: " + text);
      }
      for (int cpu = first; cpu <= last; cpu++) {
        if (count == cpus.length) {
          cpus = Arrays.copyOf(cpus, count * 2);
        }
        cpus[count++] = cpu;
      }
      previous = last;
      at = end + 1;
    }
    return Arrays.copyOf(cpus, count);
  }
}
