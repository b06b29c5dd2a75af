package dev.ebpf4j.link;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.sys.Fd;
import java.nio.file.Path;
import java.util.List;

/// Many uprobes in one binary as one link. Since Linux 6.6.
public final class UprobeMulti {

  /// Which places, and when.
  ///
  /// @param binary the program or library
  /// @param offsets where in the file
  /// @param referenceCounters an offset of a counter for each, or empty
  /// @param cookies one for each, or empty
  /// @param processId process, or -1 for all
  /// @param atReturn whether the program runs when the functions return
  /// @param session whether it runs at both ends; since Linux 6.13
  public record Options(
      Path binary,
      List<Long> offsets,
      List<Long> referenceCounters,
      List<Long> cookies,
      int processId,
      boolean atReturn,
      boolean session) {

    public Options {
      offsets = List.copyOf(offsets);
      referenceCounters = List.copyOf(referenceCounters);
      cookies = List.copyOf(cookies);
      int count = offsets.size();
      if (count == 0
          || (!referenceCounters.isEmpty() && referenceCounters.size() != count)
          || (!cookies.isEmpty() && cookies.size() != count)) {
        throw new IllegalArgumentException("lists of different lengths, or no offset");
      }
    }

    /// At file offsets, in all processes.
    public static Options at(Path binary, List<Long> offsets) {
      return new Options(binary, offsets, List.of(), List.of(), -1, false, false);
    }

    /// At the entries of all functions that `glob` matches.
    public static Options matching(Path binary, String glob) {
      return at(binary, List.copyOf(UserSymbols.open(binary).matching(glob).values()));
    }

    public Options withReturn(boolean newAtReturn) {
      return new Options(
          binary, offsets, referenceCounters, cookies, processId, newAtReturn, session);
    }

    public Options withSession(boolean newSession) {
      return new Options(
          binary, offsets, referenceCounters, cookies, processId, atReturn, newSession);
    }

    public Options withProcess(int newProcessId) {
      return new Options(
          binary, offsets, referenceCounters, cookies, newProcessId, atReturn, session);
    }

    public Options withCookies(List<Long> newCookies) {
      return new Options(
          binary, offsets, referenceCounters, newCookies, processId, atReturn, session);
    }

    public Options withReferenceCounters(List<Long> newReferenceCounters) {
      return new Options(
          binary, offsets, newReferenceCounters, cookies, processId, atReturn, session);
    }
  }

  private UprobeMulti() {}

  public static Link attach(Fd program, Options options) {
    int type = options.session ? AttachType.TRACE_UPROBE_SESSION : AttachType.TRACE_UPROBE_MULTI;
    int size = AttrLinkCreate.UprobeMulti.PID + Integer.BYTES;
    return new LinkCreate(program, 0, type, size)
        .string(AttrLinkCreate.UprobeMulti.PATH, options.binary.toString())
        .array(AttrLinkCreate.UprobeMulti.OFFSETS, options.offsets)
        .array(AttrLinkCreate.UprobeMulti.REF_CTR_OFFSETS, options.referenceCounters)
        .array(AttrLinkCreate.UprobeMulti.COOKIES, options.cookies)
        .u32(AttrLinkCreate.UprobeMulti.CNT, options.offsets.size())
        .u32(AttrLinkCreate.UprobeMulti.FLAGS, options.atReturn ? BpfFlag.UPROBE_MULTI_RETURN : 0)
        .u32(AttrLinkCreate.UprobeMulti.PID, Math.max(options.processId, 0))
        .run();
  }
}
