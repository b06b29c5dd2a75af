package dev.ebpf4j.features;

import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Tries helpers of one program type, one after another, with the same buffers: there are some
/// thousand to try. For use in one thread.
final class HelperProbe implements AutoCloseable {

  private static final int CALL = 0x85;
  private static final int EXIT = 0x95;

  /// Where in the program the number of the helper stands.
  private static final int NUMBER = 4;

  /// What the verifier says about an unknown helper is among the first lines.
  private static final int LOG_SIZE = 1024;

  /// BPF_LOG_STATS without the other levels: errors and a line of figures, but not each
  /// instruction with its registers, which would be an eighth of the work. Kernels before 5.2 take
  /// any level for all there is.
  private static final int ERRORS = 4;

  private static final byte[][] REFUSALS = {
    bytes("program of this type cannot use helper "), bytes("unknown func "), bytes("invalid func ")
  };

  private final Kernel kernel;
  private final Attr attr;
  private final MemorySegment code;
  private final MemorySegment log;
  private final byte[] said = new byte[LOG_SIZE];

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  HelperProbe(Kernel kernel, int programType, int device) {
    this.kernel = kernel;
    byte[] call = ProgramProbe.program(CALL, 0, 0, 0, EXIT, 0, 0, 0);
    attr = ProgramProbe.attr(programType, call, device);
    ProgramProbe.demands(kernel, attr, programType);
    code = attr.bytes(call);
    attr.pointer(AttrProgLoad.INSNS, code);
    log = attr.allocate(LOG_SIZE);
    ProgramProbe.setLog(attr, log);
    attr.u32(AttrProgLoad.LOG_LEVEL, ERRORS);
  }

  /// Whether programs of the type may call `helper`.
  ///
  /// @return 1 or 0, or a negative error number that proves nothing
  int ask(int helper) {
    code.set(ValueLayout.JAVA_INT, NUMBER, helper);
    log.set(ValueLayout.JAVA_BYTE, 0, (byte) 0);
    long result = ProgramProbe.load(kernel, attr);
    if (result == 0) {
      return 1;
    }
    if (result == -Errno.EPERM) {
      return (int) result;
    }
    Memory.read(log, 0, said, 0, LOG_SIZE);
    for (int at = 0; at < LOG_SIZE && said[at] != 0; at++) {
      for (byte[] refusal : REFUSALS) {
        if (said[at] == refusal[0] && says(refusal, at)) {
          return 0;
        }
      }
    }
    return 1;
  }

  private boolean says(byte[] words, int at) {
    int end = at + words.length;
    return end <= LOG_SIZE && Arrays.equals(said, at, end, words, 0, words.length);
  }

  @Override
  public void close() {
    attr.close();
  }
}
