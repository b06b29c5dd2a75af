package dev.ebpf4j.sys;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A socket to the kernel's network configuration, for lists of devices, queueing disciplines and
/// filters, and for XDP programs without links. Use it in one thread. Source: netlink(7).
public final class Netlink implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int ADDRESS_SIZE = 12;

  private static final int TYPE_ERROR = 2;
  private static final int TYPE_DONE = 3;
  private static final int FLAG_CAPPED = 0x100;
  private static final int FLAG_ATTRIBUTES = 0x200;
  private static final int ERROR_TEXT = 1;

  /// The kernel makes parts of at most 32 KB, or as large as the buffer of an earlier receive.
  private static final int BUFFER_SIZE = 64 * 1024;

  private final Kernel kernel;
  private final Fd socket;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(BUFFER_SIZE, 8);
  private int sequence;

  /// Takes one message of a list.
  public interface Receiver {
    /// Takes the next one.
    ///
    /// @param message valid during the call, without its header
    void message(int type, byte[] message);
  }

  /// How a request ended.
  ///
  /// @param errno 0 for success
  /// @param text what the kernel says about an error; may be empty
  public record Reply(int errno, String text) {}

  private Netlink(Kernel kernel, Fd socket) {
    this.kernel = kernel;
    this.socket = socket;
  }

  /// Opens a socket in the caller's network namespace.
  public static Netlink open(Kernel kernel) {
    long fd = kernel.call(Call.SOCKET, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    Fd socket = Fd.own(kernel, (int) Os.check("socket", "netlink", fd), "netlink");
    Netlink netlink = new Netlink(kernel, socket);
    try {
      netlink.prepare();
      return netlink;
    } catch (SyscallException e) {
      netlink.close();
      throw e;
    }
  }

  private void prepare() {
    MemorySegment on = arena.allocate(4, 4);
    on.set(ValueLayout.JAVA_INT, 0, 1);
    // Kernels before 4.12 do not know it; their errors come without a text.
    kernel.call(Call.SETSOCKOPT, socket.number(), SOL_NETLINK, NETLINK_EXT_ACK, on.address(), 4, 0);
    MemorySegment address = arena.allocate(ADDRESS_SIZE, 4);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
    Os.check(
        "bind",
        "netlink",
        kernel.call(Call.BIND, socket.number(), address.address(), ADDRESS_SIZE));
  }

  /// Sends a request whose answer is a list (NLM_F_DUMP), and hands each message to `receiver`.
  ///
  /// @return errno 0 when the list is complete
  public Reply dump(NetlinkRequest request, Receiver receiver) {
    return exchange(request, receiver);
  }

  /// Sends a request that is to be confirmed (NLM_F_ACK).
  public Reply request(NetlinkRequest request) {
    return exchange(request, (_, _) -> {});
  }

  private Reply exchange(NetlinkRequest request, Receiver receiver) {
    byte[] bytes = request.bytes(++sequence);
    try (Arena sending = Arena.ofConfined()) {
      MemorySegment copy = sending.allocate(bytes.length, 8);
      Memory.write(bytes, 0, copy, 0, bytes.length);
      long sent =
          kernel.call(Call.SENDTO, socket.number(), copy.address(), copy.byteSize(), 0, 0, 0);
      Os.check("sendto", "netlink", sent);
    }
    while (true) {
      long received =
          kernel.call(Call.RECVFROM, socket.number(), buffer.address(), buffer.byteSize(), 0, 0, 0);
      int length = (int) Os.check("recvfrom", "netlink", received);
      Reply reply = messages(length, receiver);
      if (reply != null) {
        return reply;
      }
    }
  }

  /// Goes through one datagram; null if more are to come.
  private @Nullable Reply messages(int length, Receiver receiver) {
    int at = 0;
    while (at <= length - NetlinkRequest.HEADER_SIZE) {
      int size = buffer.get(ValueLayout.JAVA_INT, at);
      if (size < NetlinkRequest.HEADER_SIZE || size > length - at) {
        return new Reply(Errno.EBADMSG, "");
      }
      int type = buffer.get(ValueLayout.JAVA_SHORT, at + 4) & 0xffff;
      int flags = buffer.get(ValueLayout.JAVA_SHORT, at + 6) & 0xffff;
      boolean ours = buffer.get(ValueLayout.JAVA_INT, at + 8) == sequence;
      byte[] body = new byte[size - NetlinkRequest.HEADER_SIZE];
      Memory.read(buffer, at + NetlinkRequest.HEADER_SIZE, body, 0, body.length);
      if (ours && type == TYPE_DONE) {
        return new Reply(body.length < 4 ? 0 : -number(body), text(body, 4, flags));
      }
      if (ours && type == TYPE_ERROR) {
        return error(body, flags);
      }
      if (ours) {
        receiver.message(type, body);
      }
      at += size + 3 & ~3;
    }
    return null;
  }

  /// An error, or with number 0 the confirmation: the number, the header of the request, the rest
  /// of the request unless it was cut off, attributes.
  private static Reply error(byte[] body, int flags) {
    if (body.length < 4 + NetlinkRequest.HEADER_SIZE) {
      return new Reply(Errno.EBADMSG, "");
    }
    int requestSize =
        (flags & FLAG_CAPPED) != 0
            ? NetlinkRequest.HEADER_SIZE
            : number(Arrays.copyOfRange(body, 4, 8));
    return new Reply(-number(body), text(body, 4 + (requestSize + 3 & ~3), flags));
  }

  private static String text(byte[] body, int start, int flags) {
    if ((flags & FLAG_ATTRIBUTES) != 0) {
      NetlinkAttributes attributes = new NetlinkAttributes(body, start, body.length);
      while (attributes.next()) {
        if (attributes.type() == ERROR_TEXT) {
          return attributes.text();
        }
      }
    }
    return "";
  }

  private static int number(byte[] bytes) {
    return (bytes[0] & 0xff) | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | bytes[3] << 24;
  }

  @Override
  public void close() {
    socket.close();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
