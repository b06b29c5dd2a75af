package dev.ebpf4j.prog;

import dev.ebpf4j.abi.AttrStreamRead;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What a program printed to one of its streams with `bpf_stream_printk`, and what the kernel wrote
/// there about it. Reading takes it out. Since Linux 6.17.
public final class ProgramStream {

  public static final int STDOUT = 1;
  public static final int STDERR = 2;

  private ProgramStream() {}

  /// The next bytes; none if there is nothing more at the moment.
  ///
  /// @param stream [#STDOUT] or [#STDERR]
  /// @param limit most bytes to read
  public static byte[] read(Kernel kernel, Fd program, int stream, int limit) {
    try (Attr attr = new Attr(AttrStreamRead.SIZE)) {
      MemorySegment buffer = attr.allocate(limit);
      attr.pointer(AttrStreamRead.STREAM_BUF, buffer).u32(AttrStreamRead.STREAM_BUF_LEN, limit);
      attr.u32(AttrStreamRead.STREAM_ID, stream).u32(AttrStreamRead.PROG_FD, program.number());
      long count = attr.run(kernel, BpfCommand.PROG_STREAM_READ_BY_FD, program.what());
      return buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
