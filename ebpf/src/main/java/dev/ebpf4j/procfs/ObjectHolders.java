package dev.ebpf4j.procfs;

import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Memory;
import dev.ebpf4j.sys.Os;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which processes hold descriptors of BPF objects.
///
/// The links in /proc/PID/fd name the kind of object, such as `anon_inode:bpf-map`; only for those
/// is fdinfo read, which has the id. That works on every kernel and loads nothing into it. Without
/// CAP_SYS_PTRACE only processes of the same user are seen. This process itself does not count.
public final class ObjectHolders {

  /// Kinds of object, with the names that the kernel gives their descriptors.
  public enum Kind {
    PROGRAM,
    MAP,
    LINK,
    BTF
  }

  /// How a kind looks in /proc: where the link leads, and which line of fdinfo has the id.
  private record Sign(Kind kind, String target, String idKey) {}

  private static final Sign[] SIGNS = {
    new Sign(Kind.PROGRAM, "anon_inode:bpf-prog", "prog_id:\t"),
    new Sign(Kind.MAP, "anon_inode:bpf-map", "map_id:\t"),
    new Sign(Kind.LINK, "anon_inode:bpf_link", "link_id:\t"),
    new Sign(Kind.BTF, "anon_inode:btf", "btf_id:\t"),
  };

  /// A process.
  ///
  /// @param command its name, at most 15 bytes
  public record Holder(int pid, String command) {}

  private static final int DIRECTORY_CHUNK = 32 * 1024;
  private static final int TEXT_CHUNK = 2048;

  // struct linux_dirent64 (include/linux/dirent.h)
  private static final int DIRENT_LENGTH = 16;
  private static final int DIRENT_NAME = 19;

  private final Map<Kind, Map<Integer, List<Holder>>> holders = new EnumMap<>(Kind.class);

  private ObjectHolders() {}

  /// Looks at all processes there are now.
  public static ObjectHolders scan(Kernel kernel) {
    ObjectHolders result = new ObjectHolders();
    try (Arena arena = Arena.ofConfined()) {
      result.new Scan(kernel, arena).processes();
    }
    return result;
  }

  /// The processes that hold the object with `id`, in ascending order; each once.
  public List<Holder> of(Kind kind, int id) {
    return holders.getOrDefault(kind, Map.of()).getOrDefault(id, List.of());
  }

  /// Whether anybody holds anything.
  public boolean isEmpty() {
    return holders.isEmpty();
  }

  private void add(Kind kind, int id, Holder holder) {
    List<Holder> list =
        holders
            .computeIfAbsent(kind, _ -> new HashMap<>())
            .computeIfAbsent(id, _ -> new ArrayList<>(2));
    if (list.isEmpty() || list.getLast().pid() != holder.pid()) {
      list.add(holder);
    }
  }

  /// One walk over /proc with the buffers it needs.
  private final class Scan {
    private final Kernel kernel;
    private final MemorySegment path;
    private final MemorySegment processes;
    private final MemorySegment descriptors;
    private final MemorySegment text;
    private final byte[] target = new byte[32];
    private final int own;

    Scan(Kernel kernel, Arena arena) {
      this.kernel = kernel;
      this.path = arena.allocate(64);
      this.processes = arena.allocate(DIRECTORY_CHUNK, 8);
      this.descriptors = arena.allocate(DIRECTORY_CHUNK, 8);
      this.text = arena.allocate(TEXT_CHUNK);
      this.own = Os.processId(kernel);
    }

    void processes() {
      int proc = open("/proc");
      if (proc < 0) {
        return;
      }
      try {
        while (true) {
          int filled = list(proc, processes);
          if (filled <= 0) {
            return;
          }
          for (int at = 0; at < filled; at += length(processes, at)) {
            int pid = number(processes, at + DIRENT_NAME);
            if (pid > 0 && pid != own) {
              descriptorsOf(pid);
            }
          }
        }
      } finally {
        kernel.call(Call.CLOSE, proc);
      }
    }

    private void descriptorsOf(int pid) {
      int directory = open("/proc/" + pid + "/fd");
      if (directory < 0) {
        return; // gone by now, or another user's
      }
      try {
        Holder holder = null;
        while (true) {
          int filled = list(directory, descriptors);
          if (filled <= 0) {
            return;
          }
          for (int at = 0; at < filled; at += length(descriptors, at)) {
            int fd = number(descriptors, at + DIRENT_NAME);
            Sign sign = fd < 0 ? null : signOf(directory, descriptors.address() + at + DIRENT_NAME);
            int id = sign == null ? 0 : idOf(sign, pid, fd);
            if (sign != null && id != 0) {
              holder = holder == null ? holder(pid) : holder;
              add(sign.kind(), id, holder);
            }
          }
        }
      } finally {
        kernel.call(Call.CLOSE, directory);
      }
    }

    /// The kind of object that a link of /proc/PID/fd leads to, or null for other files.
    private @Nullable Sign signOf(int directory, long name) {
      long length =
          kernel.call(Call.READLINKAT, directory, name, text.address(), target.length, 0, 0);
      if (length <= 0 || text.get(ValueLayout.JAVA_BYTE, 0) != 'a') {
        return null;
      }
      Memory.read(text, 0, target, 0, (int) length);
      for (Sign sign : SIGNS) {
        if (sign.target().length() == length
            && startsWith(target, 0, (int) length, sign.target())) {
          return sign;
        }
      }
      return null;
    }

    private int idOf(Sign sign, int pid, int fd) {
      byte[] info = read("/proc/" + pid + "/fdinfo/" + fd);
      int line = 0;
      while (line < info.length) {
        if (startsWith(info, line, info.length, sign.idKey())) {
          return decimal(info, line + sign.idKey().length());
        }
        while (line < info.length && info[line] != '\n') {
          line++;
        }
        line++;
      }
      return 0;
    }

    private Holder holder(int pid) {
      byte[] command = read("/proc/" + pid + "/comm");
      int length = command.length;
      if (length > 0 && command[length - 1] == '\n') {
        length--;
      }
      return new Holder(pid, new String(command, 0, length, StandardCharsets.UTF_8));
    }

    private byte[] read(String file) {
      int fd = open(file);
      if (fd < 0) {
        return new byte[0];
      }
      long count = kernel.call(Call.READ, fd, text.address(), TEXT_CHUNK);
      kernel.call(Call.CLOSE, fd);
      return Os.bytes(text, (int) Math.max(0, count));
    }

    private int open(String file) {
      for (int i = 0; i < file.length(); i++) {
        path.set(ValueLayout.JAVA_BYTE, i, (byte) file.charAt(i));
      }
      path.set(ValueLayout.JAVA_BYTE, file.length(), (byte) 0);
      return (int) Os.tryOpenAt(kernel, Sys.AT_FDCWD, path, Sys.O_RDONLY, 0);
    }

    private int list(int directory, MemorySegment entries) {
      return (int) kernel.call(Call.GETDENTS64, directory, entries.address(), entries.byteSize());
    }
  }

  private static int length(MemorySegment entries, int at) {
    return entries.get(ValueLayout.JAVA_SHORT, at + DIRENT_LENGTH) & 0xffff;
  }

  /// The decimal number that a NUL-terminated name is, or -1 if it is none.
  private static int number(MemorySegment memory, int at) {
    int number = 0;
    for (int i = at; ; i++) {
      byte c = memory.get(ValueLayout.JAVA_BYTE, i);
      if (c == 0) {
        return i == at ? -1 : number;
      }
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
  }

  private static int decimal(byte[] bytes, int at) {
    int number = 0;
    for (int i = at; i < bytes.length && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      number = number * 10 + (bytes[i] - '0');
    }
    return number;
  }

  private static boolean startsWith(byte[] bytes, int at, int end, String start) {
    if (end - at < start.length()) {
      return false;
    }
    for (int i = 0; i < start.length(); i++) {
      if (bytes[at + i] != start.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
