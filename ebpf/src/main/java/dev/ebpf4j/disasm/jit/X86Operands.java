package dev.ebpf4j.disasm.jit;

import org.jspecify.annotations.Nullable;

/// Reads the bytes of one x86-64 instruction: prefixes, the ModRM byte with what follows it,
/// constants; and writes operands in AT&T form.
///
/// Reading past the end gives zeros and sets [#truncated()], so that the readers above need no
/// check of their own.
final class X86Operands {

  private static final String[] R64 = {
    "%rax", "%rcx", "%rdx", "%rbx", "%rsp", "%rbp", "%rsi", "%rdi", "%r8", "%r9", "%r10", "%r11",
    "%r12", "%r13", "%r14", "%r15"
  };
  private static final String[] R32 = {
    "%eax", "%ecx", "%edx", "%ebx", "%esp", "%ebp", "%esi", "%edi", "%r8d", "%r9d", "%r10d",
    "%r11d", "%r12d", "%r13d", "%r14d", "%r15d"
  };
  private static final String[] R16 = {
    "%ax", "%cx", "%dx", "%bx", "%sp", "%bp", "%si", "%di", "%r8w", "%r9w", "%r10w", "%r11w",
    "%r12w", "%r13w", "%r14w", "%r15w"
  };
  private static final String[] R8 = {
    "%al", "%cl", "%dl", "%bl", "%spl", "%bpl", "%sil", "%dil", "%r8b", "%r9b", "%r10b", "%r11b",
    "%r12b", "%r13b", "%r14b", "%r15b"
  };

  /// Byte registers 4 to 7 of an instruction without REX prefix.
  private static final String[] HIGH_BYTES = {"%ah", "%ch", "%dh", "%bh"};

  static final int BYTE = 1;
  static final int WORD = 2;
  static final int LONG = 4;
  static final int QUAD = 8;

  private static final int NO_BASE = 5;
  private static final int SIB = 4;

  private byte[] code = new byte[0];
  private long address;
  private int start;
  private int at;
  private boolean truncated;

  private int rex;
  private boolean operandSize;
  private int repeat;
  private String segment = "";

  private int mod;
  private int reg;
  private int rm;
  private @Nullable String memory;

  void start(byte[] bytes, long address) {
    this.code = bytes;
    this.address = address;
  }

  /// Starts reading the instruction at `offset` and takes its prefixes.
  ///
  /// @return false if they are of a kind or number not known here
  boolean begin(int offset) {
    start = offset;
    at = offset;
    truncated = false;
    rex = 0;
    operandSize = false;
    repeat = 0;
    segment = "";
    memory = null;
    while (true) {
      int b = peek();
      if (b == 0x66 && !operandSize) {
        operandSize = true;
      } else if ((b == 0xf2 || b == 0xf3) && repeat == 0) {
        repeat = b;
      } else if ((b == 0x64 || b == 0x65) && segment.isEmpty()) {
        segment = b == 0x64 ? "%fs:" : "%gs:";
      } else if ((b & 0xf0) == 0x40) {
        rex = b;
        at++;
        return true;
      } else {
        return true;
      }
      at++;
    }
  }

  private int peek() {
    return at < code.length ? code[at] & 0xff : 0;
  }

  /// Takes a byte.
  int u8() {
    if (at >= code.length) {
      truncated = true;
      at++;
      return 0;
    }
    return code[at++] & 0xff;
  }

  private long little(int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) u8() << (8 * i);
    }
    return value;
  }

  int s8() {
    return (byte) u8();
  }

  int s32() {
    return (int) little(4);
  }

  boolean truncated() {
    return truncated;
  }

  /// Number of bytes taken.
  int length() {
    return at - start;
  }

  /// Number of bytes taken before, those of the prefixes included; 0 at the start.
  boolean hasPrefix() {
    return at > start;
  }

  boolean wide() {
    return (rex & 8) != 0;
  }

  boolean hasRex() {
    return rex != 0;
  }

  /// The prefix 0x66.
  boolean operandSize() {
    return operandSize;
  }

  /// The prefix 0xf2 or 0xf3, or 0.
  int repeat() {
    return repeat;
  }

  boolean hasSegment() {
    return !segment.isEmpty();
  }

  /// Operand size of an instruction that has no size of its own.
  int size() {
    return wide() ? QUAD : operandSize ? WORD : LONG;
  }

  /// Replaces the REX bits by those of a VEX prefix: extensions of reg, index and base, and width.
  void vex(int bits) {
    rex = 0x40 | bits;
  }

  static char suffix(int size) {
    return switch (size) {
      case BYTE -> 'b';
      case WORD -> 'w';
      case LONG -> 'l';
      default -> 'q';
    };
  }

  /// Takes the ModRM byte, and index and displacement if it asks for them.
  void modRm() {
    int b = u8();
    mod = b >> 6;
    reg = (b >> 3 & 7) | (rex & 4) << 1;
    rm = (b & 7) | (rex & 1) << 3;
    memory = mod == 3 ? null : memory(b & 7);
  }

  private String memory(int low) {
    StringBuilder out = new StringBuilder(segment);
    if (low == SIB) {
      scaled(out);
    } else if (low == NO_BASE && mod == 0) {
      displace(out, displacement(true)).append("(%rip)");
    } else {
      displace(out, displacement(false)).append('(').append(R64[rm]).append(')');
    }
    return out.toString();
  }

  /// Memory with a SIB byte. An index that is not there is `%riz` where base and scale would not
  /// say so by themselves.
  private void scaled(StringBuilder out) {
    int sib = u8();
    int index = (sib >> 3 & 7) | (rex & 2) << 2;
    boolean hasBase = (sib & 7) != NO_BASE || mod != 0;
    int scale = 1 << (sib >> 6);
    int disp = displacement(!hasBase);
    if (!hasBase && index == SIB && scale == 1) {
      out.append(disp);
      return;
    }
    displace(out, disp).append('(').append(hasBase ? R64[(sib & 7) | (rex & 1) << 3] : "");
    if (index != SIB) {
      out.append(',').append(R64[index]);
    } else if ((sib & 7) != SIB || scale != 1) {
      out.append(",%riz");
    }
    if (scale != 1) {
      out.append(',').append(scale);
    }
    out.append(')');
  }

  private static StringBuilder displace(StringBuilder out, int disp) {
    return disp == 0 ? out : out.append(disp);
  }

  private int displacement(boolean always) {
    if (mod == 1) {
      return s8();
    }
    return always || mod == 2 ? s32() : 0;
  }

  /// Whether the ModRM byte names memory.
  boolean isMemory() {
    return memory != null;
  }

  /// The middle field of the ModRM byte as part of the opcode.
  int extension() {
    return reg & 7;
  }

  /// The register or memory that the ModRM byte names.
  String rm(int size) {
    return memory != null ? memory : register(rm, size);
  }

  /// The register that the ModRM byte names.
  String reg(int size) {
    return register(reg, size);
  }

  /// The register in the low bits of an opcode.
  String opcodeRegister(int opcode, int size) {
    return register((opcode & 7) | (rex & 1) << 3, size);
  }

  String register(int number, int size) {
    return switch (size) {
      case BYTE -> rex == 0 && number >= 4 ? HIGH_BYTES[number - 4] : R8[number];
      case WORD -> R16[number];
      case LONG -> R32[number];
      default -> R64[number];
    };
  }

  /// A constant of one byte whose sign counts.
  String immediate8() {
    return "$" + s8();
  }

  /// A constant of up to four bytes, as many as operands of `size` have.
  String immediate(int size) {
    return switch (size) {
      case BYTE -> immediate8();
      case WORD -> "$" + little(2);
      case LONG -> "$" + little(4);
      default -> "$" + s32();
    };
  }

  String immediate16() {
    return "$" + (short) little(2);
  }

  String immediate64() {
    return "$" + little(8);
  }

  /// Target of a jump by a distance that was just read.
  String target(int distance) {
    return "0x" + Long.toHexString(address + at + distance);
  }
}
