package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import org.jspecify.annotations.Nullable;

/// Places for pins: they must lie on a BPF file system, and where there is none, one is mounted
/// there, unless `-n` forbids it.
public final class BpfFs {

  private static final int PRIVATE_DIRECTORY = 0700;
  private static final String NO_MOUNT =
      "no BPF file system found, not mounting it due to --nomount option";

  private BpfFs() {}

  /// Pins the object behind `fd` at `path`, after [#prepareFile].
  public static void pin(Session session, Fd fd, String path) {
    prepareFile(session, path);
    try {
      Bpf.pin(session.kernel(), fd, path);
    } catch (SyscallException e) {
      throw Failures.failed(session, "can't pin the object (" + path + ")", e);
    }
  }

  /// Makes sure that something can be pinned at `path`: nothing is there, its directory is, and
  /// lies on a BPF file system.
  public static void prepareFile(Session session, String path) {
    Kernel kernel = session.kernel();
    if (Os.exists(kernel, path)) {
      throw CommandException.failed("can't pin BPF object: path '" + path + "' already exists");
    }
    String directory = parent(path);
    if (isBpfFs(kernel, directory)) {
      return;
    }
    if (!Os.exists(kernel, directory)) {
      throw CommandException.failed("can't pin BPF object: dir '" + directory + "' doesn't exist");
    }
    if (session.options().noMount()) {
      throw CommandException.failed(NO_MOUNT);
    }
    String problem = mount(kernel, directory, "bpf");
    if (problem != null) {
      throw CommandException.failed(
          "can't mount BPF file system to pin the object '" + path + "': " + problem);
    }
  }

  /// Makes sure that things can be pinned in `directory`. A directory that is missing on a BPF file
  /// system is left to the first pin.
  public static void prepareDirectory(Session session, String directory) {
    Kernel kernel = session.kernel();
    boolean exists = Os.exists(kernel, directory);
    String parent = parent(directory);
    if (isBpfFs(kernel, exists ? directory : parent)) {
      return;
    }
    if (!exists && !Os.exists(kernel, parent)) {
      throw CommandException.failed(
          "can't create dir '"
              + directory
              + "' to pin BPF object: parent dir '"
              + parent
              + "' doesn't exist");
    }
    if (session.options().noMount()) {
      throw CommandException.failed(NO_MOUNT);
    }
    if (!exists) {
      long result = Os.tryMkdir(kernel, directory, PRIVATE_DIRECTORY);
      if (result < 0) {
        throw CommandException.failed(
            "failed to create dir '" + directory + "': " + Errno.message((int) -result));
      }
    }
    String problem = mount(kernel, directory, "bpf");
    if (problem != null) {
      if (!exists) {
        Os.tryUnlink(kernel, directory, Sys.AT_REMOVEDIR);
      }
      throw CommandException.failed(
          "can't mount BPF file system on given dir '" + directory + "': " + problem);
    }
  }

  /// Mounts a file system over `directory`, not to be seen in other mount namespaces.
  ///
  /// @param type `bpf` or `tracefs`
  /// @return what failed, or null
  public static @Nullable String mount(Kernel kernel, String directory, String type) {
    long result;
    boolean bound = false;
    int isolate = Sys.MS_PRIVATE | Sys.MS_REC;
    while ((result = Os.tryMount(kernel, "", directory, "none", isolate, "")) < 0) {
      if (result != -Errno.EINVAL || bound) {
        return "mount --make-private " + directory + " failed: " + reason(kernel, result);
      }
      result = Os.tryMount(kernel, directory, directory, "none", Sys.MS_BIND, "");
      if (result < 0) {
        return "mount --bind " + directory + ' ' + directory + " failed: " + reason(kernel, result);
      }
      bound = true;
    }
    result = Os.tryMount(kernel, type, directory, type, 0, "mode=0700");
    return result < 0
        ? "mount -t " + type + ' ' + type + ' ' + directory + " failed: " + reason(kernel, result)
        : null;
  }

  private static String reason(Kernel kernel, long result) {
    return Failures.reason(kernel, SyscallException.of("mount", "", (int) -result));
  }

  private static boolean isBpfFs(Kernel kernel, String path) {
    return Os.tryFileSystem(kernel, path) == Sys.BPF_FS_MAGIC;
  }

  /// The directory that `path` lies in, as dirname(3) sees it.
  public static String parent(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    int slash = path.lastIndexOf('/', end - 1);
    while (slash > 0 && path.charAt(slash - 1) == '/') {
      slash--;
    }
    return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
  }
}
