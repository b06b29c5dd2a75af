package dev.ebpf4j.sys;

import dev.ebpf4j.abi.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Names and numbers of the network interfaces in the caller's network namespace. /sys is no help
/// there: it shows the namespace it was mounted in.
public final class NetworkInterfaces {

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;

  // include/uapi/linux/sockios.h
  private static final int SIOCGIFNAME = 0x8910;
  private static final int SIOCGIFINDEX = 0x8933;

  // struct ifreq (include/uapi/linux/if.h)
  private static final int REQUEST_SIZE = 40;
  private static final int INDEX = 16;
  private static final int NAME_SIZE = 16;

  private NetworkInterfaces() {}

  /// The number of the interface `name`.
  ///
  /// @return the number, or a negative error number: ENODEV if there is none
  public static int tryIndex(Kernel kernel, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= NAME_SIZE) {
      return -Errno.ENODEV;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(REQUEST_SIZE, 8);
      Memory.write(bytes, 0, request, 0, bytes.length);
      int result = (int) ask(kernel, SIOCGIFINDEX, request);
      return result < 0 ? result : request.get(ValueLayout.JAVA_INT, INDEX);
    }
  }

  /// The name of interface number `index`, or null if there is none.
  public static @Nullable String name(Kernel kernel, int index) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(REQUEST_SIZE, 8);
      request.set(ValueLayout.JAVA_INT, INDEX, index);
      return ask(kernel, SIOCGIFNAME, request) < 0 ? null : request.getString(0);
    }
  }

  private static long ask(Kernel kernel, int question, MemorySegment request) {
    long socket = kernel.call(Call.SOCKET, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) {
      return socket;
    }
    long result = kernel.call(Call.IOCTL, socket, question, request.address());
    kernel.call(Call.CLOSE, socket);
    return result;
  }
}
