package dev.ebpf4j.link;

import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Netlink;
import dev.ebpf4j.sys.NetlinkAttributes;
import dev.ebpf4j.sys.NetlinkRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Network devices with their XDP programs, through rtnetlink(7): what there was before XDP had
/// links, and still the only way to see programs attached without one.
public final class NetworkDevices {

  // include/uapi/linux/rtnetlink.h, netlink.h
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_SETLINK = 19;
  private static final int NLM_F_REQUEST = 1;
  private static final int NLM_F_ACK = 4;
  private static final int NLM_F_DUMP = 0x300;
  private static final int AF_PACKET = 17;
  private static final int LINK_MESSAGE = 16;

  // include/uapi/linux/if_link.h
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_XDP = 43;
  private static final int IFLA_XDP_FD = 1;
  private static final int IFLA_XDP_ATTACHED = 2;
  private static final int IFLA_XDP_FLAGS = 3;
  private static final int IFLA_XDP_PROG_ID = 4;
  private static final int IFLA_XDP_DRV_PROG_ID = 5;
  private static final int IFLA_XDP_SKB_PROG_ID = 6;
  private static final int IFLA_XDP_HW_PROG_ID = 7;
  private static final int ATTACHED_DRIVER = 1;
  private static final int ATTACHED_GENERIC = 2;
  private static final int ATTACHED_HARDWARE = 3;

  /// Do not replace a program that is there.
  public static final int XDP_KEEP = 1;

  /// Behind the driver, in the generic path.
  public static final int XDP_GENERIC = 2;

  /// In the driver.
  public static final int XDP_DRIVER = 4;

  /// On the device itself.
  public static final int XDP_HARDWARE = 8;

  /// A device.
  ///
  /// @param name empty if the kernel does not tell
  public record Device(int index, String name, XdpPrograms xdp) {}

  /// Ids of the XDP programs of a device, 0 for none; several places may have one at once.
  public record XdpPrograms(int generic, int driver, int hardware) {}

  private NetworkDevices() {}

  /// All devices of the caller's network namespace, in the kernel's order.
  public static List<Device> list(Kernel kernel) {
    List<Device> devices = new ArrayList<>();
    try (Netlink netlink = Netlink.open(kernel)) {
      NetlinkRequest request = new NetlinkRequest(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP);
      request.body().u8(AF_PACKET).zeros(LINK_MESSAGE - 1);
      Netlink.Reply reply =
          netlink.dump(
              request,
              (type, message) -> {
                if (type == RTM_NEWLINK && message.length >= LINK_MESSAGE) {
                  devices.add(device(message));
                }
              });
      if (reply.errno() != 0) {
        throw SyscallException.of("RTM_GETLINK", reply.text(), reply.errno());
      }
    }
    return devices;
  }

  private static Device device(byte[] message) {
    int index =
        (message[4] & 0xff)
            | (message[5] & 0xff) << 8
            | (message[6] & 0xff) << 16
            | message[7] << 24;
    String name = "";
    XdpPrograms xdp = new XdpPrograms(0, 0, 0);
    NetlinkAttributes attributes = new NetlinkAttributes(message, LINK_MESSAGE, message.length);
    while (attributes.next()) {
      switch (attributes.type()) {
        case IFLA_IFNAME -> name = attributes.text();
        case IFLA_XDP -> xdp = xdp(attributes.nested());
        default -> {}
      }
    }
    return new Device(index, name, xdp);
  }

  /// Older kernels tell one program and its place, newer ones a program for each place.
  private static XdpPrograms xdp(NetlinkAttributes attributes) {
    int attached = 0;
    int program = 0;
    int generic = 0;
    int driver = 0;
    int hardware = 0;
    while (attributes.next()) {
      switch (attributes.type()) {
        case IFLA_XDP_ATTACHED -> attached = attributes.u8();
        case IFLA_XDP_PROG_ID -> program = attributes.u32();
        case IFLA_XDP_DRV_PROG_ID -> driver = attributes.u32();
        case IFLA_XDP_SKB_PROG_ID -> generic = attributes.u32();
        case IFLA_XDP_HW_PROG_ID -> hardware = attributes.u32();
        default -> {}
      }
    }
    return switch (attached) {
      case ATTACHED_DRIVER -> new XdpPrograms(generic, program, hardware);
      case ATTACHED_GENERIC -> new XdpPrograms(program, driver, hardware);
      case ATTACHED_HARDWARE -> new XdpPrograms(generic, driver, program);
      default -> new XdpPrograms(generic, driver, hardware);
    };
  }

  /// Puts an XDP program on a device, or takes it off. It stays without this process.
  ///
  /// @param program null to take it off
  /// @param flags `XDP_...`
  /// @return errno 0 for success; else the error and what the kernel says about it
  public static Netlink.Reply setXdp(
      Kernel kernel, int interfaceIndex, @Nullable Fd program, int flags) {
    try (Netlink netlink = Netlink.open(kernel)) {
      NetlinkRequest request = new NetlinkRequest(RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK);
      request.body().zeros(4).u32(interfaceIndex).zeros(8);
      int nest = request.begin(IFLA_XDP);
      request.u32(IFLA_XDP_FD, program == null ? -1 : program.number());
      if (flags != 0) {
        request.u32(IFLA_XDP_FLAGS, flags);
      }
      return netlink.request(request.end(nest));
    }
  }
}
