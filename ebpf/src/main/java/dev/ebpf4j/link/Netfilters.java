package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.sys.Fd;

/// Netfilter hooks. Since Linux 6.4.
public final class Netfilters {

  /// Which hook, and when among the others there.
  ///
  /// @param family protocol family: 2 for IPv4, 10 for IPv6
  /// @param hook 0 prerouting, 1 input, 2 forward, 3 output, 4 postrouting
  /// @param priority lower runs first; must be free and not the lowest or highest number
  /// @param flags 1 to have fragments put together before (since 6.6)
  public record Options(int family, int hook, int priority, int flags) {
    public static Options ipv4(int hook, int priority) {
      return new Options(2, hook, priority, 0);
    }

    public static Options ipv6(int hook, int priority) {
      return new Options(10, hook, priority, 0);
    }

    public Options withDefragmentation() {
      return new Options(family, hook, priority, 1);
    }
  }

  private Netfilters() {}

  public static Link attach(Fd program, Options options) {
    int size = AttrLinkCreate.Netfilter.FLAGS + Integer.BYTES;
    return new LinkCreate(program, 0, AttachType.NETFILTER, size)
        .u32(AttrLinkCreate.Netfilter.PF, options.family)
        .u32(AttrLinkCreate.Netfilter.HOOKNUM, options.hook)
        .u32(AttrLinkCreate.Netfilter.PRIORITY, options.priority)
        .u32(AttrLinkCreate.Netfilter.FLAGS, options.flags)
        .run();
  }
}
