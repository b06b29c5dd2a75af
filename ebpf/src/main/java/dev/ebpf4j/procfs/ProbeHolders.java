package dev.ebpf4j.procfs;

import dev.ebpf4j.abi.AttrTaskFdQuery;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Directory;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Which processes hold descriptors behind which a program runs: perf events of tracepoints,
/// kprobes and uprobes, and raw tracepoints. Since Linux 4.18.
public final class ProbeHolders {

  /// Room for the name of a function or a file.
  private static final int NAME_SIZE = 4096;

  /// What a descriptor is attached to.
  ///
  /// @param type a number of `enum bpf_task_fd_type`
  /// @param name of the tracepoint, function or file; empty if there is none
  /// @param offset from the start of the function or file
  /// @param address of the function if it has no name
  public record Held(
      int pid, int fd, int programId, int type, String name, long offset, long address) {}

  private ProbeHolders() {}

  /// Fails unless the kernel can tell, and tells this caller.
  ///
  /// @throws SyscallException EPERM without CAP_SYS_ADMIN, EINVAL on older kernels
  public static void check(Kernel kernel) {
    try (Fd root = Os.open(kernel, "/", Sys.O_RDONLY, 0);
        Attr attr = new Attr(AttrTaskFdQuery.SIZE)) {
      attr.u32(AttrTaskFdQuery.PID, Os.processId(kernel)).u32(AttrTaskFdQuery.FD, root.number());
      long result = attr.call(kernel, BpfCommand.TASK_FD_QUERY);
      if (result < 0 && result != -Errno.ENOTSUPP) {
        throw Attr.failure(BpfCommand.TASK_FD_QUERY, "", (int) -result);
      }
    }
  }

  /// Looks at all descriptors of all processes there are now.
  public static List<Held> scan(Kernel kernel) {
    List<Held> found = new ArrayList<>();
    try (Attr attr = new Attr(AttrTaskFdQuery.SIZE)) {
      MemorySegment name = attr.allocate(NAME_SIZE);
      for (Directory.Entry process : Directory.list(kernel, "/proc")) {
        int pid = number(process.name());
        if (pid < 0) {
          continue;
        }
        for (int fd : descriptors(kernel, pid)) {
          attr.clear().u32(AttrTaskFdQuery.PID, pid).u32(AttrTaskFdQuery.FD, fd);
          attr.u32(AttrTaskFdQuery.BUF_LEN, NAME_SIZE).pointer(AttrTaskFdQuery.BUF, name);
          name.fill((byte) 0);
          if (attr.call(kernel, BpfCommand.TASK_FD_QUERY) >= 0) {
            found.add(held(attr, name, pid, fd));
          }
        }
      }
    }
    return found;
  }

  private static Held held(Attr attr, MemorySegment name, int pid, int fd) {
    return new Held(
        pid,
        fd,
        attr.u32(AttrTaskFdQuery.PROG_ID),
        attr.u32(AttrTaskFdQuery.FD_TYPE),
        name.getString(0),
        attr.u64(AttrTaskFdQuery.PROBE_OFFSET),
        attr.u64(AttrTaskFdQuery.PROBE_ADDR));
  }

  private static List<Integer> descriptors(Kernel kernel, int pid) {
    List<Integer> numbers = new ArrayList<>();
    try {
      for (Directory.Entry entry : Directory.list(kernel, "/proc/" + pid + "/fd")) {
        int fd = number(entry.name());
        if (fd >= 0) {
          numbers.add(fd);
        }
      }
    } catch (SyscallException e) {
      return numbers; // gone by now, or another user's
    }
    return numbers;
  }

  private static int number(String name) {
    int number = 0;
    for (int i = 0; i < name.length(); i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
