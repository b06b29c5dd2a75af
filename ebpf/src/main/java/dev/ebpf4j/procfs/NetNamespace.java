package dev.ebpf4j.procfs;

import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.sys.Stat;

/// The caller's own network namespace.
public final class NetNamespace {

  /// The file that stands for it.
  private static final String SELF = "/proc/thread-self/ns/net";

  private NetNamespace() {}

  /// Opens the file that stands for it.
  public static Fd open(Kernel kernel) {
    return Os.open(kernel, SELF, Sys.O_RDONLY, 0);
  }

  /// Whether the namespace's file has this device and inode number.
  public static boolean isOwn(Kernel kernel, long device, long inode) {
    Stat own = Os.stat(kernel, SELF, true);
    return own != null && own.device() == device && own.inode() == inode;
  }
}
