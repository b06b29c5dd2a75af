package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttrProgAttach;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;

/// Programs of a socket map: they see what its sockets send or receive. Links since Linux 6.10;
/// before, closing detaches.
public final class Sockmaps {

  /// Which map and hook.
  ///
  /// @param map a SOCKMAP or SOCKHASH, which must outlive the link
  /// @param attachType one of SK_SKB_STREAM_PARSER, SK_SKB_STREAM_VERDICT, SK_SKB_VERDICT and
  ///     SK_MSG_VERDICT
  public record Options(Fd map, int attachType) {}

  private Sockmaps() {}

  public static Link attach(Fd program, Options options) {
    Kernel kernel = program.kernel();
    int map = options.map.number();
    try (LinkCreate create = new LinkCreate(program, map, options.attachType, LinkCreate.COMMON)) {
      long result = create.tryRun();
      String what = "link of " + program.what();
      if (result >= 0) {
        return Link.ofKernel(Fd.own(kernel, (int) result, what));
      }
      if (result != -Errno.EINVAL && result != -Errno.EOPNOTSUPP) {
        throw Attr.failure(BpfCommand.LINK_CREATE, what, (int) -result);
      }
    }
    Fd heldMap = options.map.duplicate();
    Options held = new Options(heldMap, options.attachType);
    return Link.ofHeld(
        program,
        of -> change(kernel, BpfCommand.PROG_ATTACH, of, held),
        of -> change(kernel, BpfCommand.PROG_DETACH, of, held),
        heldMap);
  }

  private static void change(Kernel kernel, int command, Fd program, Options options) {
    try (Attr attr = new Attr(AttrProgAttach.ATTACH_FLAGS + Integer.BYTES)) {
      attr.u32(AttrProgAttach.TARGET_FD, options.map.number());
      attr.u32(AttrProgAttach.ATTACH_BPF_FD, program.number());
      attr.u32(AttrProgAttach.ATTACH_TYPE, options.attachType);
      attr.run(kernel, command, options.map.what());
    }
  }
}
