package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.sys.Fd;

/// netkit devices: SCHED_CLS programs that a pair of devices runs on transmission. Since Linux 6.7.
public final class Netkit {

  /// Which device, end and place in the order.
  ///
  /// @param interfaceIndex number of the primary device, whichever end is meant
  /// @param peer whether the program runs for packets that the peer sends
  public record Options(int interfaceIndex, boolean peer, Position position) {
    public Options {
      if (interfaceIndex <= 0) {
        throw new IllegalArgumentException("no interface index: " + interfaceIndex);
      }
    }

    public static Options primary(int interfaceIndex) {
      return new Options(interfaceIndex, false, Position.LAST);
    }

    public static Options peer(int interfaceIndex) {
      return new Options(interfaceIndex, true, Position.LAST);
    }

    public Options withPosition(Position newPosition) {
      return new Options(interfaceIndex, peer, newPosition);
    }
  }

  private Netkit() {}

  public static Link attach(Fd program, Options options) {
    int type = options.peer ? AttachType.NETKIT_PEER : AttachType.NETKIT_PRIMARY;
    return Tcx.ordered(program, options.interfaceIndex, type, options.position);
  }
}
