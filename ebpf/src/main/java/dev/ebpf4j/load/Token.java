package dev.ebpf4j.load;

import dev.ebpf4j.abi.AttrTokenCreate;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import org.jspecify.annotations.Nullable;

/// A BPF token: the right to load, handed to a user namespace by way of a mounted bpffs. Since
/// Linux
/// 6.9.
final class Token {

  private Token() {}

  /// Asks the bpffs at `path` for a token.
  ///
  /// @return null if it delegates nothing, which is the usual case
  static @Nullable Fd ask(Kernel kernel, String path, String object, LoadLog log) {
    try (Fd mount = Os.open(kernel, path, Sys.O_RDONLY, 0);
        Attr attr = new Attr(AttrTokenCreate.BPFFS_FD + Integer.BYTES)) {
      attr.u32(AttrTokenCreate.BPFFS_FD, mount.number());
      long result = attr.call(kernel, BpfCommand.TOKEN_CREATE);
      if (result >= 0) {
        return Fd.own(kernel, (int) result, "token of " + path);
      }
      if (result == -Errno.ENOENT) {
        log.debug(
            "object '"
                + object
                + "': BPF FS at '"
                + path
                + "' doesn't have BPF token delegation set up, skipping...");
      } else {
        log.debug(
            "object '"
                + object
                + "': failed ("
                + result
                + ") to create BPF token from '"
                + path
                + "', skipping optional step...");
      }
    } catch (SyscallException e) {
      log.debug(
          "object '"
              + object
              + "': failed (-"
              + Errno.name(e.errno())
              + ") to open BPF FS mount at '"
              + path
              + "', skipping optional step...");
    }
    return null;
  }
}
