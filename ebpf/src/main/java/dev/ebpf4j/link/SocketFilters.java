package dev.ebpf4j.link;

import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Socket filters: programs that see what a socket receives and say how much of it to keep.
public final class SocketFilters {

  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
  private static final int ETH_P_ALL = 0x0003;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_BPF = 50;
  private static final int SOCKADDR_LL_SIZE = 20;

  private SocketFilters() {}

  /// Attaches to a socket of the caller's; the program stays until the socket is closed.
  public static void attach(Fd program, Fd socket) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      value.set(ValueLayout.JAVA_INT, 0, program.number());
      Kernel kernel = program.kernel();
      long result =
          kernel.call(
              Call.SETSOCKOPT,
              socket.number(),
              SOL_SOCKET,
              SO_ATTACH_BPF,
              value.address(),
              Integer.BYTES,
              0);
      Os.check("SO_ATTACH_BPF", program.what(), result);
    }
  }

  /// Attaches to a new raw socket that sees all packets of a network device. The filter runs until
  /// the socket is closed.
  ///
  /// @param interfaceIndex number of the device
  public static Fd listen(Fd program, int interfaceIndex) {
    Kernel kernel = program.kernel();
    int anyProtocol = Integer.reverseBytes(ETH_P_ALL) >>> 16;
    long number = kernel.call(Call.SOCKET, AF_PACKET, SOCK_RAW_CLOEXEC, anyProtocol);
    Fd socket = Fd.own(kernel, (int) Os.check("socket", "AF_PACKET", number), "packet socket");
    try (Arena arena = Arena.ofConfined()) {
      attach(program, socket);
      MemorySegment address = arena.allocate(SOCKADDR_LL_SIZE, 4);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
      address.set(ValueLayout.JAVA_SHORT, 2, (short) anyProtocol);
      address.set(ValueLayout.JAVA_INT, 4, interfaceIndex);
      long result = kernel.call(Call.BIND, socket.number(), address.address(), SOCKADDR_LL_SIZE);
      Os.check("bind", "device " + interfaceIndex, result);
      return socket;
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
