package dev.ebpf4j.features;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Kernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Loads the smallest programs that show whether something is there. Results: 1 yes, 0 no, or a
/// negative error number that proves nothing.
final class ProgramProbe {

  /// Instructions of a probe.
  interface Code {
    byte[] instructions();
  }

  private static final int LOG_SIZE = 4096;

  // opcodes of the probes (include/uapi/linux/bpf.h)
  private static final int MOV = 0xb7;
  private static final int SUB = 0x17;
  private static final int EXIT = 0x95;
  private static final int JUMP_NOT_EQUAL = 0x55;
  private static final int JUMP_LESS = 0xa5;
  private static final int JUMP_LESS_32 = 0xa6;
  private static final int JUMP_LONG = 0x06;

  private ProgramProbe() {}

  static int type(Kernel kernel, int type, int device) {
    // Some devices refuse a program that returns 0.
    byte[] code = program(MOV, 0, 0, device == 0 ? 0 : 2, EXIT, 0, 0, 0);
    try (Attr attr = attr(type, code, device)) {
      String reason = demands(kernel, attr, type);
      MemorySegment log = attr.allocate(LOG_SIZE);
      if (!reason.isEmpty()) {
        setLog(attr, log);
      }
      long result = load(kernel, attr);
      if (type == ProgramType.STRUCT_OPS) {
        return result == -Errno.ENOTSUPP ? 1 : answer(result);
      }
      if (!reason.isEmpty()) {
        boolean known = result == -Errno.EINVAL && text(log).contains(reason);
        return known ? 1 : answer(Math.min(result, -Errno.EINVAL));
      }
      return answer(result);
    }
  }

  /// Sets what programs of a type need besides instructions.
  ///
  /// @return what the verifier says when it knows the type but not the target, for types with one
  static String demands(Kernel kernel, Attr attr, int type) {
    switch (type) {
      case ProgramType.CGROUP_SOCK_ADDR -> attach(attr, AttachType.CGROUP_INET4_CONNECT);
      case ProgramType.CGROUP_SOCKOPT -> attach(attr, AttachType.CGROUP_GETSOCKOPT);
      case ProgramType.SK_LOOKUP -> attach(attr, AttachType.SK_LOOKUP);
      case ProgramType.LIRC_MODE2 -> attach(attr, AttachType.LIRC_MODE2);
      case ProgramType.NETFILTER -> attach(attr, AttachType.NETFILTER);
      case ProgramType.KPROBE ->
          attr.u32(AttrProgLoad.KERN_VERSION, KernelVersion.running(kernel).code());
      case ProgramType.SYSCALL -> attr.u32(AttrProgLoad.PROG_FLAGS, BpfFlag.SLEEPABLE);
      case ProgramType.TRACING -> {
        attach(attr, AttachType.TRACE_FENTRY).u32(AttrProgLoad.ATTACH_BTF_ID, 1);
        return "attach_btf_id 1 is not a function";
      }
      case ProgramType.LSM -> {
        attach(attr, AttachType.MODIFY_RETURN).u32(AttrProgLoad.ATTACH_BTF_ID, 1);
        return "attach_btf_id 1 is not a function";
      }
      case ProgramType.EXT -> {
        attr.u32(AttrProgLoad.ATTACH_BTF_ID, 1);
        return "Cannot replace kernel functions";
      }
      default -> {
        // nothing more
      }
    }
    return "";
  }

  private static Attr attach(Attr attr, int type) {
    return attr.u32(AttrProgLoad.EXPECTED_ATTACH_TYPE, type);
  }

  static int instructions(Kernel kernel, byte[] code, int device) {
    try (Attr attr = attr(ProgramType.SOCKET_FILTER, code, device)) {
      return answer(load(kernel, attr));
    }
  }

  private static int answer(long result) {
    return result == 0 ? 1 : result == -Errno.EPERM || result == -Errno.EAGAIN ? (int) result : 0;
  }

  /// The attribute that loads a program of `code`.
  static Attr attr(int type, byte[] code, int device) {
    Attr attr = new Attr(AttrProgLoad.ATTACH_PROG_FD + Integer.BYTES);
    return attr.u32(AttrProgLoad.PROG_TYPE, type)
        .u32(AttrProgLoad.INSN_CNT, code.length / 8)
        .pointer(AttrProgLoad.INSNS, attr.bytes(code))
        .pointer(AttrProgLoad.LICENSE, attr.string("GPL"))
        .u32(AttrProgLoad.PROG_IFINDEX, device);
  }

  static void setLog(Attr attr, MemorySegment log) {
    attr.u32(AttrProgLoad.LOG_LEVEL, 1)
        .u32(AttrProgLoad.LOG_SIZE, (int) log.byteSize())
        .pointer(AttrProgLoad.LOG_BUF, log);
  }

  /// Loads a program and lets it go at once.
  ///
  /// @return 0 or a negative error number
  static long load(Kernel kernel, Attr attr) {
    long result = attr.call(kernel, BpfCommand.PROG_LOAD);
    if (result >= 0) {
      kernel.call(Call.CLOSE, result);
      return 0;
    }
    return result;
  }

  private static String text(MemorySegment log) {
    byte[] bytes = log.toArray(ValueLayout.JAVA_BYTE);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  static byte[] large() {
    int[] words = new int[4 * 4097];
    for (int i = 0; i < words.length - 4; i += 4) {
      words[i] = MOV;
      words[i + 3] = 1;
    }
    words[words.length - 4] = EXIT;
    return program(words);
  }

  static byte[] loop() {
    return program(MOV, 0, 0, 10, SUB, 0, 0, 1, JUMP_NOT_EQUAL, 0, -2, 0, EXIT, 0, 0, 0);
  }

  static byte[] version2() {
    return program(MOV, 0, 0, 0, JUMP_LESS, 0, 0, 1, MOV, 0, 0, 1, EXIT, 0, 0, 0);
  }

  static byte[] version3() {
    return program(MOV, 0, 0, 0, JUMP_LESS_32, 0, 0, 1, MOV, 0, 0, 1, EXIT, 0, 0, 0);
  }

  static byte[] version4() {
    return program(
        MOV, 0, 0, 0, JUMP_NOT_EQUAL, 0, 1, 1, JUMP_LONG, 0, 0, 1, MOV, 0, 0, 1, EXIT, 0, 0, 0);
  }

  /// Four numbers for each instruction: opcode, registers (destination in the lower four bits),
  /// offset, immediate.
  static byte[] program(int... words) {
    ByteBuffer code = ByteBuffer.allocate(words.length * 2).order(ByteOrder.nativeOrder());
    for (int i = 0; i < words.length; i += 4) {
      code.put((byte) words[i]).put((byte) words[i + 1]);
      code.putShort((short) words[i + 2]).putInt(words[i + 3]);
    }
    return code.array();
  }
}
