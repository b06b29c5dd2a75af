package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.error.VerifierException;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.Hits;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Networks;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A congestion control made of programs serves the sockets that choose it, as long as it is
/// registered.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class StructOpsHooksTest {

  private static LoadedObject load(Kernel kernel, String fixture) {
    try {
      return BpfObject.parse(Fixtures.object(fixture), fixture + ".o")
          .load(kernel, LoadOptions.DEFAULT);
    } catch (VerifierException e) {
      boolean byPolicy = e.errno() == Errno.EPERM && e.log().isEmpty();
      assumeTrue(!byPolicy, "this machine refuses programs at functions");
      throw e;
    }
  }

  /// Lets a socket choose the congestion control and connect.
  ///
  /// @return 0 or a negative error number
  private static long choose(Kernel kernel) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        Fd socket = Networks.tcpSocket(kernel);
        Arena arena = Arena.ofConfined()) {
      String name = "ebpf4j_cc";
      long result =
          kernel.call(
              Call.SETSOCKOPT,
              socket.number(),
              6 /* IPPROTO_TCP */,
              13 /* TCP_CONGESTION */,
              Os.string(arena, name).address(),
              name.length(),
              0);
      if (result == 0) {
        Networks.connect(socket, server.getLocalPort());
      }
      return result;
    }
  }

  @Test
  void registered(Kernel kernel) throws Exception {
    Networks.inOwn(
        kernel,
        () -> {
          try (LoadedObject object = load(kernel, "struct_ops");
              Hits hits = Hits.of(object)) {
            assertEquals(-Errno.ENOENT, choose(kernel), "not registered yet");
            try (Link link = object.attachStructOps("control")) {
              assertTrue(!link.isKernelLink());
              assertEquals(0, choose(kernel));
              hits.assertHit(0, "on_init");
            }
            assertEquals(-Errno.ENOENT, choose(kernel), "no longer registered");
          }
        });
  }

  @Test
  void byALinkThatChanges(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.4", "links of struct_ops");
    Networks.inOwn(
        kernel,
        () -> {
          try (LoadedObject object = load(kernel, "struct_ops_link");
              Hits hits = Hits.of(object)) {
            try (Link link = object.attachStructOps("control")) {
              assertTrue(link.isKernelLink());
              assertEquals(0, choose(kernel));
              hits.assertHit(0, "on_init");
              assertEquals(0, hits.get(2));
              SyscallException twice = null;
              try (Link other = object.attachStructOps("other")) {
                assertNotEquals(0, other.id());
              } catch (SyscallException e) {
                twice = e;
              }
              assertTrue(twice != null && twice.errno() == Errno.EEXIST, "" + twice);
              link.update(object.map("other").fd());
              assertEquals(0, choose(kernel));
              hits.assertHit(2, "on_other_init");
            }
            assertEquals(-Errno.ENOENT, choose(kernel), "the link is gone");
          }
        });
  }
}
