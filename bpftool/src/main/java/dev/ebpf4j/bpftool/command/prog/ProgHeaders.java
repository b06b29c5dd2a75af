package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.bpftool.command.Extras;
import dev.ebpf4j.bpftool.view.ProgHeader;
import dev.ebpf4j.prog.FullNames;
import dev.ebpf4j.prog.ProgramInfo;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.util.HexFormat;

/// Makes the headline of a program.
final class ProgHeaders {

  private ProgHeaders() {}

  static ProgHeader of(Kernel kernel, Fd fd, ProgramInfo info) {
    return new ProgHeader(
        info.id().value(),
        info.type(),
        FullNames.of(kernel, fd, info),
        HexFormat.of().formatHex(info.tag()),
        info.gplCompatible(),
        info.runTimeNanos(),
        info.runCount(),
        info.recursionMisses(),
        Extras.device(
            kernel, info.interfaceIndex(), info.namespaceDevice(), info.namespaceInode()));
  }
}
