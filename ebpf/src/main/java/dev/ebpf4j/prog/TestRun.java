package dev.ebpf4j.prog;

import dev.ebpf4j.abi.AttrTestRun;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Runs a program on given input, away from its hook, with BPF_PROG_TEST_RUN. Since Linux 4.12;
/// which program types can do it depends on the kernel.
public final class TestRun {

  /// What to run on.
  ///
  /// @param data packet; null for program types that have none
  /// @param dataRoom most bytes of the packet to get back
  /// @param context struct that the program gets, in the form of its type; null for an empty one
  /// @param contextRoom most bytes of it to get back
  /// @param repeat how often to run, 0 for once
  @SuppressWarnings("ArrayRecordComponent") // belongs to the record
  public record Input(
      byte @Nullable [] data,
      int dataRoom,
      byte @Nullable [] context,
      int contextRoom,
      int repeat) {

    /// Runs once on a packet.
    public static Input ofPacket(byte[] data) {
      return new Input(data, data.length + 256, null, 0, 1);
    }
  }

  /// What came out.
  ///
  /// @param data packet as the program left it
  /// @param context as the program left it
  /// @param returnValue of the last run
  /// @param nanos time of one run, on average
  @SuppressWarnings("ArrayRecordComponent") // belongs to the record
  public record Output(byte[] data, byte[] context, int returnValue, int nanos) {}

  private TestRun() {}

  /// Runs `program`.
  ///
  /// @throws dev.ebpf4j.error.NotSupportedException if programs of this type cannot be run
  /// @throws dev.ebpf4j.error.SyscallException EINVAL if the input does not suit the type, ENOSPC
  ///     if the output does not fit
  public static Output run(Kernel kernel, Fd program, Input input) {
    try (Attr attr = new Attr(AttrTestRun.CTX_OUT + Long.BYTES)) {
      attr.u32(AttrTestRun.PROG_FD, program.number()).u32(AttrTestRun.REPEAT, input.repeat);
      in(attr, input.data, AttrTestRun.DATA_IN, AttrTestRun.DATA_SIZE_IN);
      in(attr, input.context, AttrTestRun.CTX_IN, AttrTestRun.CTX_SIZE_IN);
      MemorySegment data =
          out(attr, input.dataRoom, AttrTestRun.DATA_OUT, AttrTestRun.DATA_SIZE_OUT);
      MemorySegment context =
          out(attr, input.contextRoom, AttrTestRun.CTX_OUT, AttrTestRun.CTX_SIZE_OUT);
      attr.run(kernel, BpfCommand.PROG_TEST_RUN, program.what());
      return new Output(
          bytes(data, attr.u32(AttrTestRun.DATA_SIZE_OUT)),
          bytes(context, attr.u32(AttrTestRun.CTX_SIZE_OUT)),
          attr.u32(AttrTestRun.RETVAL),
          attr.u32(AttrTestRun.DURATION));
    }
  }

  private static void in(Attr attr, byte @Nullable [] bytes, int pointer, int size) {
    if (bytes != null) {
      attr.pointer(pointer, attr.bytes(bytes)).u32(size, bytes.length);
    }
  }

  private static MemorySegment out(Attr attr, int room, int pointer, int size) {
    if (room == 0) {
      return MemorySegment.NULL;
    }
    MemorySegment memory = attr.allocate(room);
    attr.pointer(pointer, memory).u32(size, room);
    return memory;
  }

  private static byte[] bytes(MemorySegment memory, int size) {
    return memory
        .asSlice(0, Math.min(memory.byteSize(), Integer.toUnsignedLong(size)))
        .toArray(ValueLayout.JAVA_BYTE);
  }
}
