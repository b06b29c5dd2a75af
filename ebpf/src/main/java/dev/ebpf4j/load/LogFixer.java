package dev.ebpf4j.load;

/// Adds to a verifier log what only the loader knows: which relocation stands behind an instruction
/// that it had to make invalid.
@FunctionalInterface
interface LogFixer {

  /// Leaves the log as it is.
  LogFixer NONE = log -> log;

  String fix(String log);
}
