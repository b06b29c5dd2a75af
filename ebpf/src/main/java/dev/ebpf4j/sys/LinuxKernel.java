package dev.ebpf4j.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// The running Linux kernel, through the C library's `syscall` function.
///
/// One handle with one all-`long` signature serves every call: each further signature would cost
/// milliseconds at start. The C library is needed for nothing else. Safe for use by many threads.
public final class LinuxKernel implements Kernel {

  private static final long SYSCALL = address();

  /// The JDK's bare stub, where it may be used.
  private static final @Nullable MethodHandle DIRECT = DirectCall.handle();

  private static final boolean ARM64 = isArm64();

  /// Places for errno that no thread uses just now; as many as threads were ever in a call at once.
  private final MemorySegment[] spare = new MemorySegment[64];

  private int spares;
  private final FdListener fds;

  public LinuxKernel() {
    this(FdListener.NONE);
  }

  /// @param fds hears of every descriptor that is opened and closed through this
  public LinuxKernel(FdListener fds) {
    this.fds = fds;
  }

  private static boolean isArm64() {
    String machine = System.getProperty("os.arch", "");
    if (machine.equals("aarch64")) {
      return true;
    }
    if (machine.equals("amd64") || machine.equals("x86_64")) {
      return false;
    }
    throw new UnsupportedOperationException("no system call numbers for the processor " + machine);
  }

  private static long address() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      throw new UnsupportedOperationException("this needs a Linux kernel");
    }
    // By name: the linker's own lookup opens a file of the JDK first, and with it java.nio.
    SymbolLookup library;
    try {
      library = SymbolLookup.libraryLookup("libc.so.6", Arena.global());
    } catch (IllegalArgumentException otherLibrary) {
      library = Linker.nativeLinker().defaultLookup();
    }
    return library.find("syscall").orElseThrow().address();
  }

  /// The public way, made when there is no [#DIRECT].
  private static final class Linked {
    /// `long syscall(long number, long a1, ..., long a6)`, with errno stored in the first argument.
    static final MethodHandle HANDLE = handle();

    private static MethodHandle handle() {
      ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
      return Linker.nativeLinker()
          .downcallHandle(
              MemorySegment.ofAddress(SYSCALL),
              FunctionDescriptor.of(word, word, word, word, word, word, word, word),
              Linker.Option.captureCallState("errno"));
    }
  }

  @Override
  public FdListener fds() {
    return fds;
  }

  @Override
  public long enter(Call call, long a, long b, long c, long d, long e, long f) {
    MemorySegment errno = takeErrno();
    try {
      long number = ARM64 ? call.onArm64() : call.onX86();
      long result =
          DIRECT != null
              ? (long) DIRECT.invokeExact(SYSCALL, errno.address(), number, a, b, c, d, e, f)
              : (long) Linked.HANDLE.invokeExact(errno, number, a, b, c, d, e, f);
      // The captured errno is stale after a success: only -1 says that it counts.
      return result == -1 ? -errno.get(ValueLayout.JAVA_INT, 0) : result;
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    } finally {
      giveErrno(errno);
    }
  }

  private MemorySegment takeErrno() {
    synchronized (spare) {
      if (spares > 0) {
        return spare[--spares];
      }
    }
    return Arena.ofAuto().allocate(ValueLayout.JAVA_INT);
  }

  private void giveErrno(MemorySegment errno) {
    synchronized (spare) {
      if (spares < spare.length) {
        spare[spares++] = errno;
      }
    }
  }
}
