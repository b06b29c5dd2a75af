package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.util.ArrayList;
import java.util.List;

/// Kprobes on many functions as one link, by way of the function tracer. Since Linux 5.18.
public final class KprobeMulti {

  /// Which functions, and when.
  ///
  /// @param functions names of kernel functions, each of which must stand for one function only; or
  ///     empty
  /// @param addresses addresses of kernel functions, where there are no names
  /// @param cookies one for each, or empty
  /// @param atReturn whether the program runs when the functions return
  /// @param session whether it runs at both ends; since Linux 6.10
  public record Options(
      List<String> functions,
      List<Long> addresses,
      List<Long> cookies,
      boolean atReturn,
      boolean session) {
    public Options {
      functions = List.copyOf(functions);
      addresses = List.copyOf(addresses);
      cookies = List.copyOf(cookies);
      int count = functions.size() + addresses.size();
      if (functions.isEmpty() == addresses.isEmpty()) {
        throw new IllegalArgumentException("either names or addresses");
      }
      if (!cookies.isEmpty() && cookies.size() != count) {
        throw new IllegalArgumentException("not a cookie for each");
      }
    }

    /// At the entries of `functions`.
    public static Options of(List<String> functions) {
      return new Options(functions, List.of(), List.of(), false, false);
    }

    /// At the entries of the functions at `addresses`.
    public static Options at(List<Long> addresses) {
      return new Options(List.of(), addresses, List.of(), false, false);
    }

    /// At the entries of all functions that `glob` matches, also where several have one name.
    ///
    /// @throws dev.ebpf4j.error.NotFoundException if none does, or there is no tracefs
    public static Options matching(Kernel kernel, String glob) {
      return Glob.isPattern(glob) ? TraceableFunctions.matching(kernel, glob) : of(List.of(glob));
    }

    public Options withReturn(boolean newAtReturn) {
      return new Options(functions, addresses, cookies, newAtReturn, session);
    }

    public Options withSession(boolean newSession) {
      return new Options(functions, addresses, cookies, atReturn, newSession);
    }

    public Options withCookies(List<Long> newCookies) {
      return new Options(functions, addresses, newCookies, atReturn, session);
    }
  }

  private KprobeMulti() {}

  public static Link attach(Fd program, Options options) {
    int type = options.session ? AttachType.TRACE_KPROBE_SESSION : AttachType.TRACE_KPROBE_MULTI;
    int size = AttrLinkCreate.KprobeMulti.COOKIES + Long.BYTES;
    LinkCreate create = new LinkCreate(program, 0, type, size);
    List<Long> names = new ArrayList<>(options.functions.size());
    for (String function : options.functions) {
      names.add(create.address(function));
    }
    return create
        .array(AttrLinkCreate.KprobeMulti.SYMS, names)
        .array(AttrLinkCreate.KprobeMulti.ADDRS, options.addresses)
        .array(AttrLinkCreate.KprobeMulti.COOKIES, options.cookies)
        .u32(AttrLinkCreate.KprobeMulti.CNT, names.size() + options.addresses.size())
        .u32(AttrLinkCreate.KprobeMulti.FLAGS, options.atReturn ? BpfFlag.KPROBE_MULTI_RETURN : 0)
        .run();
  }
}
