package dev.ebpf4j.testkit;

import dev.ebpf4j.abi.AttrTestRun;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Helper;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Programs that send events when they are run, to fill ring and perf buffers.
public final class Emitters {

  /// BPF_F_TEST_RUN_ON_CPU.
  private static final int RUN_ON_CPU = 1;

  private Emitters() {}

  /// A program that sends the 8 bytes of `value` to a ring buffer.
  public static Fd toRingBuffer(Kernel kernel, Fd map, long value) {
    Code code = new Code();
    code.storeValue(value);
    code.loadMap(1, map);
    code.addressOfValue(2);
    code.move(3, Long.BYTES);
    code.move(4, 0);
    code.call(Helper.RINGBUF_OUTPUT);
    return Specimens.program(kernel, ProgramType.SOCKET_FILTER, "emit", code.end());
  }

  /// A program that sends the 8 bytes of `value` to the perf buffer of the processor it runs on.
  public static Fd toPerfBuffer(Kernel kernel, Fd map, long value) {
    return toPerfBuffer(kernel, ProgramType.SOCKET_FILTER, map, value);
  }

  /// The same as a program of type `type`.
  public static Fd toPerfBuffer(Kernel kernel, int type, Fd map, long value) {
    Code code = new Code();
    code.storeValue(value);
    code.loadMap(2, map);
    code.instruction(0xb4, 3, -1); // w3 = BPF_F_CURRENT_CPU
    code.addressOfValue(4);
    code.move(5, Long.BYTES);
    code.call(Helper.PERF_EVENT_OUTPUT);
    return Specimens.program(kernel, type, "emit", code.end());
  }

  /// Runs a program `times` times.
  public static void run(Kernel kernel, Fd program, int times) {
    try (Attr attr = new Attr(AttrTestRun.DURATION + Integer.BYTES)) {
      attr.u32(AttrTestRun.PROG_FD, program.number())
          .pointer(AttrTestRun.DATA_IN, attr.allocate(64))
          .u32(AttrTestRun.DATA_SIZE_IN, 64)
          .u32(AttrTestRun.REPEAT, times);
      attr.run(kernel, BpfCommand.PROG_TEST_RUN, program.what());
    }
  }

  /// Runs a program of type raw tracepoint once on processor `cpu`. Since Linux 5.10.
  public static void runOn(Kernel kernel, Fd program, int cpu) {
    try (Attr attr = new Attr(AttrTestRun.CPU + Integer.BYTES)) {
      attr.u32(AttrTestRun.PROG_FD, program.number())
          .u32(AttrTestRun.FLAGS, RUN_ON_CPU)
          .u32(AttrTestRun.CPU, cpu);
      attr.run(kernel, BpfCommand.PROG_TEST_RUN, program.what());
    }
  }

  /// Instructions one after another.
  private static final class Code {
    private final ByteBuffer bytes = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());

    void instruction(int opcode, int target, int immediate) {
      bytes.put((byte) opcode).put((byte) target).putShort((short) 0).putInt(immediate);
    }

    void move(int target, int value) {
      instruction(0xb7, target, value);
    }

    void call(int helper) {
      instruction(0x85, 0, helper);
    }

    void loadMap(int target, Fd map) {
      instruction(0x18, target | 0x10, map.number());
      bytes.putLong(0);
    }

    /// Puts `value` into the 8 bytes below the frame.
    void storeValue(long value) {
      bytes.put((byte) 0xbf).put((byte) 0x16).putShort((short) 0).putInt(0); // r6 = r1
      instruction(0x18, 2, (int) value);
      bytes.putInt(0).putInt((int) (value >>> 32));
      bytes.put((byte) 0x7b).put((byte) 0x2a).putShort((short) -8).putInt(0); // *(r10 - 8) = r2
    }

    void addressOfValue(int target) {
      bytes.put((byte) 0xbf).put((byte) (target | 0xa0)).putShort((short) 0).putInt(0);
      instruction(0x07, target, -8);
    }

    byte[] end() {
      move(0, 0);
      instruction(0x95, 0, 0);
      byte[] code = new byte[bytes.position()];
      bytes.get(0, code);
      return code;
    }
  }
}
