package dev.ebpf4j.bpftool.grammar;

import org.jspecify.annotations.Nullable;

/// A command ends here: with a text for the user, if there is something left to say, and an exit
/// status. Scripts know both from upstream.
public final class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /// Exit status of most failures: upstream's -1.
  public static final int FAILED = 255;

  private final int status;

  private CommandException(@Nullable String text, int status, @Nullable Throwable cause) {
    super(text, cause, false, cause != null);
    this.status = status;
  }

  /// Fails with `Error: text` and status 255.
  public static CommandException failed(String text) {
    return new CommandException(text, FAILED, null);
  }

  /// Fails with `Error: text`, status 255; `cause` is shown with `-d`.
  public static CommandException failed(String text, Throwable cause) {
    return new CommandException(text, FAILED, cause);
  }

  /// Fails with `Error: text` and the exit status that stands for `-errno`.
  public static CommandException errno(String text, int errno) {
    return new CommandException(text, -errno & 0xff, null);
  }

  /// Fails with `Error: text` and the exit status that stands for `-errno`.
  public static CommandException errno(String text, int errno, Throwable cause) {
    return new CommandException(text, -errno & 0xff, cause);
  }

  /// Fails with `Error: text` and `status`.
  public static CommandException status(String text, int status) {
    return new CommandException(text, status, null);
  }

  /// Fails without a further word.
  public static CommandException silent(int status) {
    return new CommandException(null, status, null);
  }

  /// The same failure with another exit status.
  public CommandException withStatus(int other) {
    return new CommandException(getMessage(), other, getCause());
  }

  /// Exit status, 1 to 255.
  public int status() {
    return status;
  }
}
