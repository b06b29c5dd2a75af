package dev.ebpf4j.procfs;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The kernel's tracing file system: tracepoints, functions that can be traced, and the older way
/// to make probes.
public final class Tracefs {

  private static final String[] PLACES = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};

  private final Kernel kernel;
  private final String directory;

  private Tracefs(Kernel kernel, String directory) {
    this.kernel = kernel;
    this.directory = directory;
  }

  /// The mounted tracefs, at one of the usual places or elsewhere; null if it is not mounted.
  public static @Nullable Tracefs find(Kernel kernel) {
    for (String place : PLACES) {
      if (Os.exists(kernel, place + "/events")) {
        return new Tracefs(kernel, place);
      }
    }
    Mounts.Mount mount = Mounts.first(kernel, "tracefs");
    return mount == null ? null : new Tracefs(kernel, mount.path());
  }

  /// Where it is to be mounted if it is not.
  public static String usualPlace() {
    return PLACES[0];
  }

  /// Where it is mounted.
  public String directory() {
    return directory;
  }

  /// The number by which perf_event_open(2) knows a tracepoint.
  ///
  /// @param group such as `syscalls`
  /// @param name such as `sys_enter_getpid`
  /// @throws dev.ebpf4j.error.NotFoundException if there is no such tracepoint
  public int eventId(String group, String name) {
    String path = directory + "/events/" + group + "/" + name + "/id";
    String text = text(Os.readFile(kernel, path, 64)).strip();
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw SyscallException.of("read", path, Errno.EINVAL);
    }
  }

  /// Names of all functions that can be traced, those of modules included.
  public List<String> functions() {
    List<String> names = new ArrayList<>();
    byte[] bytes = Os.readFile(kernel, directory + "/available_filter_functions", 1 << 20);
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        int end = start;
        while (end < i && bytes[end] != ' ' && bytes[end] != '\t') {
          end++;
        }
        names.add(new String(bytes, start, end - start, StandardCharsets.US_ASCII));
        start = i + 1;
      }
    }
    return names;
  }

  /// A function that can be traced.
  public record Function(long address, String name) {}

  /// All functions that can be traced, with their addresses; null before Linux 6.5, which began to
  /// tell them.
  public @Nullable List<Function> functionsWithAddresses() {
    String path = directory + "/available_filter_functions_addrs";
    if (!Os.exists(kernel, path)) {
      return null;
    }
    List<Function> functions = new ArrayList<>();
    String text = text(Os.readFile(kernel, path, 1 << 20));
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      int blank = text.indexOf(' ', start);
      if (blank > start && blank < end) {
        int second = text.indexOf(' ', blank + 1);
        String name = text.substring(blank + 1, second < 0 || second > end ? end : second);
        long address = Long.parseUnsignedLong(text.substring(start, blank), 16);
        functions.add(new Function(address, name));
      }
      start = end + 1;
    }
    return functions;
  }

  /// Adds a probe in the older way: one line of `kprobe_events` or `uprobe_events`.
  ///
  /// @param file `kprobe_events` or `uprobe_events`
  /// @param line such as `p:kprobes/mine do_unlinkat+0x0`
  public void addProbe(String file, String line) {
    append(file, line);
  }

  /// Removes a probe added by [#addProbe]; whoever still uses it keeps it.
  ///
  /// @param name such as `kprobes/mine`
  public void removeProbe(String file, String name) {
    append(file, "-:" + name);
  }

  private void append(String file, String line) {
    String path = directory + "/" + file;
    try (Fd fd = Os.open(kernel, path, Sys.O_WRONLY | Sys.O_APPEND, 0)) {
      Os.write(kernel, fd, (line + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
