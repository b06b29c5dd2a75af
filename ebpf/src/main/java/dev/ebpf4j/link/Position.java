package dev.ebpf4j.link;

import dev.ebpf4j.abi.BpfFlag;

/// Where among the programs that share a hook a new one goes. Hooks with an order: tcx and netkit
/// (since Linux 6.6 and 6.7), cgroups (since 6.17).
///
/// @param flags bits of [BpfFlag]: BEFORE, AFTER, ID, LINK
/// @param relative descriptor or id of the program or link to go before or after; 0 for all
/// @param expectedRevision the hook's revision that the caller has seen, or 0 for any
public record Position(int flags, int relative, long expectedRevision) {

  private static final int LINK = 1 << 13;

  /// After all others.
  public static final Position LAST = new Position(0, 0, 0);

  /// Before all others.
  public static final Position FIRST = new Position(BpfFlag.BEFORE, 0, 0);

  /// Right before the program `id`.
  public static Position beforeProgram(int id) {
    return new Position(BpfFlag.BEFORE | BpfFlag.ID, id, 0);
  }

  /// Right after the program `id`.
  public static Position afterProgram(int id) {
    return new Position(BpfFlag.AFTER | BpfFlag.ID, id, 0);
  }

  /// Right before the link `id`.
  public static Position beforeLink(int id) {
    return new Position(BpfFlag.BEFORE | BpfFlag.ID | LINK, id, 0);
  }

  /// Right after the link `id`.
  public static Position afterLink(int id) {
    return new Position(BpfFlag.AFTER | BpfFlag.ID | LINK, id, 0);
  }

  /// Refused with ESTALE if the hook changed since.
  public Position withExpectedRevision(long revision) {
    return new Position(flags, relative, revision);
  }

  boolean isDefault() {
    return flags == 0 && relative == 0 && expectedRevision == 0;
  }
}
