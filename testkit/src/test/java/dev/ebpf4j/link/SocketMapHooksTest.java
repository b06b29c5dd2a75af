package dev.ebpf4j.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.TypedMap;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.Hits;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Networks;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Programs of socket maps run for TCP connections in the map, and what they redirect arrives at
/// the other one.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class SocketMapHooksTest {

  private static final byte[] DATA = "through the map".getBytes();

  /// Where the programs of sockets.bpf.c find the socket that they redirect to.
  private static final int OTHER_NAME = 0x1111;

  /// A connection whose one end is a bare descriptor.
  private record Connection(Fd end, Socket peer) implements AutoCloseable {
    static Connection open(Kernel kernel, ServerSocket server) throws IOException {
      Fd end = Networks.tcpSocket(kernel);
      Networks.connect(end, server.getLocalPort());
      Socket peer = server.accept();
      peer.setSoTimeout(10_000);
      return new Connection(end, peer);
    }

    @Override
    public void close() throws IOException {
      end.close();
      peer.close();
    }
  }

  /// With two connections.
  private interface Body {
    void run(LoadedObject object, Connection first, Connection second, Hits hits) throws Exception;
  }

  private static void with(Kernel kernel, Body body) throws Exception {
    Networks.inOwn(
        kernel,
        () -> {
          BpfObject object = BpfObject.parse(Fixtures.object("sockets"), "sockets.o");
          try (LoadedObject loaded = object.load(kernel, LoadOptions.DEFAULT);
              Hits hits = Hits.of(loaded);
              ServerSocket server = new ServerSocket(0, 2, InetAddress.getByName("127.0.0.1"));
              Connection first = Connection.open(kernel, server);
              Connection second = Connection.open(kernel, server)) {
            body.run(loaded, first, second, hits);
          }
        });
  }

  private static void put(LoadedObject object, String map, int key, Connection connection) {
    try (TypedMap<Integer, Long> sockets = object.map(map).typed(Codec.s32(), Codec.s64())) {
      sockets.put(key, (long) connection.end.number());
    }
  }

  private static Link attach(LoadedObject object, String program, String map, int type) {
    Fd sockets = object.map(map).fd();
    return Sockmaps.attach(object.program(program).fd(), new Sockmaps.Options(sockets, type));
  }

  private static void send(Kernel kernel, Connection from) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(DATA.length);
      MemorySegment.copy(DATA, 0, bytes, ValueLayout.JAVA_BYTE, 0, DATA.length);
      long sent =
          kernel.call(Call.SENDTO, from.end.number(), bytes.address(), DATA.length, 0, 0, 0);
      assertEquals(DATA.length, sent);
    }
  }

  private static byte[] received(Connection by) throws IOException {
    return by.peer.getInputStream().readNBytes(DATA.length);
  }

  @Test
  void messagesThatAreSent(Kernel kernel) throws Exception {
    with(
        kernel,
        (object, first, second, hits) -> {
          try (Link link = attach(object, "on_message", "sockets", AttachType.SK_MSG_VERDICT)) {
            put(object, "sockets", 0, first);
            put(object, "sockets", 1, second);
            send(kernel, first);
            assertArrayEquals(DATA, received(second), link.toString());
            hits.assertHit(0, "on_message");
          }
        });
  }

  @Test
  void messagesRedirectedByName(Kernel kernel) throws Exception {
    with(
        kernel,
        (object, first, second, hits) -> {
          String program = "on_message_by_name";
          try (Link link = attach(object, program, "by_name", AttachType.SK_MSG_VERDICT)) {
            put(object, "by_name", 0x2222, first);
            put(object, "by_name", OTHER_NAME, second);
            send(kernel, first);
            assertArrayEquals(DATA, received(second), link.toString());
            hits.assertHit(1, program);
          }
        });
  }

  @Test
  void streamsThatAreReceived(Kernel kernel) throws Exception {
    with(
        kernel,
        (object, first, second, hits) -> {
          int parser = AttachType.SK_SKB_STREAM_PARSER;
          int verdict = AttachType.SK_SKB_STREAM_VERDICT;
          try (Link parse = attach(object, "on_stream", "sockets", parser);
              Link judge = attach(object, "on_stream_verdict", "sockets", verdict)) {
            put(object, "sockets", 0, first);
            put(object, "sockets", 1, second);
            first.peer.getOutputStream().write(DATA);
            assertArrayEquals(DATA, received(second), parse + " " + judge);
            hits.assertHit(2, "on_stream");
            hits.assertHit(3, "on_stream_verdict");
          }
        });
  }

  @Test
  void whatIsReceivedWithoutAParser(Kernel kernel) throws Exception {
    with(
        kernel,
        (object, first, second, hits) -> {
          String program = "on_verdict_by_name";
          try (Link link = attach(object, program, "by_name", AttachType.SK_SKB_VERDICT)) {
            put(object, "by_name", 0x2222, first);
            put(object, "by_name", OTHER_NAME, second);
            first.peer.getOutputStream().write(DATA);
            assertArrayEquals(DATA, received(second), link.toString());
            hits.assertHit(5, program);
          }
        });
  }

  @Test
  void detachedItSeesNothing(Kernel kernel) throws Exception {
    with(
        kernel,
        (object, first, second, hits) -> {
          attach(object, "on_verdict", "sockets", AttachType.SK_SKB_VERDICT).close();
          put(object, "sockets", 0, first);
          first.peer.getOutputStream().write(DATA);
          second.peer.getOutputStream().write(DATA);
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(DATA.length);
            long length =
                kernel.call(
                    Call.RECVFROM, first.end.number(), buffer.address(), DATA.length, 0, 0, 0);
            assertEquals(DATA.length, length);
          }
          assertEquals(0, hits.get(4));
        });
  }
}
