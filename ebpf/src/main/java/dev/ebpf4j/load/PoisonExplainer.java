package dev.ebpf4j.load;

import org.jspecify.annotations.Nullable;

/// Finds at the end of a verifier log the call of an invalid function that stands for something the
/// loader could not supply, and puts there what it was.
final class PoisonExplainer implements LogFixer {

  /// Text for an invalid instruction.
  @FunctionalInterface
  interface Reason {
    /// What an instruction stands for.
    ///
    /// @param number the function number called
    /// @param instruction index of the instruction
    /// @return lines to put in place of the verifier's; null if it is none of ours
    @Nullable String of(int number, int instruction);
  }

  private static final String COMPLAINT = "invalid func unknown#";
  private static final int LINES = 10;

  private final Reason reason;

  PoisonExplainer(Reason reason) {
    this.reason = reason;
  }

  @Override
  public String fix(String log) {
    int end = log.length();
    for (int i = 0; i < LINES && end > 0; i++) {
      int start = log.lastIndexOf('\n', end - 2) + 1;
      if (log.startsWith(COMPLAINT, start)) {
        return explain(log, start, end);
      }
      end = start;
    }
    return log;
  }

  private String explain(String log, int start, int end) {
    int before = log.lastIndexOf('\n', start - 2) + 1;
    int colon = log.indexOf(':', before);
    if (start == 0 || colon < 0 || colon >= start) {
      return log;
    }
    try {
      int number = Integer.parseInt(log.substring(start + COMPLAINT.length(), end).strip());
      int instruction = Integer.parseInt(log.substring(before, colon).strip());
      String text = reason.of(number, instruction);
      return text == null ? log : log.substring(0, before) + text + log.substring(end);
    } catch (NumberFormatException _) {
      return log;
    }
  }
}
