package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.sys.Fd;

/// XDP: programs that see packets as the driver receives them. Links since Linux 5.9.
public final class Xdp {

  /// Where in the receive path.
  public enum Mode {
    /// The driver if it can, else the generic path.
    ANY(0),
    GENERIC(1 << 1),
    DRIVER(1 << 2),
    HARDWARE(1 << 3);

    private final int flag;

    Mode(int flag) {
      this.flag = flag;
    }
  }

  /// Which device, and where in its receive path.
  ///
  /// @param interfaceIndex number of the network device
  public record Options(int interfaceIndex, Mode mode) {
    public Options {
      if (interfaceIndex <= 0) {
        throw new IllegalArgumentException("no interface index: " + interfaceIndex);
      }
    }

    public static Options of(int interfaceIndex) {
      return new Options(interfaceIndex, Mode.ANY);
    }

    public Options withMode(Mode newMode) {
      return new Options(interfaceIndex, newMode);
    }
  }

  private Xdp() {}

  public static Link attach(Fd program, Options options) {
    return new LinkCreate(program, options.interfaceIndex, AttachType.XDP, LinkCreate.COMMON)
        .flags(options.mode.flag)
        .run();
  }
}
