package dev.ebpf4j.sys;

import dev.ebpf4j.abi.Sys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory shared with the kernel, from mmap(2); closing it unmaps. Any thread may use it, but
/// nobody may touch [#memory()] after the close.
public final class Mapping implements AutoCloseable {

  private final Arena arena;
  private final MemorySegment memory;

  private Mapping(Arena arena, MemorySegment memory) {
    this.arena = arena;
    this.memory = memory;
  }

  /// Maps `length` bytes of `fd` from `offset` on, shared.
  ///
  /// @param protection `PROT_...` of [Sys]
  public static Mapping shared(Kernel kernel, Fd fd, long offset, long length, int protection) {
    return map(kernel, fd, offset, length, protection, Sys.MAP_SHARED, 0);
  }

  /// Maps `length` bytes of `fd` from the start, private: what is written stays in this process.
  public static Mapping ofPrivate(Kernel kernel, Fd fd, long length, int protection) {
    return map(kernel, fd, 0, length, protection, Sys.MAP_PRIVATE, 0);
  }

  /// Maps `length` bytes of `fd` from the start, shared, exactly at `address`; 0 leaves the place
  /// to the kernel. For arenas, whose pointers count on it.
  ///
  /// @throws dev.ebpf4j.error.SyscallException EEXIST if something is there, such as memory of the
  ///     JVM or the same arena of another object
  public static Mapping sharedAt(Kernel kernel, Fd fd, long address, long length, int protection) {
    int flags = address == 0 ? Sys.MAP_SHARED : Sys.MAP_SHARED | Sys.MAP_FIXED_NOREPLACE;
    return map(kernel, fd, 0, length, protection, flags, address);
  }

  private static Mapping map(
      Kernel kernel, Fd fd, long offset, long length, int protection, int flags, long at) {
    long address = kernel.call(Call.MMAP, at, length, protection, flags, fd.number(), offset);
    Os.check("mmap", fd.what(), address);
    Arena arena = Arena.ofShared();
    MemorySegment memory =
        MemorySegment.ofAddress(address)
            .reinterpret(length, arena, _ -> kernel.call(Call.MUNMAP, address, length, 0));
    return new Mapping(arena, memory);
  }

  /// The mapped bytes.
  public MemorySegment memory() {
    return memory;
  }

  /// Unmaps; again does nothing.
  @Override
  public void close() {
    if (memory.scope().isAlive()) {
      arena.close();
    }
  }
}
