package dev.ebpf4j.error;

/// Hears what opening and loading an object has to say on the way: why something is retried without
/// BTF, which map was created, what the verifier wrote. The library itself never prints.
///
/// Building a message costs time, so senders ask [#wants] before they build a debug message.
public interface LoadLog {

  /// How much a message matters.
  enum Level {
    /// Something went wrong or was worked around.
    WARN,
    /// Worth knowing, nothing wrong.
    INFO,
    /// Each step.
    DEBUG
  }

  /// Hears nothing.
  LoadLog SILENT =
      new LoadLog() {
        @Override
        public boolean wants(Level level) {
          return false;
        }

        @Override
        public void say(Level level, String message) {}
      };

  /// Whether messages of this level are heard.
  boolean wants(Level level);

  /// One message, without a newline at its end; a verifier log in it has several lines.
  void say(Level level, String message);

  /// Says `message` as a warning.
  default void warn(String message) {
    if (wants(Level.WARN)) {
      say(Level.WARN, message);
    }
  }

  /// Says `message` for information.
  default void info(String message) {
    if (wants(Level.INFO)) {
      say(Level.INFO, message);
    }
  }

  /// Says `message` about a single step. Check [#wants] first where the text costs something.
  default void debug(String message) {
    if (wants(Level.DEBUG)) {
      say(Level.DEBUG, message);
    }
  }
}
