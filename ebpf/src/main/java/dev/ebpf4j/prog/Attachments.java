package dev.ebpf4j.prog;

import dev.ebpf4j.abi.AttrProgAttach;
import dev.ebpf4j.abi.AttrQuery;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Memory;
import java.lang.foreign.MemorySegment;

/// Attaching without a link: the program stays at its hook until it is detached, or the hook goes.
/// Hooks of this kind are cgroups, socket maps, network devices (tcx, netkit) and network
/// namespaces (the flow dissector).
public final class Attachments {

  private Attachments() {}

  /// Attaches `program` with BPF_PROG_ATTACH.
  ///
  /// @param target descriptor of the cgroup or map, or number of the network interface; 0 for the
  ///     flow dissector, which belongs to the caller's network namespace
  /// @param attachType see [dev.ebpf4j.abi.AttachType]
  /// @param flags `BPF_F_ALLOW_...`, BPF_F_BEFORE, ...
  public static void attach(Kernel kernel, Fd program, int target, int attachType, int flags) {
    change(kernel, BpfCommand.PROG_ATTACH, program.number(), target, attachType, flags);
  }

  /// Detaches `program` with BPF_PROG_DETACH.
  public static void detach(Kernel kernel, Fd program, int target, int attachType) {
    change(kernel, BpfCommand.PROG_DETACH, program.number(), target, attachType, 0);
  }

  /// Detaches whichever program the hook gives up when none is named.
  public static void detachAny(Kernel kernel, int target, int attachType) {
    change(kernel, BpfCommand.PROG_DETACH, 0, target, attachType, 0);
  }

  private static void change(
      Kernel kernel, int command, int program, int target, int attachType, int flags) {
    try (Attr attr = new Attr(AttrProgAttach.SIZE)) {
      attr.u32(AttrProgAttach.TARGET_FD, target).u32(AttrProgAttach.ATTACH_BPF_FD, program);
      attr.u32(AttrProgAttach.ATTACH_TYPE, attachType).u32(AttrProgAttach.ATTACH_FLAGS, flags);
      attr.run(kernel, command, "");
    }
  }

  /// What is attached to one hook, in the order in which it runs.
  ///
  /// @param flags how programs share the hook, `BPF_F_ALLOW_...`
  /// @param programs their ids
  /// @param programFlags of each program; since Linux 6.0
  /// @param links id of each program's link, 0 for none; since Linux 6.6
  /// @param linkFlags of each link; since Linux 6.6
  @SuppressWarnings("ArrayRecordComponent") // belongs to the record
  public record Attached(
      int flags, int[] programs, int[] programFlags, int[] links, int[] linkFlags) {}

  /// Number of programs attached to a hook, without asking which.
  ///
  /// @param target descriptor or interface number, see [#attach]
  /// @param queryFlags BPF_F_QUERY_EFFECTIVE to count inherited ones too
  public static int count(Kernel kernel, int target, int attachType, int queryFlags) {
    try (Attr attr = new Attr(AttrQuery.SIZE)) {
      request(attr, target, attachType, queryFlags);
      attr.run(kernel, BpfCommand.PROG_QUERY, "");
      return attr.u32(AttrQuery.PROG_CNT);
    }
  }

  /// What is attached to a hook of a cgroup.
  ///
  /// @param queryFlags BPF_F_QUERY_EFFECTIVE for inherited ones too; the kernel then does not tell
  ///     the flags of each program
  /// @param limit most programs to ask for
  public static Attached query(
      Kernel kernel, int target, int attachType, int queryFlags, int limit) {
    if (queryFlags == 0) {
      try {
        return query(kernel, target, attachType, 0, limit, true, false);
      } catch (SyscallException e) {
        if (e.errno() != Errno.E2BIG) { // before Linux 6.0
          throw e;
        }
      }
    }
    return query(kernel, target, attachType, queryFlags, limit, false, false);
  }

  /// Ids of the programs attached to a hook.
  ///
  /// @param limit most programs to ask for
  public static int[] programs(Kernel kernel, int target, int attachType, int limit) {
    return query(kernel, target, attachType, 0, limit, false, false).programs();
  }

  /// What is attached to a tcx or netkit hook of a network interface, with links.
  ///
  /// @param limit most programs to ask for
  public static Attached queryWithLinks(Kernel kernel, int target, int attachType, int limit) {
    return query(kernel, target, attachType, 0, limit, true, true);
  }

  private static Attached query(
      Kernel kernel,
      int target,
      int attachType,
      int queryFlags,
      int limit,
      boolean flags,
      boolean links) {
    try (Attr attr = new Attr(AttrQuery.SIZE)) {
      request(attr, target, attachType, queryFlags);
      MemorySegment none = MemorySegment.NULL;
      MemorySegment programs = table(attr, AttrQuery.PROG_IDS, limit);
      MemorySegment programFlags = flags ? table(attr, AttrQuery.PROG_ATTACH_FLAGS, limit) : none;
      MemorySegment linkIds = links ? table(attr, AttrQuery.LINK_IDS, limit) : none;
      MemorySegment linkFlags = links ? table(attr, AttrQuery.LINK_ATTACH_FLAGS, limit) : none;
      attr.u32(AttrQuery.PROG_CNT, limit);
      attr.run(kernel, BpfCommand.PROG_QUERY, "");
      int count = Math.min(limit, attr.u32(AttrQuery.PROG_CNT));
      return new Attached(
          attr.u32(AttrQuery.ATTACH_FLAGS),
          numbers(programs, count),
          numbers(programFlags, count),
          numbers(linkIds, count),
          numbers(linkFlags, count));
    }
  }

  private static void request(Attr attr, int target, int attachType, int queryFlags) {
    attr.u32(AttrQuery.TARGET_FD, target).u32(AttrQuery.ATTACH_TYPE, attachType);
    attr.u32(AttrQuery.QUERY_FLAGS, queryFlags);
  }

  private static MemorySegment table(Attr attr, int offset, int limit) {
    MemorySegment table = attr.allocate((long) limit * Integer.BYTES);
    attr.pointer(offset, table);
    return table;
  }

  private static int[] numbers(MemorySegment table, int count) {
    int[] numbers = new int[count];
    if (table.byteSize() > 0) {
      Memory.read(table, 0, numbers, 0, count);
    }
    return numbers;
  }
}
