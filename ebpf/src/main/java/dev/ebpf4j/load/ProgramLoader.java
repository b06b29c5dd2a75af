package dev.ebpf4j.load;

import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.abi.Since;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.VerifierException;
import dev.ebpf4j.object.KernelName;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Loads one program. The first attempt asks for no verifier log; a refused program is loaded again
/// with one, in a buffer that grows until the whole log fits.
final class ProgramLoader {

  private static final int FIRST_LOG_SIZE = 1 << 16;
  private static final int LARGEST_LOG_SIZE = 1 << 30;
  private static final int NAME_SIZE = 16;

  private final Kernel kernel;
  private final LoadLog log;
  private final MemoryLimit limit;
  private final int logLevel;

  /// @param logLevel what the verifier is to write even for good programs; 0 for nothing
  ProgramLoader(Kernel kernel, LoadLog log, MemoryLimit limit, int logLevel) {
    this.kernel = kernel;
    this.log = log;
    this.limit = limit;
    this.logLevel = logLevel;
  }

  /// What one attempt gave.
  private record Attempt(long result, String log) {}

  /// @param explain adds to the verifier's log what the kernel cannot know
  /// @throws VerifierException if the kernel refuses
  Fd load(ProgramAttributes program, LogFixer explain) {
    Attempt attempt = attempt(program, logLevel);
    if (attempt.result == -Errno.EPERM && limit.raise()) {
      attempt = attempt(program, logLevel);
    }
    if (attempt.result < 0 && logLevel == 0) {
      attempt = attempt(program, 1);
    }
    if (attempt.result < 0) {
      throw refused(program, (int) -attempt.result, explain.fix(attempt.log));
    }
    if (!attempt.log.isEmpty() && log.wants(LoadLog.Level.DEBUG)) {
      log.debug(framed(program.name(), attempt.log));
    }
    return Fd.own(kernel, (int) attempt.result, "program '" + program.name() + "'");
  }

  private VerifierException refused(ProgramAttributes program, int errno, String text) {
    log.warn("prog '" + program.name() + "': BPF program load failed: -" + Errno.name(errno));
    limit.hint(errno, log);
    String type = "program type " + ProgramType.name(program.type());
    String lack = KernelVersion.lack(kernel, errno, type, Since.programType(program.type()));
    if (!lack.isEmpty()) {
      log.warn("prog '" + program.name() + "': " + lack);
    }
    if (!text.isEmpty()) {
      log.warn(framed(program.name(), text));
    }
    log.warn("prog '" + program.name() + "': failed to load: -" + Errno.name(errno));
    return new VerifierException(program.name(), VerifierLog.summary(text, errno), text, errno);
  }

  private static String framed(String name, String text) {
    String end = text.endsWith("\n") ? "" : "\n";
    return "prog '"
        + name
        + "': -- BEGIN PROG LOAD LOG --\n"
        + text
        + end
        + "-- END PROG LOAD LOG --";
  }

  private Attempt attempt(ProgramAttributes program, int level) {
    int size = level == 0 ? 0 : FIRST_LOG_SIZE;
    while (true) {
      try (Attr attr = new Attr(attributeSize(program))) {
        fill(attr, program);
        MemorySegment buffer = MemorySegment.NULL;
        if (level > 0) {
          buffer = attr.allocate(size);
          attr.u32(AttrProgLoad.LOG_LEVEL, level);
          attr.u32(AttrProgLoad.LOG_SIZE, size);
          attr.pointer(AttrProgLoad.LOG_BUF, buffer);
        }
        long result = attr.call(kernel, BpfCommand.PROG_LOAD);
        if (result == -Errno.ENOSPC && level > 0 && size < LARGEST_LOG_SIZE) {
          size *= 8;
          continue;
        }
        return new Attempt(result, text(buffer));
      }
    }
  }

  private static String text(MemorySegment buffer) {
    int length = 0;
    while (length < buffer.byteSize() && buffer.get(ValueLayout.JAVA_BYTE, length) != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    MemorySegment.copy(buffer, 0, MemorySegment.ofArray(bytes), 0, length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// Up to the end of the last field in use: an older kernel refuses a longer attribute unless its
  /// tail is zero, and a still older one even then.
  private static int attributeSize(ProgramAttributes program) {
    if (program.token() >= 0) {
      return AttrProgLoad.PROG_TOKEN_FD + Integer.BYTES;
    }
    return program.fdArray() != null
        ? AttrProgLoad.FD_ARRAY + Long.BYTES
        : AttrProgLoad.ATTACH_PROG_FD + Integer.BYTES;
  }

  private static void fill(Attr attr, ProgramAttributes program) {
    attr.u32(AttrProgLoad.PROG_TYPE, program.type());
    attr.u32(AttrProgLoad.INSN_CNT, program.instructions().length / 8);
    attr.pointer(AttrProgLoad.INSNS, attr.bytes(program.instructions()));
    attr.pointer(AttrProgLoad.LICENSE, attr.string(program.license()));
    attr.u32(AttrProgLoad.KERN_VERSION, program.kernelVersion());
    attr.name(AttrProgLoad.PROG_NAME, NAME_SIZE, KernelName.of(program.name()));
    attr.u32(AttrProgLoad.PROG_IFINDEX, program.interfaceIndex());
    attr.u32(AttrProgLoad.EXPECTED_ATTACH_TYPE, program.expectedAttachType());
    attr.u32(AttrProgLoad.ATTACH_BTF_ID, program.attachBtfId());
    attr.u32(AttrProgLoad.ATTACH_PROG_FD, program.attachTo());
    if (program.btf() >= 0) {
      attr.u32(AttrProgLoad.PROG_BTF_FD, program.btf());
      ProgramAttributes.Records functions = program.functionInfo();
      ProgramAttributes.Records lines = program.lineInfo();
      attr.u32(AttrProgLoad.FUNC_INFO_REC_SIZE, functions.recordSize());
      attr.u32(AttrProgLoad.FUNC_INFO_CNT, functions.count());
      attr.pointer(AttrProgLoad.FUNC_INFO, attr.bytes(functions.bytes()));
      attr.u32(AttrProgLoad.LINE_INFO_REC_SIZE, lines.recordSize());
      attr.u32(AttrProgLoad.LINE_INFO_CNT, lines.count());
      attr.pointer(AttrProgLoad.LINE_INFO, attr.bytes(lines.bytes()));
    }
    int[] fds = program.fdArray();
    if (fds != null) {
      MemorySegment array = attr.allocate(fds.length * 4L);
      Memory.write(fds, 0, array, 0, fds.length);
      attr.pointer(AttrProgLoad.FD_ARRAY, array);
    }
    int flags = program.flags();
    if (program.token() >= 0) {
      attr.u32(AttrProgLoad.PROG_TOKEN_FD, program.token());
      flags |= BpfFlag.TOKEN_FD;
    }
    attr.u32(AttrProgLoad.PROG_FLAGS, flags);
  }
}
