package dev.ebpf4j.disasm.jit;

import static dev.ebpf4j.disasm.jit.X86Operands.BYTE;
import static dev.ebpf4j.disasm.jit.X86Operands.LONG;
import static dev.ebpf4j.disasm.jit.X86Operands.QUAD;

import dev.ebpf4j.disasm.MachineDecoder;
import dev.ebpf4j.util.TextBuffer;

/// Reads what the kernel's x86-64 compiler for BPF emits: integer instructions on general registers
/// and memory, jumps and calls, atomics, barriers, and the no-ops and landing marks around them.
/// The text is AT&T syntax as LLVM writes it, down to the blanks.
///
/// Anything else is left alone: [#decode] says 0 rather than guess a length.
public final class X86Decoder implements MachineDecoder {

  private static final String[] ARITHMETIC = {
    "add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"
  };
  private static final String[] SHIFTS = {"rol", "ror", "rcl", "rcr", "shl", "shr", "", "sar"};
  private static final String[] UNARY = {"test", "", "not", "neg", "mul", "imul", "div", "idiv"};
  static final String[] CONDITIONS = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
  };

  private final X86Operands in = new X86Operands();
  private final X86TwoByteMap twoByte = new X86TwoByteMap(in, this);
  private final TextBuffer text = new TextBuffer();
  private byte[] code = new byte[0];

  /// A decoder for one thread.
  public X86Decoder() {
    // Starts with no code.
  }

  @Override
  public void start(byte[] code, long address) {
    this.code = code;
    in.start(code, address);
  }

  @Override
  public int decode(int offset, TextBuffer out) {
    if (offset < 0 || offset >= code.length) {
      throw new IndexOutOfBoundsException("no byte " + offset + " of " + code.length);
    }
    text.truncate(0);
    boolean known = in.begin(offset) && instruction();
    if (!known || in.truncated()) {
      return 0;
    }
    out.bytes(text.toByteArray());
    return in.length();
  }

  @Override
  public void close() {
    // Holds nothing but bytes.
  }

  /// Writes a name alone.
  boolean emit(String name) {
    text.ch('\t').text(name);
    return true;
  }

  /// Writes name and operand.
  boolean emit(String name, String operand) {
    text.ch('\t').text(name).ch('\t').text(operand);
    return true;
  }

  /// Writes name and operands, source first.
  boolean emit(String name, String source, String target) {
    emit(name, source);
    text.text(", ").text(target);
    return true;
  }

  boolean emit(String name, String first, String second, String third) {
    emit(name, first, second);
    text.text(", ").text(third);
    return true;
  }

  /// `name` with the suffix of an operand size.
  static String sized(String name, int size) {
    return name + X86Operands.suffix(size);
  }

  private boolean instruction() {
    boolean prefixed = in.hasPrefix();
    int opcode = in.u8();
    if (opcode == 0x0f) {
      return twoByte.instruction();
    }
    if (opcode == 0xf0) {
      return !prefixed && emit("lock"); // LLVM shows it as an instruction of its own, too
    }
    if (in.repeat() != 0) {
      return opcode == 0x90 && in.repeat() == 0xf3 && in.length() == 2 && emit("pause");
    }
    if (opcode == 0xc4) {
      return !prefixed && vex();
    }
    if (opcode < 0x40) {
      return arithmetic(opcode);
    }
    return switch (opcode >> 4) {
      case 0x5 -> pushOrPop(opcode);
      case 0x6 -> extendOrPush(opcode);
      case 0x7 -> jump("j" + CONDITIONS[opcode & 0xf], in.s8());
      case 0x8 -> moves(opcode);
      case 0x9 -> conversions(opcode, prefixed);
      case 0xa -> testAccumulator(opcode);
      case 0xb -> moveImmediate(opcode);
      case 0xc -> shiftsMovesReturns(opcode, prefixed);
      case 0xd -> opcode <= 0xd3 && shift(opcode);
      case 0xe -> jumps(opcode, prefixed);
      default -> unaryAndControl(opcode);
    };
  }

  /// The eight two-operand operations in their six forms.
  private boolean arithmetic(int opcode) {
    int form = opcode & 7;
    if (form > 5) {
      return false;
    }
    int size = (form & 1) == 0 ? BYTE : in.size();
    String name = sized(ARITHMETIC[opcode >> 3], size);
    if (form >= 4) {
      return emit(name, in.immediate(size), in.register(0, size));
    }
    in.modRm();
    return form < 2 ? emit(name, in.reg(size), in.rm(size)) : emit(name, in.rm(size), in.reg(size));
  }

  private boolean pushOrPop(int opcode) {
    if (in.operandSize() || in.hasSegment()) {
      return false;
    }
    return emit(opcode < 0x58 ? "pushq" : "popq", in.opcodeRegister(opcode, QUAD));
  }

  private boolean extendOrPush(int opcode) {
    int size = in.size();
    return switch (opcode) {
      case 0x63 -> {
        in.modRm();
        yield in.wide() && emit("movslq", in.rm(LONG), in.reg(QUAD));
      }
      case 0x68 -> !in.operandSize() && emit("pushq", in.immediate(QUAD));
      case 0x6a -> !in.operandSize() && emit("pushq", in.immediate8());
      case 0x69, 0x6b -> {
        in.modRm();
        String source = in.rm(size);
        String constant = opcode == 0x69 ? in.immediate(size) : in.immediate8();
        yield emit(sized("imul", size), constant, source, in.reg(size));
      }
      default -> false;
    };
  }

  boolean jump(String name, int distance) {
    return !in.operandSize() && !in.hasSegment() && emit(name, in.target(distance));
  }

  private boolean moves(int opcode) {
    int size = (opcode & 1) == 0 ? BYTE : in.size();
    return switch (opcode) {
      case 0x80, 0x81, 0x83 -> {
        in.modRm();
        String operand = in.rm(size);
        String constant = opcode == 0x83 ? in.immediate8() : in.immediate(size);
        yield emit(sized(ARITHMETIC[in.extension()], size), constant, operand);
      }
      case 0x84, 0x85 -> {
        in.modRm();
        yield emit(sized("test", size), in.reg(size), in.rm(size));
      }
      case 0x86, 0x87 -> {
        in.modRm();
        // Of two registers LLVM names the other one first.
        yield in.isMemory()
            ? emit(sized("xchg", size), in.reg(size), in.rm(size))
            : emit(sized("xchg", size), in.rm(size), in.reg(size));
      }
      case 0x88, 0x89 -> {
        in.modRm();
        yield emit(sized("mov", size), in.reg(size), in.rm(size));
      }
      case 0x8a, 0x8b -> {
        in.modRm();
        yield emit(sized("mov", size), in.rm(size), in.reg(size));
      }
      case 0x8d -> {
        int width = in.size();
        in.modRm();
        yield in.isMemory() && emit(sized("lea", width), in.rm(width), in.reg(width));
      }
      default -> false;
    };
  }

  private boolean conversions(int opcode, boolean prefixed) {
    if (opcode == 0x90) {
      return !in.hasRex() && !in.hasSegment() && emit("nop");
    }
    if (in.hasSegment() || in.operandSize()) {
      return false;
    }
    if (opcode == 0x98) {
      return emit(in.wide() ? "cltq" : "cwtl");
    }
    if (opcode == 0x99) {
      return emit(in.wide() ? "cqto" : "cltd");
    }
    if (opcode > 0x97) {
      return false;
    }
    int size = in.size();
    return (in.wide() || !prefixed || in.hasRex())
        && emit(sized("xchg", size), in.opcodeRegister(opcode, size), in.register(0, size));
  }

  private boolean testAccumulator(int opcode) {
    if (opcode != 0xa8 && opcode != 0xa9) {
      return false;
    }
    int size = opcode == 0xa8 ? BYTE : in.size();
    return emit(sized("test", size), in.immediate(size), in.register(0, size));
  }

  private boolean moveImmediate(int opcode) {
    if (opcode < 0xb8) {
      return emit("movb", in.immediate8(), in.opcodeRegister(opcode, BYTE));
    }
    int size = in.size();
    return size == QUAD
        ? emit("movabsq", in.immediate64(), in.opcodeRegister(opcode, QUAD))
        : emit(sized("mov", size), in.immediate(size), in.opcodeRegister(opcode, size));
  }

  private boolean shiftsMovesReturns(int opcode, boolean prefixed) {
    return switch (opcode) {
      case 0xc0, 0xc1 -> shift(opcode);
      case 0xc2 -> !prefixed && emit("retq", in.immediate16());
      case 0xc3 -> !prefixed && emit("retq");
      case 0xc6, 0xc7 -> {
        int size = opcode == 0xc6 ? BYTE : in.size();
        in.modRm();
        String operand = in.rm(size);
        yield in.extension() == 0 && emit(sized("mov", size), in.immediate(size), operand);
      }
      case 0xc9 -> !prefixed && emit("leave");
      case 0xcc -> !prefixed && emit("int3");
      default -> false;
    };
  }

  /// Shifts by a constant (0xc0), by one (0xd0) or by `%cl` (0xd2).
  private boolean shift(int opcode) {
    int size = (opcode & 1) == 0 ? BYTE : in.size();
    in.modRm();
    String name = SHIFTS[in.extension()];
    if (name.isEmpty()) {
      return false;
    }
    String operand = in.rm(size);
    name = sized(name, size);
    if (opcode < 0xd0) {
      return emit(name, "$" + in.u8(), operand);
    }
    return opcode < 0xd2 ? emit(name, operand) : emit(name, "%cl", operand);
  }

  private boolean jumps(int opcode, boolean prefixed) {
    return switch (opcode) {
      case 0xe8 -> !prefixed && jump("callq", in.s32());
      case 0xe9 -> !prefixed && jump("jmp", in.s32());
      case 0xeb -> !prefixed && jump("jmp", in.s8());
      default -> false;
    };
  }

  private boolean unaryAndControl(int opcode) {
    int size = (opcode & 1) == 0 ? BYTE : in.size();
    return switch (opcode) {
      case 0xf6, 0xf7 -> {
        in.modRm();
        String name = UNARY[in.extension()];
        String operand = in.rm(size);
        if (in.extension() == 0) {
          yield emit(sized(name, size), in.immediate(size), operand);
        }
        yield !name.isEmpty() && emit(sized(name, size), operand);
      }
      case 0xfe, 0xff -> {
        in.modRm();
        yield switch (in.extension()) {
          case 0 -> emit(sized("inc", size), in.rm(size));
          case 1 -> emit(sized("dec", size), in.rm(size));
          default -> opcode == 0xff && indirect();
        };
      }
      default -> false;
    };
  }

  private boolean indirect() {
    if (in.operandSize()) {
      return false;
    }
    return switch (in.extension()) {
      case 2 -> emit("callq", "*" + in.rm(QUAD));
      case 4 -> emit("jmpq", "*" + in.rm(QUAD));
      case 6 -> emit("pushq", in.rm(QUAD));
      default -> false;
    };
  }

  /// Shifts of BMI2, which take their count from any register: VEX.LZ.pp.0F38.W F7.
  private boolean vex() {
    int first = in.u8();
    int second = in.u8();
    int opcode = in.u8();
    boolean longVector = (second & 4) != 0;
    if ((first & 0x1f) != 2 || opcode != 0xf7 || longVector) {
      return false;
    }
    in.vex((~first >> 5 & 7) | (second >> 4 & 8));
    String name =
        switch (second & 3) {
          case 1 -> "shlx";
          case 2 -> "sarx";
          case 3 -> "shrx";
          default -> "";
        };
    int size = in.wide() ? QUAD : LONG;
    in.modRm();
    String count = in.register(~second >> 3 & 0xf, size);
    return !name.isEmpty() && emit(sized(name, size), count, in.rm(size), in.reg(size));
  }
}
