package dev.ebpf4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Network namespaces of a test's own, and traffic in them.
public final class Networks {

  private static final int AF_INET = 2;
  private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
  private static final int CLONE_NEWNET = 0x4000_0000;

  /// Something to do.
  @FunctionalInterface
  public interface Body {
    void run() throws Exception;
  }

  private Networks() {}

  /// Runs `body` in a thread of its own with a network of its own, whose loopback device is up.
  public static void inOwn(Kernel kernel, Body body) throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              Os.check("unshare", "network", kernel.call(Call.UNSHARE, CLONE_NEWNET));
              ip("link set lo up");
              body.run();
              return null;
            });
    Thread thread = new Thread(task);
    thread.start();
    try {
      task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    } finally {
      thread.join();
    }
  }

  /// Runs ip(8) with these words in the caller's network.
  public static void ip(String words) throws IOException, InterruptedException {
    String[] command = ("ip " + words).split(" ");
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), words);
  }

  /// A new TCP socket.
  public static Fd tcpSocket(Kernel kernel) {
    long number = kernel.call(Call.SOCKET, AF_INET, SOCK_STREAM_CLOEXEC, 0);
    return Fd.own(kernel, (int) Os.check("socket", "TCP", number), "TCP socket");
  }

  /// Connects a TCP socket to a port of this machine.
  public static void connect(Fd socket, int port) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(16, 4);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
      address.set(ValueLayout.JAVA_SHORT, 2, Short.reverseBytes((short) port));
      byte[] loopback = {127, 0, 0, 1};
      MemorySegment.copy(loopback, 0, address, ValueLayout.JAVA_BYTE, 4, 4);
      long result = socket.kernel().call(Call.CONNECT, socket.number(), address.address(), 16);
      Os.check("connect", "port " + port, result);
    }
  }

  /// Sends a datagram, whether anybody takes it or not.
  public static void datagramTo(String from, String to) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(from))) {
      socket.send(new DatagramPacket(new byte[8], 8, InetAddress.getByName(to), 9));
    }
  }

  /// Sends a datagram over the loopback device and waits for it.
  public static void datagram() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      byte[] data = {1, 2, 3};
      other.send(new DatagramPacket(data, 3, socket.getLocalSocketAddress()));
      socket.setSoTimeout(5000);
      socket.receive(new DatagramPacket(new byte[8], 8));
    }
  }
}
