package dev.ebpf4j.insn;

/// The bits of an opcode byte, as numbers: for the places that walk over many raw instructions.
///
/// Source: RFC 9669 and include/uapi/linux/bpf.h, bpf_common.h; the two at the end are internal to
/// the kernel and appear in translated programs only.
public final class Opcode {

  /// Mask of the instruction class, the low three bits.
  public static final int CLASS_MASK = 0x07;

  public static final int LD = 0;
  public static final int LDX = 1;
  public static final int ST = 2;
  public static final int STX = 3;
  public static final int ALU = 4;
  public static final int JMP = 5;
  public static final int JMP32 = 6;
  public static final int ALU64 = 7;

  /// Mask of the operation of an arithmetic or jump instruction.
  public static final int OP_MASK = 0xf0;

  /// Set if the second operand is a register (arithmetic and jumps).
  public static final int X = 0x08;

  /// Mask of the access size of a load or store.
  public static final int SIZE_MASK = 0x18;

  /// Mask of the mode of a load or store.
  public static final int MODE_MASK = 0xe0;

  public static final int MODE_IMM = 0x00;
  public static final int MODE_ABS = 0x20;
  public static final int MODE_IND = 0x40;
  public static final int MODE_MEM = 0x60;
  public static final int MODE_MEMSX = 0x80;
  public static final int MODE_ATOMIC = 0xc0;

  public static final int ADD = 0x00;
  public static final int DIV = 0x30;
  public static final int NEG = 0x80;
  public static final int MOD = 0x90;
  public static final int MOV = 0xb0;
  public static final int END = 0xd0;

  public static final int JA = 0x00;
  public static final int CALL = 0x80;
  public static final int EXIT = 0x90;
  public static final int JCOND = 0xe0;

  /// The first slot of a 16-byte load of a 64-bit constant.
  public static final int LD_IMM64 = 0x18;

  /// `goto`, with a 16-bit distance.
  public static final int GOTO = JMP | JA;

  /// `gotol`, with a 32-bit distance in the immediate.
  public static final int GOTO_FAR = JMP32 | JA;

  /// `gotox`, to the address in a register (Linux 6.19).
  public static final int GOTO_REGISTER = JMP | JA | X;

  /// `call` of a helper, a function of the program, or a kernel function, told apart by `src`.
  public static final int CALL_IMM = JMP | CALL;

  public static final int EXIT_INSN = JMP | EXIT;

  /// `may_goto`, if `src` is 0 (Linux 6.9).
  public static final int MAY_GOTO = JMP | JCOND;

  /// Barrier against speculation (`ST` with mode 0xc0), put in by the verifier.
  public static final int NOSPEC = ST | 0xc0;

  /// Value of `src` in a call of a function of the same program.
  public static final int PSEUDO_CALL = 1;

  /// Value of `src` in a call of a kernel function by its BTF id.
  public static final int PSEUDO_KFUNC_CALL = 2;

  private Opcode() {}
}
