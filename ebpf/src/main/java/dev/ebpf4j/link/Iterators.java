package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrIterCreate;
import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;

/// Iterators: programs that the kernel calls for each task, map element, ... while somebody reads.
/// Reading the pinned link runs one; so does [#open]. Since Linux 5.8.
public final class Iterators {

  private static final int INFO_SIZE = 16;

  /// What is walked: the first two numbers of `union bpf_iter_link_info`.
  ///
  /// @param hasInfo whether the target takes a parameter at all
  public record Options(boolean hasInfo, int first, int second) {
    /// For targets without a parameter.
    public static Options none() {
      return new Options(false, 0, 0);
    }

    /// The elements of one map (`bpf_map_elem`, `bpf_sk_storage_map`).
    public static Options map(Fd map) {
      return new Options(true, map.number(), 0);
    }

    /// One thread, or all threads of one process; 0 for "any". Since Linux 6.1.
    public static Options task(int thread, int process) {
      return new Options(true, thread, process);
    }

    /// A part of the cgroup tree. Since Linux 6.1.
    ///
    /// @param order 1 the cgroup alone, 2 descendants from the top, 3 descendants from the leaves,
    ///     4 ancestors
    public static Options cgroup(int order, Fd cgroup) {
      return new Options(true, order, cgroup.number());
    }
  }

  private Iterators() {}

  public static Link attach(Fd program, Options options) {
    int size = options.hasInfo ? AttrLinkCreate.ITER_INFO_LEN + Integer.BYTES : LinkCreate.COMMON;
    LinkCreate create = new LinkCreate(program, 0, AttachType.TRACE_ITER, size);
    if (options.hasInfo) {
      ByteWriter info = new ByteWriter(ByteOrder.nativeOrder());
      info.u32(options.first).u32(options.second).zeros(INFO_SIZE - info.length());
      create.bytes(AttrLinkCreate.ITER_INFO, info.toByteArray());
      create.u32(AttrLinkCreate.ITER_INFO_LEN, INFO_SIZE);
    }
    return create.run();
  }

  /// A file from which one run of the iterator can be read.
  public static Fd open(Link link) {
    try (Attr attr = new Attr(AttrIterCreate.SIZE)) {
      attr.u32(AttrIterCreate.LINK_FD, link.fd().number());
      return attr.open(link.fd().kernel(), BpfCommand.ITER_CREATE, "iterator of " + link);
    }
  }
}
