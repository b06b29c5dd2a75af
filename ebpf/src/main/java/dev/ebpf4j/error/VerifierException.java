package dev.ebpf4j.error;

/// The verifier rejected a program. The message is one line; [#log()] has all of what it said.
public final class VerifierException extends LoadException {

  private static final long serialVersionUID = 1L;

  private final String program;
  private final String log;

  /// @param program name of the program
  /// @param summary the one line of the log that matters, with its source line if known
  /// @param log the whole verifier log, lines ended by newline; may be empty
  /// @param errno positive error number of BPF_PROG_LOAD
  public VerifierException(String program, String summary, String log, int errno) {
    super("program '" + program + "' rejected: " + summary, errno, null);
    this.program = program;
    this.log = log;
  }

  /// Name of the rejected program.
  public String program() {
    return program;
  }

  /// The whole verifier log.
  public String log() {
    return log;
  }
}
