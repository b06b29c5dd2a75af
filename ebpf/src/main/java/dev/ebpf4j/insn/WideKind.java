package dev.ebpf4j.insn;

/// What the 64-bit constant of a [Instruction.LoadImm64] means, told by the instruction's `src`
/// field. `low` and `high` are the immediates of its two slots.
public enum WideKind {
  /// A number: `high << 32 | low`.
  CONSTANT,
  /// Address of the map with file descriptor `low` (in dumps of loaded programs: with id `low`).
  MAP_FD,
  /// Address `high` bytes into the value of the array map with file descriptor `low`.
  MAP_VALUE,
  /// Address of a kernel variable: BTF id `low`, in the BTF object with descriptor `high`, 0 for
  /// the kernel's own.
  BTF_ID,
  /// Address of a function of the same program, `low` slots after the first slot's successor.
  FUNCTION,
  /// Address of a map: index `low` into the array of descriptors given at load.
  MAP_INDEX,
  /// Like [#MAP_VALUE], by index like [#MAP_INDEX].
  MAP_INDEX_VALUE;

  private static final WideKind[] ALL = values();

  /// What stands in the `src` field.
  @SuppressWarnings("EnumOrdinal") // the constants stand in the order of their numbers
  public int number() {
    return ordinal();
  }

  /// Number of kinds; larger values of `src` are not valid.
  static int count() {
    return ALL.length;
  }

  static WideKind of(int number) {
    return ALL[number];
  }
}
