package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.KernelBtf;
import dev.ebpf4j.procfs.Tracefs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Programs at the entries, the exits or both of many kernel functions, as one link:
/// `fentry.multi`,
/// `fexit.multi`, `fsession.multi`. Only kernels whose `enum bpf_attach_type` has these know them.
public final class TracingMulti {

  /// Which functions.
  ///
  /// @param attachType the one that the program was loaded with
  /// @param functions ids in the BTF of the kernel
  /// @param cookies one for each, or empty
  public record Options(int attachType, List<Integer> functions, List<Long> cookies) {
    public Options {
      functions = List.copyOf(functions);
      cookies = List.copyOf(cookies);
      if (functions.isEmpty() || (!cookies.isEmpty() && cookies.size() != functions.size())) {
        throw new IllegalArgumentException("no functions, or not a cookie for each");
      }
    }

    /// Functions of the kernel proper.
    ///
    /// @param attachType such as [AttachType#TRACE_FENTRY_MULTI]
    public static Options of(int attachType, List<Integer> functions) {
      return new Options(attachType, functions, List.of());
    }

    /// All functions that `glob` matches, that can be traced, and that the kernel has types of.
    ///
    /// @throws dev.ebpf4j.error.NotFoundException if there is none
    public static Options matching(Kernel kernel, int attachType, String glob) {
      return of(attachType, find(kernel, glob));
    }

    public Options withCookies(List<Long> newCookies) {
      return new Options(attachType, functions, newCookies);
    }
  }

  private TracingMulti() {}

  public static Link attach(Fd program, Options options) {
    int size = AttrLinkCreate.TracingMulti.CNT + Integer.BYTES;
    return new LinkCreate(program, 0, options.attachType, size)
        .numbers(AttrLinkCreate.TracingMulti.IDS, options.functions)
        .array(AttrLinkCreate.TracingMulti.COOKIES, options.cookies)
        .u32(AttrLinkCreate.TracingMulti.CNT, options.functions.size())
        .run();
  }

  private static List<Integer> find(Kernel kernel, String glob) {
    Tracefs tracefs = Tracefs.find(kernel);
    LinkedHashSet<String> names = new LinkedHashSet<>();
    if (tracefs != null) {
      for (String name : tracefs.functions()) {
        if (Glob.matches(glob, name)) {
          names.add(name);
        }
      }
    }
    List<Integer> found = new ArrayList<>();
    if (!names.isEmpty()) {
      Btf types = Btf.parse(KernelBtf.vmlinux(kernel));
      for (String name : names) {
        int id = types.find(BtfKind.FUNC, name);
        if (id > 0) {
          found.add(id);
        }
      }
    }
    if (found.isEmpty()) {
      throw SyscallException.of("tracing.multi", "pattern '" + glob + "'", Errno.ENOENT);
    }
    return found;
  }
}
