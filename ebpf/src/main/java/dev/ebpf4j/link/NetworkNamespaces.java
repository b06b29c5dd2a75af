package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.sys.Fd;

/// Hooks of a network namespace: socket lookup (links since Linux 5.9) and the flow dissector
/// (since 5.8).
public final class NetworkNamespaces {

  /// Which namespace and hook.
  ///
  /// @param namespace an open `/proc/.../ns/net`
  /// @param attachType SK_LOOKUP or FLOW_DISSECTOR of [AttachType]
  public record Options(Fd namespace, int attachType) {
    /// Decides which socket gets an incoming connection or packet.
    public static Options socketLookup(Fd namespace) {
      return new Options(namespace, AttachType.SK_LOOKUP);
    }

    /// Finds the flow that a packet belongs to.
    public static Options flowDissector(Fd namespace) {
      return new Options(namespace, AttachType.FLOW_DISSECTOR);
    }
  }

  private NetworkNamespaces() {}

  public static Link attach(Fd program, Options options) {
    return new LinkCreate(
            program, options.namespace.number(), options.attachType, LinkCreate.COMMON)
        .run();
  }
}
