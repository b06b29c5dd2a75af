package dev.ebpf4j.sys;

import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.NotSupportedException;
import dev.ebpf4j.error.SyscallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// A `union bpf_attr` in native memory, zeroed at first, with the memory that its pointers lead to.
/// Offsets come from the `Attr...` classes of `abi`. Use it in one thread; it may serve any number
/// of commands in a row.
///
/// ```java
/// try (Attr attr = new Attr(AttrObj.SIZE)) {
///   attr.pointer(AttrObj.PATHNAME, attr.string(path)).u32(AttrObj.BPF_FD, fd.number());
///   attr.run(kernel, BpfCommand.OBJ_PIN, path);
/// }
/// ```
public final class Attr implements AutoCloseable {

  /// BPF_PROG_LOAD may say EAGAIN when a signal is pending while it verifies; libbpf tries as
  /// often.
  private static final int LOAD_ATTEMPTS = 5;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory;

  /// @param size bytes that the kernel is told of: up to the end of the last field in use
  public Attr(int size) {
    memory = arena.allocate(size, 8);
  }

  public Attr u32(int offset, int value) {
    memory.set(ValueLayout.JAVA_INT, offset, value);
    return this;
  }

  public Attr u64(int offset, long value) {
    memory.set(ValueLayout.JAVA_LONG, offset, value);
    return this;
  }

  /// The address of `target`, whose memory must outlive the command.
  public Attr pointer(int offset, MemorySegment target) {
    return u64(offset, target.address());
  }

  /// `text` cut to fit a field of `size` bytes with its NUL, as for names of programs and maps.
  public Attr name(int offset, int size, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, size - 1);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, offset, length);
    return this;
  }

  /// The attribute itself, for calls other than bpf(2) that take such a struct.
  public MemorySegment memory() {
    return memory;
  }

  /// All zeros again.
  public Attr clear() {
    memory.fill((byte) 0);
    return this;
  }

  /// What the kernel left at `offset`.
  public int u32(int offset) {
    return memory.get(ValueLayout.JAVA_INT, offset);
  }

  public long u64(int offset) {
    return memory.get(ValueLayout.JAVA_LONG, offset);
  }

  /// Where the attribute itself lies, for a caller that enters the kernel on its own.
  public long address() {
    return memory.address();
  }

  /// Bytes of the attribute that the kernel is told of.
  public long size() {
    return memory.byteSize();
  }

  /// Zeroed memory that lives as long as this.
  public MemorySegment allocate(long size) {
    return arena.allocate(Math.max(size, 1), 8).asSlice(0, size);
  }

  /// A copy of `bytes` that lives as long as this.
  public MemorySegment bytes(byte[] bytes) {
    MemorySegment copy = allocate(bytes.length);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, copy, 0, bytes.length);
    return copy;
  }

  /// `text` in UTF-8 with a NUL behind it, living as long as this.
  public MemorySegment string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment copy = allocate(bytes.length + 1L);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, copy, 0, bytes.length);
    return copy;
  }

  /// Runs `command` of bpf(2) with this attribute.
  ///
  /// @return the result, at least 0, or a negative error number
  public long call(Kernel kernel, int command) {
    long result = enter(kernel, command);
    if (command == BpfCommand.PROG_LOAD) {
      for (int i = 1; i < LOAD_ATTEMPTS && result == -Errno.EAGAIN; i++) {
        result = enter(kernel, command);
      }
    }
    return result;
  }

  private long enter(Kernel kernel, int command) {
    return kernel.call(Call.BPF, command, memory.address(), memory.byteSize());
  }

  /// Runs `command` and gives its result.
  ///
  /// @param subject what it is done to, for the message
  /// @throws SyscallException if the kernel refuses
  public long run(Kernel kernel, int command, String subject) {
    long result = call(kernel, command);
    if (result < 0) {
      throw failure(command, subject, (int) -result);
    }
    return result;
  }

  /// Runs a `command` whose result is a new file descriptor.
  ///
  /// @param what what the descriptor stands for, in messages
  /// @throws SyscallException if the kernel refuses
  public Fd open(Kernel kernel, int command, String what) {
    return Fd.own(kernel, (int) run(kernel, command, what), what);
  }

  /// The exception for a refused `command`. A kernel that lacks the command altogether says EINVAL
  /// for it, as for any other fault, so that alone is no proof.
  public static SyscallException failure(int command, String subject, int errno) {
    String since = BpfCommand.since(command);
    if (errno == Errno.ENOSYS && !since.isEmpty()) {
      return new NotSupportedException(
          BpfCommand.name(command), subject, errno, "needs Linux " + since + " with bpf(2)");
    }
    return SyscallException.of(BpfCommand.name(command), subject, errno);
  }

  @Override
  public void close() {
    arena.close();
  }
}
