package dev.ebpf4j.link;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.prog.ProgramInfo;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Netlink;
import dev.ebpf4j.sys.NetlinkRequest;

/// Classic filters of traffic control, as tc(8) adds them: SCHED_CLS programs on a network device
/// on kernels before 6.6, which have no [Tcx]. There is no link object: closing the link removes
/// the filter, and it stays if the process dies. Source: rtnetlink(7), tc-bpf(8).
public final class TcFilters {

  // include/uapi/linux/rtnetlink.h, netlink.h
  private static final int RTM_NEWQDISC = 36;
  private static final int RTM_NEWTFILTER = 44;
  private static final int RTM_DELTFILTER = 45;
  private static final int REQUEST_ACK = 0x1 | 0x4;
  private static final int ECHO = 0x8;
  private static final int REPLACE = 0x100;
  private static final int EXCLUSIVE = 0x200;
  private static final int CREATE = 0x400;
  private static final int TCA_KIND = 1;
  private static final int TCA_OPTIONS = 2;

  // include/uapi/linux/pkt_sched.h, pkt_cls.h
  private static final int CLSACT = 0xffff_fff1;
  private static final int CLSACT_HANDLE = 0xffff_0000;
  private static final int INGRESS = 0xffff_fff2;
  private static final int EGRESS = 0xffff_fff3;
  private static final int TCA_BPF_FD = 6;
  private static final int TCA_BPF_NAME = 7;
  private static final int TCA_BPF_FLAGS = 8;
  private static final int DIRECT_ACTION = 1;
  private static final int ETH_P_ALL = 0x0003;

  // struct tcmsg
  private static final int MESSAGE_HANDLE = 8;
  private static final int MESSAGE_INFO = 16;
  private static final int MESSAGE_SIZE = 20;

  /// Which device and direction, and which place among its filters.
  ///
  /// @param interfaceIndex number of the network device
  /// @param egress whether for packets that leave, not for those that arrive
  /// @param priority filters run in rising order of it, up to 65535; 0 leaves it to the kernel
  /// @param handle number among the filters of one priority; 0 leaves it to the kernel
  /// @param replace whether a filter of that priority and handle gives way
  public record Options(
      int interfaceIndex, boolean egress, int priority, int handle, boolean replace) {
    public Options {
      if (interfaceIndex <= 0) {
        throw new IllegalArgumentException("no interface index: " + interfaceIndex);
      }
      if (priority < 0 || priority > 0xffff) {
        throw new IllegalArgumentException("no priority: " + priority);
      }
      if (replace && (priority == 0 || handle == 0)) {
        throw new IllegalArgumentException("what is replaced must be named");
      }
    }

    /// For packets that arrive.
    public static Options ingress(int interfaceIndex) {
      return new Options(interfaceIndex, false, 0, 0, false);
    }

    /// For packets that leave.
    public static Options egress(int interfaceIndex) {
      return new Options(interfaceIndex, true, 0, 0, false);
    }

    /// At a certain place.
    public Options at(int newPriority, int newHandle) {
      return new Options(interfaceIndex, egress, newPriority, newHandle, replace);
    }

    /// In the place of the filter that is there, if any.
    public Options withReplace(boolean newReplace) {
      return new Options(interfaceIndex, egress, priority, handle, newReplace);
    }

    private int parent() {
      return egress ? EGRESS : INGRESS;
    }
  }

  /// Where a filter ended up.
  private record Place(int handle, int info) {}

  private TcFilters() {}

  /// Adds the filter; what the program returns is the verdict (`direct-action`). The device gets
  /// the queueing discipline `clsact` unless it has it already, and keeps it.
  ///
  /// @throws SyscallException if the kernel refuses; EEXIST if the place is taken
  public static Link attach(Fd program, Options options) {
    Kernel kernel = program.kernel();
    try (Netlink netlink = Netlink.open(kernel)) {
      addDiscipline(netlink, options);
      Place[] place = new Place[1];
      return Link.ofHeld(
          program,
          held -> place[0] = addFilter(netlink, held, options),
          _ -> remove(kernel, options, place[0]));
    }
  }

  private static void addDiscipline(Netlink netlink, Options options) {
    int flags = REQUEST_ACK | CREATE | EXCLUSIVE;
    NetlinkRequest request = request(RTM_NEWQDISC, flags, options, CLSACT_HANDLE, CLSACT, 0);
    request.text(TCA_KIND, "clsact");
    Netlink.Reply reply = netlink.request(request);
    if (reply.errno() != Errno.EEXIST) {
      check(reply, "clsact", options);
    }
  }

  private static Place addFilter(Netlink netlink, Fd program, Options options) {
    int flags = REQUEST_ACK | ECHO | CREATE | (options.replace ? REPLACE : EXCLUSIVE);
    int info = options.priority << 16 | protocol();
    NetlinkRequest request =
        request(RTM_NEWTFILTER, flags, options, options.handle, options.parent(), info);
    request.text(TCA_KIND, "bpf");
    int nest = request.begin(TCA_OPTIONS);
    request.u32(TCA_BPF_FD, program.number());
    request.text(TCA_BPF_NAME, name(program));
    request.u32(TCA_BPF_FLAGS, DIRECT_ACTION).end(nest);
    Place[] made = {new Place(options.handle, info)};
    Netlink.Reply reply =
        netlink.dump(
            request,
            (type, message) -> {
              if (type == RTM_NEWTFILTER && message.length >= MESSAGE_SIZE) {
                made[0] = new Place(u32(message, MESSAGE_HANDLE), u32(message, MESSAGE_INFO));
              }
            });
    check(reply, "filter", options);
    return made[0];
  }

  /// As tc(8) and libbpf name them.
  private static String name(Fd program) {
    ProgramInfo info = Programs.info(program.kernel(), program);
    return info.name() + ":[" + info.id().value() + "]";
  }

  private static void remove(Kernel kernel, Options options, Place place) {
    try (Netlink netlink = Netlink.open(kernel)) {
      NetlinkRequest request =
          request(RTM_DELTFILTER, REQUEST_ACK, options, place.handle, options.parent(), place.info);
      request.text(TCA_KIND, "bpf");
      Netlink.Reply reply = netlink.request(request);
      // The filter, or the device with it, may be gone already.
      if (reply.errno() != Errno.ENOENT
          && reply.errno() != Errno.EINVAL
          && reply.errno() != Errno.ENODEV) {
        check(reply, "filter", options);
      }
    }
  }

  private static NetlinkRequest request(
      int type, int flags, Options options, int handle, int parent, int info) {
    NetlinkRequest request = new NetlinkRequest(type, flags);
    request.body().zeros(4).u32(options.interfaceIndex).u32(Integer.toUnsignedLong(handle));
    request.body().u32(Integer.toUnsignedLong(parent)).u32(Integer.toUnsignedLong(info));
    return request;
  }

  /// ETH_P_ALL in the order of the network.
  private static int protocol() {
    return Integer.reverseBytes(ETH_P_ALL) >>> 16;
  }

  private static void check(Netlink.Reply reply, String what, Options options) {
    if (reply.errno() != 0) {
      String text = reply.text().isEmpty() ? "" : " (" + reply.text() + ")";
      throw SyscallException.of(
          "netlink", what + " of device " + options.interfaceIndex + text, reply.errno());
    }
  }

  private static int u32(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff)
        | (bytes[offset + 1] & 0xff) << 8
        | (bytes[offset + 2] & 0xff) << 16
        | bytes[offset + 3] << 24;
  }
}
