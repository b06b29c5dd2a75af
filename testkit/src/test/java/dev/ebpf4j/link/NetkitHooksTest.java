package dev.ebpf4j.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Netlink;
import dev.ebpf4j.sys.NetlinkRequest;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.Hits;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Networks;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Programs at both ends of a pair of netkit devices run for what that end sends.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class NetkitHooksTest {

  private static final int RTM_NEWLINK = 16;
  private static final int REQUEST_ACK_CREATE_EXCLUSIVE = 0x1 | 0x4 | 0x400 | 0x200;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_INFO_KIND = 1;

  /// Makes the pair `nk0` and `nk1`; ip(8) of the machine may be too old to.
  private static int create(Kernel kernel) {
    try (Netlink netlink = Netlink.open(kernel)) {
      NetlinkRequest request = new NetlinkRequest(RTM_NEWLINK, REQUEST_ACK_CREATE_EXCLUSIVE);
      request.body().zeros(16);
      int info = request.begin(IFLA_LINKINFO);
      request
          .body()
          .u16(4 + "netkit".length())
          .u16(IFLA_INFO_KIND)
          .bytes("netkit".getBytes(StandardCharsets.US_ASCII))
          .zeros(2);
      request.end(info);
      return netlink.request(request).errno();
    }
  }

  @Test
  void bothEnds(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.7", "netkit");
    Networks.inOwn(
        kernel,
        () -> {
          int errno = create(kernel);
          assumeTrue(errno != Errno.EOPNOTSUPP, "kernel built without CONFIG_NETKIT");
          assertEquals(0, errno, Errno.name(errno));
          for (int end = 0; end < 2; end++) {
            Networks.ip("link set nk" + end + " up");
            Networks.ip("addr add 10.9." + end + ".1/24 dev nk" + end);
          }
          int primary = primary(kernel);
          fires(kernel, "on_netkit_primary", Netkit.Options.primary(primary), primary);
          int peer = other(primary);
          Netkit.Options first = Netkit.Options.peer(primary).withPosition(Position.FIRST);
          fires(kernel, "on_netkit_peer", first, peer);
        });
  }

  /// Index of the end that programs are attached through: the other one is refused.
  private static int primary(Kernel kernel) throws Exception {
    try (LoadedObject object = load(kernel, "on_netkit_primary")) {
      for (String name : new String[] {"nk0", "nk1"}) {
        int index = NetworkInterface.getByName(name).getIndex();
        try (Link link =
            Netkit.attach(
                object.program("on_netkit_primary").fd(), Netkit.Options.primary(index))) {
          assertTrue(link.isKernelLink());
          return index;
        } catch (dev.ebpf4j.error.SyscallException refused) {
          assertEquals(Errno.EACCES, refused.errno());
        }
      }
    }
    throw new AssertionError("neither end is the primary one");
  }

  private static int other(int index) throws Exception {
    int first = NetworkInterface.getByName("nk0").getIndex();
    return index == first ? NetworkInterface.getByName("nk1").getIndex() : first;
  }

  private static LoadedObject load(Kernel kernel, String program) {
    return BpfObject.parse(Fixtures.object("hooks"), "hooks.o")
        .changeProgram(program, spec -> spec.withAutoload(true))
        .load(kernel, LoadOptions.DEFAULT);
  }

  private static void fires(Kernel kernel, String program, Netkit.Options options, int sender)
      throws Exception {
    String end = NetworkInterface.getByIndex(sender).getName().substring(2);
    try (LoadedObject object = load(kernel, program);
        Hits hits = Hits.of(object);
        Link link = Netkit.attach(object.program(program).fd(), options)) {
      Networks.datagramTo("10.9." + end + ".1", "10.9." + end + ".2");
      hits.await(0, program + " by " + link);
    }
  }
}
