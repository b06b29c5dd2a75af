package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.sys.Fd;

/// tcx: SCHED_CLS programs on a network device, in an order, without a qdisc. Since Linux 6.6.
public final class Tcx {

  /// Which device, direction and place in the order.
  ///
  /// @param interfaceIndex number of the network device
  /// @param egress whether for packets that leave, not for those that arrive
  public record Options(int interfaceIndex, boolean egress, Position position) {
    public Options {
      if (interfaceIndex <= 0) {
        throw new IllegalArgumentException("no interface index: " + interfaceIndex);
      }
    }

    public static Options ingress(int interfaceIndex) {
      return new Options(interfaceIndex, false, Position.LAST);
    }

    public static Options egress(int interfaceIndex) {
      return new Options(interfaceIndex, true, Position.LAST);
    }

    public Options withPosition(Position newPosition) {
      return new Options(interfaceIndex, egress, newPosition);
    }
  }

  private Tcx() {}

  public static Link attach(Fd program, Options options) {
    int type = options.egress ? AttachType.TCX_EGRESS : AttachType.TCX_INGRESS;
    return ordered(program, options.interfaceIndex, type, options.position);
  }

  /// A link at a hook with an order. The fields lie at the same offsets for tcx, netkit, cgroups.
  static Link ordered(Fd program, int target, int attachType, Position position) {
    if (position.isDefault()) {
      return new LinkCreate(program, target, attachType, LinkCreate.COMMON).run();
    }
    int size = AttrLinkCreate.Tcx.EXPECTED_REVISION + Long.BYTES;
    return new LinkCreate(program, target, attachType, size)
        .flags(position.flags())
        .u32(AttrLinkCreate.Tcx.RELATIVE_FD, position.relative())
        .u64(AttrLinkCreate.Tcx.EXPECTED_REVISION, position.expectedRevision())
        .run();
  }
}
