package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;

/// Programs that were loaded for one place in the kernel, given by BTF: fentry, fexit, fmod_ret,
/// tp_btf, LSM hooks; and freplace, which takes the place of a function of another program.
public final class Tracing {

  /// What is told beside the program.
  ///
  /// @param attachType the expected attach type that the program was loaded with
  /// @param cookie what `bpf_get_attach_cookie` gives the program; not 0 since Linux 5.19
  public record Options(int attachType, long cookie) {
    /// No cookie.
    public static Options of(int attachType) {
      return new Options(attachType, 0);
    }

    public Options withCookie(long newCookie) {
      return new Options(attachType, newCookie);
    }
  }

  private Tracing() {}

  /// Attaches to the place the program was loaded for.
  public static Link attach(Fd program, Options options) {
    int size = options.cookie == 0 ? LinkCreate.COMMON : AttrLinkCreate.Tracing.COOKIE + Long.BYTES;
    try (LinkCreate create = new LinkCreate(program, 0, options.attachType, size)) {
      if (options.cookie != 0) {
        create.u64(AttrLinkCreate.Tracing.COOKIE, options.cookie);
      }
      long result = create.tryRun();
      if (result >= 0) {
        return Link.ofKernel(Fd.own(program.kernel(), (int) result, "link of " + program.what()));
      }
      // Before Linux 5.19 (for LSM programs, tracing programs, ...) only the older command does it.
      if (result == -Errno.EINVAL && options.cookie == 0 && hasOlderWay(options.attachType)) {
        return LinkCreate.rawTracepoint(program, null, 0);
      }
      throw Attr.failure(BpfCommand.LINK_CREATE, "link of " + program.what(), (int) -result);
    }
  }

  private static boolean hasOlderWay(int attachType) {
    return attachType == AttachType.TRACE_RAW_TP
        || attachType == AttachType.LSM_MAC
        || attachType == AttachType.TRACE_FENTRY
        || attachType == AttachType.TRACE_FEXIT
        || attachType == AttachType.MODIFY_RETURN;
  }

  /// Attaches an EXT program to the place it was loaded for. Since Linux 5.6.
  public static Link attachReplacement(Fd program) {
    return LinkCreate.rawTracepoint(program, null, 0);
  }

  /// Attaches an EXT program to a function of another program than the one it was loaded for.
  /// Since Linux 5.10.
  ///
  /// @param function id of the function in the BTF of `target`
  public static Link attachReplacement(Fd program, Fd target, int function) {
    return new LinkCreate(program, target.number(), 0, AttrLinkCreate.TARGET_BTF_ID + Integer.BYTES)
        .u32(AttrLinkCreate.TARGET_BTF_ID, function)
        .run();
  }
}
