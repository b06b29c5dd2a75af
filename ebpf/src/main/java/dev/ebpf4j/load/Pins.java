package dev.ebpf4j.load;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.util.ArrayList;
import java.util.List;

/// Gives kernel objects names on a bpffs, and takes them away again.
public final class Pins {

  private static final int DIRECTORY_MODE = 0700;

  private final Kernel kernel;
  private final LoadLog log;
  private final List<String> pinned = new ArrayList<>();
  private final List<String> directories = new ArrayList<>();

  public Pins(Kernel kernel, LoadLog log) {
    this.kernel = kernel;
    this.log = log;
  }

  /// Pins the object behind `fd` at `path`; its parent directory is made if it is missing.
  ///
  /// @throws LoadException EINVAL if `path` does not lie on a bpffs
  /// @throws SyscallException if the kernel refuses: EEXIST if something has that name
  public void pin(Fd fd, String path) {
    String parent = parent(path);
    long made = Os.tryMkdir(kernel, parent, DIRECTORY_MODE);
    if (made < 0 && made != -Errno.EEXIST) {
      log.warn("failed to mkdir " + parent + ": -" + Errno.name((int) -made));
      throw SyscallException.of("mkdir", parent, (int) -made);
    }
    try {
      checkFileSystem(path, parent);
      pinHere(fd, path);
    } catch (RuntimeException e) {
      if (made == 0) {
        Os.tryUnlink(kernel, parent, Sys.AT_REMOVEDIR);
      }
      throw e;
    }
    if (made == 0) {
      directories.add(parent);
    }
  }

  /// As [#pin], where the directory is known to be there and on a bpffs.
  public void pinHere(Fd fd, String path) {
    Bpf.pin(kernel, fd, path);
    pinned.add(path);
  }

  /// Takes back what was pinned by this, and the directories that were made for it, as far as that
  /// goes.
  public void undo() {
    for (String path : pinned) {
      Os.tryUnlink(kernel, path, 0);
    }
    pinned.clear();
    for (String directory : directories.reversed()) {
      Os.tryUnlink(kernel, directory, Sys.AT_REMOVEDIR);
    }
    directories.clear();
  }

  private void checkFileSystem(String path, String parent) {
    long type = Os.tryFileSystem(kernel, parent);
    if (type < 0) {
      log.warn("failed to statfs " + parent + ": -" + Errno.name((int) -type));
      throw SyscallException.of("statfs", parent, (int) -type);
    }
    if (type != Sys.BPF_FS_MAGIC) {
      log.warn("specified path " + path + " is not on BPF FS");
      throw new LoadException("'" + path + "' is not on a BPF file system", Errno.EINVAL, null);
    }
  }

  /// The directory that `path` lies in.
  static String parent(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    int slash = path.lastIndexOf('/', end - 1);
    if (slash < 0) {
      return ".";
    }
    return slash == 0 ? "/" : path.substring(0, slash);
  }
}
