package dev.ebpf4j.bpftool.view;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// A place in the packet filter.
///
/// @param family `NFPROTO_...` of include/uapi/linux/netfilter.h
/// @param hook `NF_INET_...` or `NF_ARP_...`
/// @param priority place among the functions of the hook, the lowest first
public record NetfilterHook(int family, int hook, int priority, int flags) implements LinkDetails {

  private static final int ARP = 3;

  private @Nullable String familyName() {
    return switch (family) {
      case 1 -> "inet";
      case 2 -> "ip";
      case ARP -> "arp";
      case 5 -> "netdev";
      case 7 -> "bridge";
      case 10 -> "ip6";
      default -> null;
    };
  }

  private @Nullable String hookName() {
    return switch (family) {
      case ARP ->
          switch (hook) {
            case 0 -> "input";
            case 1 -> "output";
            default -> null;
          };
      case 1, 2, 7, 10 ->
          switch (hook) {
            case 0 -> "prerouting";
            case 1 -> "input";
            case 2 -> "forward";
            case 3 -> "output";
            case 4 -> "postrouting";
            default -> null;
          };
      default -> null;
    };
  }

  @Override
  public void plain(TextBuffer out) {
    out.text("\n\t");
    String name = familyName();
    if (name != null) {
      out.text(name);
    } else {
      out.text("pf: ").unsigned(family);
    }
    name = hookName();
    if (name != null) {
      out.ch(' ').text(name);
    } else {
      out.text(", hook ").unsigned(hook).ch(',');
    }
    out.text(" prio ").dec(priority);
    if (flags != 0) {
      out.text(" flags 0x").hex(flags & 0xffffffffL);
    }
  }

  @Override
  public void json(JsonOut json) {
    json.u32("pf", family).u32("hook", hook).field("prio", priority).u32("flags", flags);
  }
}
