package dev.ebpf4j.insn;

/// A register of the BPF machine.
public enum Register implements Source {
  /// Result of calls and of the program.
  R0,
  /// First argument; the context when a program starts.
  R1,
  R2,
  R3,
  R4,
  R5,
  /// The first of four that calls preserve.
  R6,
  R7,
  R8,
  R9,
  /// Top of the stack frame; read-only.
  R10,
  /// Scratch register of the kernel (`AX`): in translated programs only, never in ones to load.
  R11;

  private static final Register[] ALL = values();

  /// Number in an instruction, 0 to 11: the constants stand in this order.
  @SuppressWarnings("EnumOrdinal")
  public int number() {
    return ordinal();
  }

  /// The register with this number.
  ///
  /// @throws IllegalArgumentException if it is not 0 to 11
  public static Register of(int number) {
    if (number < 0 || number >= ALL.length) {
      throw new IllegalArgumentException("no register " + number);
    }
    return ALL[number];
  }
}
