package dev.ebpf4j.load;

import dev.ebpf4j.abi.Errno;
import org.jspecify.annotations.Nullable;

/// Reads what the verifier wrote.
final class VerifierLog {

  private VerifierLog() {}

  /// The one line that says why, with the instruction and the source line it is about, where the
  /// log tells them.
  static String summary(String log, int errno) {
    String[] lines = log.split("\n");
    int reason = lines.length - 1;
    while (reason >= 0 && (lines[reason].isBlank() || isStatistics(lines[reason]))) {
      reason--;
    }
    if (reason < 0) {
      return Errno.message(errno) + " (" + Errno.name(errno) + ")";
    }
    StringBuilder out = new StringBuilder(lines[reason].strip());
    String instruction = find(lines, reason, false);
    if (instruction != null) {
      out.append(", at ").append(instruction);
    }
    String source = find(lines, reason, true);
    if (source != null) {
      out.append(" (").append(source).append(')');
    }
    return out.toString();
  }

  private static boolean isStatistics(String line) {
    return line.startsWith("processed ")
        || line.startsWith("verification time ")
        || line.startsWith("stack depth ")
        || line.startsWith("max_states_per_insn ");
  }

  /// The last line before `end` that quotes the source, or an instruction.
  private static @Nullable String find(String[] lines, int end, boolean source) {
    for (int i = end - 1; i >= 0; i--) {
      String line = lines[i];
      if (source && line.startsWith("; ")) {
        return line.substring(2).strip();
      }
      if (!source && isInstruction(line)) {
        int comment = line.indexOf(" ; ");
        return (comment < 0 ? line : line.substring(0, comment)).strip();
      }
    }
    return null;
  }

  /// Such as `7: (61) r0 = *(u32 *)(r0 +0)`.
  private static boolean isInstruction(String line) {
    int colon = line.indexOf(": (");
    if (colon <= 0) {
      return false;
    }
    for (int i = 0; i < colon; i++) {
      if (line.charAt(i) < '0' || line.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
