package dev.ebpf4j.disasm.cfg;

/// A way from one block to another, by their numbers.
///
/// @param kind why control goes that way
public record Edge(int from, int to, Kind kind) {

  /// Why control goes from one block to the next.
  public enum Kind {
    /// Into the function, on to the next instruction, or out of the function.
    FALL,
    /// An unconditional jump.
    JUMP,
    /// A conditional jump that is taken.
    TAKEN
  }
}
