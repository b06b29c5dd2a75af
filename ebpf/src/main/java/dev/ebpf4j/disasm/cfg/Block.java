package dev.ebpf4j.disasm.cfg;

/// Instructions that run one after the other: entered at the first only, left at the last only.
///
/// @param id number within the function: [#ENTRY], [#EXIT], or from [#FIRST] on
/// @param start first slot
/// @param end slot behind the last one; equal to `start` for a place outside of the function that
///     a jump leads to
public record Block(int id, int start, int end) {

  /// Number of the node that stands for the function's beginning.
  public static final int ENTRY = 0;

  /// Number of the node that stands for the function's return.
  public static final int EXIT = 1;

  /// Number of the first real block.
  public static final int FIRST = 2;

  /// Whether this is only a place that a jump leads to, outside of the function or in the middle of
  /// an instruction.
  public boolean isOutside() {
    return start == end;
  }
}
