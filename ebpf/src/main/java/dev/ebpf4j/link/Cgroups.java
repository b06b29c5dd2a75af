package dev.ebpf4j.link;

import dev.ebpf4j.sys.Fd;

/// Hooks of a cgroup and everything below it: packets, sockets, devices, sysctls, LSM hooks. Links
/// since Linux 5.7; several programs may share a hook.
public final class Cgroups {

  /// Which cgroup, hook and place in the order.
  ///
  /// @param cgroup an open directory of the cgroup2 file system
  /// @param attachType the hook, one of `AttachType.CGROUP_...` or `LSM_CGROUP`
  /// @param position not the default since Linux 6.17
  public record Options(Fd cgroup, int attachType, Position position) {
    public static Options of(Fd cgroup, int attachType) {
      return new Options(cgroup, attachType, Position.LAST);
    }

    public Options withPosition(Position newPosition) {
      return new Options(cgroup, attachType, newPosition);
    }
  }

  private Cgroups() {}

  public static Link attach(Fd program, Options options) {
    return Tcx.ordered(program, options.cgroup.number(), options.attachType, options.position);
  }
}
