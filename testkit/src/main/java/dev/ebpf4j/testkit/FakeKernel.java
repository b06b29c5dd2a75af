package dev.ebpf4j.testkit;

import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.FdListener;
import dev.ebpf4j.sys.Kernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A kernel that does what a test tells it: answers by call and by bpf(2) command, errors at the
/// n-th call, and behind all that either ENOSYS or a real kernel.
///
/// ```java
/// FakeKernel kernel = new FakeKernel();
/// kernel.onBpf(BpfCommand.MAP_LOOKUP_ELEM, attr -> -Errno.ENOENT);
/// kernel.failNext(Call.BPF, Errno.EINTR);
/// ```
public final class FakeKernel implements Kernel {

  /// Answers a system call: a result of at least 0, or a negative error number.
  public interface CallHandler {
    long answer(long[] arguments);
  }

  /// Answers a command of bpf(2), reading and writing its attribute.
  public interface BpfHandler {
    long answer(MemorySegment attr);
  }

  private static final int RELEASE_FILE = 1_000_000;

  private final Map<Call, CallHandler> calls = new EnumMap<>(Call.class);
  private final Map<Integer, BpfHandler> commands = new HashMap<>();
  private final Map<Call, List<Integer>> failures = new EnumMap<>(Call.class);
  private final List<Call> entered = new ArrayList<>();
  private final List<Integer> enteredCommands = new ArrayList<>();
  private final @Nullable Kernel behind;
  private FdListener fds = FdListener.NONE;
  private int failAt = -1;
  private int failWith;
  private @Nullable String failed;

  /// A kernel that knows no call until it is told: ENOSYS for all, but descriptors close.
  public FakeKernel() {
    this(null);
  }

  /// A kernel that goes on to `behind` with whatever it was not told about.
  public FakeKernel(@Nullable Kernel behind) {
    this.behind = behind;
    if (behind == null) {
      calls.put(Call.CLOSE, _ -> 0);
    }
  }

  public FakeKernel on(Call call, CallHandler handler) {
    calls.put(call, handler);
    return this;
  }

  public FakeKernel onBpf(int command, BpfHandler handler) {
    commands.put(command, handler);
    return this;
  }

  /// The next entries of `call` fail with these error numbers, one each, before any handler is
  /// asked.
  public FakeKernel failNext(Call call, int... errnos) {
    for (int errno : errnos) {
      failures.computeIfAbsent(call, _ -> new ArrayList<>()).add(errno);
    }
    return this;
  }

  /// The `n`-th entry from now on, counted from 1 over all calls but close, fails with `errno`.
  public FakeKernel failAt(int n, int errno) {
    failAt = n;
    failWith = errno;
    return this;
  }

  /// What failed because of [#failAt], null as long as nothing did.
  public @Nullable String failed() {
    return failed;
  }

  /// The kernel that is asked in the end.
  public Kernel behind() {
    return behind == null ? this : behind;
  }

  /// A kernel older than `command`, which says EINVAL to it.
  public FakeKernel lacks(int command) {
    return onBpf(command, _ -> -Errno.EINVAL);
  }

  /// A kernel of another release, as its file below /proc tells.
  ///
  /// @param release such as `6.1.0`
  public FakeKernel ofRelease(String release) {
    boolean[] read = {false};
    on(
        Call.OPENAT,
        arguments -> {
          boolean asked = memory(arguments[1], 4096).getString(0).endsWith("/osrelease");
          read[0] = false;
          return asked ? RELEASE_FILE : passOn(Call.OPENAT, arguments);
        });
    on(
        Call.READ,
        arguments -> {
          if (arguments[0] != RELEASE_FILE) {
            return passOn(Call.READ, arguments);
          }
          byte[] text = read[0] ? new byte[0] : release.getBytes(StandardCharsets.US_ASCII);
          read[0] = true;
          MemorySegment.copy(
              text, 0, memory(arguments[1], arguments[2]), ValueLayout.JAVA_BYTE, 0, text.length);
          return text.length;
        });
    return on(
        Call.CLOSE, arguments -> arguments[0] == RELEASE_FILE ? 0 : passOn(Call.CLOSE, arguments));
  }

  private long passOn(Call call, long[] a) {
    return behind == null ? -Errno.ENOSYS : behind.enter(call, a[0], a[1], a[2], a[3], a[4], a[5]);
  }

  public FakeKernel hears(FdListener listener) {
    fds = listener;
    return this;
  }

  /// All calls so far, in order, failed ones included.
  public List<Call> entered() {
    return List.copyOf(entered);
  }

  /// How often `command` of bpf(2) was entered.
  public int entered(int command) {
    int count = 0;
    for (int each : enteredCommands) {
      count += each == command ? 1 : 0;
    }
    return count;
  }

  @Override
  public FdListener fds() {
    return fds;
  }

  @Override
  public long enter(Call call, long a, long b, long c, long d, long e, long f) {
    entered.add(call);
    if (call == Call.BPF) {
      enteredCommands.add((int) a);
    }
    if (call != Call.CLOSE && failAt > 0 && --failAt == 0) {
      failed = call == Call.BPF ? BpfCommand.name((int) a) : call.name();
      return -failWith;
    }
    List<Integer> planned = failures.get(call);
    if (planned != null && !planned.isEmpty()) {
      return -planned.removeFirst();
    }
    BpfHandler command = call == Call.BPF ? commands.get((int) a) : null;
    if (command != null) {
      return command.answer(memory(b, c));
    }
    CallHandler handler = calls.get(call);
    if (handler != null) {
      return handler.answer(new long[] {a, b, c, d, e, f});
    }
    if (behind != null) {
      return behind.enter(call, a, b, c, d, e, f);
    }
    return -Errno.ENOSYS;
  }

  /// The `size` bytes at `address`, such as what a pointer of an attribute leads to.
  public static MemorySegment memory(long address, long size) {
    return MemorySegment.ofAddress(address).reinterpret(size);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("fake kernel after");
    for (int command : enteredCommands) {
      text.append(' ').append(BpfCommand.name(command));
    }
    return text.toString();
  }
}
