package dev.ebpf4j.procfs;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Mapping;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.sys.Stat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/// The raw BTF of the running kernel and its modules, from /sys/kernel/btf. Since Linux 5.4.
public final class KernelBtf {

  private static final String DIRECTORY = "/sys/kernel/btf/";

  private KernelBtf() {}

  /// The raw BTF of the kernel proper.
  ///
  /// @throws dev.ebpf4j.error.NotFoundException if the kernel has none (CONFIG_DEBUG_INFO_BTF)
  public static byte[] vmlinux(Kernel kernel) {
    return bytes(kernel, DIRECTORY + "vmlinux");
  }

  /// The raw BTF of a loaded module: split BTF over that of the kernel proper. Since Linux 5.11.
  public static byte[] module(Kernel kernel, String name) {
    return bytes(kernel, DIRECTORY + name);
  }

  /// The types of the kernel proper.
  ///
  /// @throws dev.ebpf4j.error.NotFoundException if the kernel has none (CONFIG_DEBUG_INFO_BTF)
  public static Btf types(Kernel kernel) {
    return read(kernel, DIRECTORY + "vmlinux", memory -> Btf.ofKernel(memory.asByteBuffer(), null));
  }

  private static byte[] bytes(Kernel kernel, String path) {
    return read(kernel, path, memory -> Os.bytes(memory, (int) memory.byteSize()));
  }

  /// Kernels since 6.16 let vmlinux be mapped, which saves them a copy of megabytes.
  private static <T> T read(Kernel kernel, String path, Function<MemorySegment, T> reader) {
    Stat stat = Os.stat(kernel, path, true);
    if (stat == null) {
      throw SyscallException.of("open", path, Errno.ENOENT);
    }
    long size = stat.sizeBytes();
    try (Fd fd = Os.open(kernel, path, Sys.O_RDONLY, 0)) {
      try (Mapping mapping = Mapping.ofPrivate(kernel, fd, size, Sys.PROT_READ)) {
        return reader.apply(mapping.memory());
      } catch (SyscallException e) {
        if (!e.operation().equals("mmap")) {
          throw e;
        }
      }
      try (Arena arena = Arena.ofConfined()) {
        return reader.apply(Os.readAll(kernel, fd, arena.allocate(size + 1)));
      }
    }
  }
}
