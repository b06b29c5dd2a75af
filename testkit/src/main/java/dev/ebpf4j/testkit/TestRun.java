package dev.ebpf4j.testkit;

import dev.ebpf4j.abi.AttrTestRun;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;

/// Runs programs on request of the test, without attaching them.
public final class TestRun {

  private TestRun() {}

  /// Runs `program` once.
  ///
  /// @param dataSize bytes of packet to run on, 0 for programs that take none
  /// @return what the program returned
  public static int of(Fd program, int dataSize) {
    try (Attr attr = new Attr(AttrTestRun.SIZE)) {
      attr.u32(AttrTestRun.PROG_FD, program.number());
      if (dataSize > 0) {
        attr.u32(AttrTestRun.DATA_SIZE_IN, dataSize);
        attr.pointer(AttrTestRun.DATA_IN, attr.allocate(dataSize));
      }
      attr.run(program.kernel(), BpfCommand.PROG_TEST_RUN, program.what());
      return attr.u32(AttrTestRun.RETVAL);
    }
  }
}
