package dev.ebpf4j.insn;

import dev.ebpf4j.abi.Helper;
import dev.ebpf4j.util.TextBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Writes instructions as the kernel's verifier and bpftool do: `(07) r1 += 5`.
///
/// Works on raw slots, so that whatever a program holds can be shown: an opcode nobody knows
/// becomes
/// `BUG_xx`.
public final class InsnText {

  /// Arithmetic by the upper half of the opcode; null where none is defined.
  private static final @Nullable String[] ALU = {
    "+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=", "endian",
    null, null
  };

  private static final @Nullable String[] JUMP = {
    null, "==", ">", ">=", "&", "!=", "s>", "s>=", null, null, "<", "<=", "s<", "s<=", null, null
  };

  /// By the size bits of the opcode: word, half word, byte, double word.
  private static final String[] SIZES = {"u32", "u16", "u8", "u64"};

  private static final String[] SIGNED_SIZES = {"s32", "s16", "s8", "s64"};

  private final InsnNames names;

  /// A writer that asks `names` for the names of functions and maps.
  public InsnText(InsnNames names) {
    this.names = names;
  }

  /// The text of one instruction by itself.
  public static String of(Instruction instruction) {
    TextBuffer out = new TextBuffer();
    Code code = instruction.encode(ByteOrder.LITTLE_ENDIAN);
    new InsnText(InsnNames.NONE).write(code, 0, out);
    return out.toString();
  }

  /// The text of a whole program: index, colon, instruction, one a line.
  public static String of(Code code) {
    TextBuffer out = new TextBuffer();
    InsnText text = new InsnText(InsnNames.NONE);
    for (int slot = 0; slot < code.slots(); slot += code.width(slot)) {
      out.dec(slot).text(": ");
      text.write(code, slot, out);
      out.ch('\n');
    }
    return out.toString();
  }

  /// Appends the instruction at `slot`.
  public void write(Code code, int slot, TextBuffer out) {
    int opcode = code.opcode(slot);
    switch (opcode & Opcode.CLASS_MASK) {
      case Opcode.ALU, Opcode.ALU64 -> arithmetic(code, slot, out);
      case Opcode.STX -> storeRegister(code, slot, out);
      case Opcode.ST -> storeConstant(code, slot, out);
      case Opcode.LDX -> load(code, slot, out);
      case Opcode.LD -> special(code, slot, out);
      default -> jump(code, slot, out);
    }
  }

  private static void arithmetic(Code code, int slot, TextBuffer out) {
    int opcode = code.opcode(slot);
    int op = opcode & Opcode.OP_MASK;
    boolean wide = (opcode & Opcode.CLASS_MASK) == Opcode.ALU64;
    boolean register = (opcode & Opcode.X) != 0;
    char prefix = wide ? 'r' : 'w';
    int off = code.off(slot);
    int dst = code.dst(slot);
    String operator = ALU[op >> 4];
    if (operator == null) {
      bug(out, "alu_", opcode);
      return;
    }
    opcode(out, opcode);
    if (op == Opcode.END) {
      String kind = wide ? "bswap" : register ? "be" : "le";
      register(out, 'r', dst).text(" = ").text(kind).dec(code.imm(slot)).ch(' ');
      register(out, 'r', dst);
    } else if (op == Opcode.NEG) {
      register(out, prefix, dst).text(" = -");
      register(out, prefix, dst);
    } else if (op == Opcode.MOV && register && wide && off == 1) {
      int imm = code.imm(slot);
      register(out, 'r', dst).text(" = addr_space_cast(");
      register(out, 'r', code.src(slot)).text(", ").dec(imm >>> 16);
      out.text(", ").dec(imm & 0xffff).ch(')');
    } else if (op == Opcode.MOV && register && wide && off == -1) {
      register(out, 'r', dst).text(" = &(void __percpu *)(");
      register(out, 'r', code.src(slot)).ch(')');
    } else {
      register(out, prefix, dst).ch(' ');
      if (off == 1 && (op == Opcode.DIV || op == Opcode.MOD)) {
        out.ch('s');
      }
      out.text(operator).ch(' ');
      if (register) {
        if (op == Opcode.MOV && (off == 8 || off == 16 || off == 32)) {
          out.text("(s").dec(off).ch(')');
        }
        register(out, prefix, code.src(slot));
      } else {
        out.dec(code.imm(slot));
      }
    }
  }

  private static void storeRegister(Code code, int slot, TextBuffer out) {
    int opcode = code.opcode(slot);
    int mode = opcode & Opcode.MODE_MASK;
    if (mode == Opcode.MODE_MEM) {
      opcode(out, opcode);
      out.text("*(");
      access(out, SIZES, opcode, code.dst(slot), code.off(slot)).text(" = ");
      register(out, 'r', code.src(slot));
    } else if (mode == Opcode.MODE_ATOMIC) {
      atomic(code, slot, out);
    } else {
      bug(out, "", opcode);
    }
  }

  private static void atomic(Code code, int slot, TextBuffer out) {
    int opcode = code.opcode(slot);
    int imm = code.imm(slot);
    if (imm == AtomicOp.LOAD_ACQUIRE) {
      opcode(out, opcode);
      register(out, 'r', code.dst(slot)).text(" = load_acquire((");
      access(out, SIZES, opcode, code.src(slot), code.off(slot)).ch(')');
      return;
    }
    if (imm == AtomicOp.STORE_RELEASE) {
      opcode(out, opcode);
      out.text("store_release((");
      access(out, SIZES, opcode, code.dst(slot), code.off(slot)).text(", ");
      register(out, 'r', code.src(slot)).ch(')');
      return;
    }
    AtomicOp op = AtomicOp.of(imm);
    if (op == null) {
      bug(out, "", opcode);
      return;
    }
    opcode(out, opcode);
    switch (op) {
      case ADD -> locked(code, slot, out, " += ");
      case OR -> locked(code, slot, out, " |= ");
      case AND -> locked(code, slot, out, " &= ");
      case XOR -> locked(code, slot, out, " ^= ");
      case CMPXCHG -> fetch(code, slot, out.text("r0 = "), "_cmpxchg((", "r0, ");
      case XCHG -> fetch(code, slot, result(code, slot, out), "_xchg((", "");
      case FETCH_ADD -> fetch(code, slot, result(code, slot, out), "_fetch_add((", "");
      case FETCH_OR -> fetch(code, slot, result(code, slot, out), "_fetch_or((", "");
      case FETCH_AND -> fetch(code, slot, result(code, slot, out), "_fetch_and((", "");
      case FETCH_XOR -> fetch(code, slot, result(code, slot, out), "_fetch_xor((", "");
    }
  }

  private static void locked(Code code, int slot, TextBuffer out, String operator) {
    out.text("lock *(");
    access(out, SIZES, code.opcode(slot), code.dst(slot), code.off(slot)).text(operator);
    register(out, 'r', code.src(slot));
  }

  private static TextBuffer result(Code code, int slot, TextBuffer out) {
    return register(out, 'r', code.src(slot)).text(" = ");
  }

  private static void fetch(Code code, int slot, TextBuffer out, String name, String compared) {
    int opcode = code.opcode(slot);
    out.text((opcode & Opcode.SIZE_MASK) == Size.DWORD.bits() ? "atomic64" : "atomic");
    out.text(name);
    access(out, SIZES, opcode, code.dst(slot), code.off(slot)).text(", ").text(compared);
    register(out, 'r', code.src(slot)).ch(')');
  }

  private static void storeConstant(Code code, int slot, TextBuffer out) {
    int opcode = code.opcode(slot);
    int mode = opcode & Opcode.MODE_MASK;
    if (mode == Opcode.MODE_MEM) {
      opcode(out, opcode);
      out.text("*(");
      access(out, SIZES, opcode, code.dst(slot), code.off(slot)).text(" = ");
      out.dec(code.imm(slot));
    } else if (mode == (Opcode.NOSPEC & Opcode.MODE_MASK)) {
      opcode(out, opcode);
      out.text("nospec");
    } else {
      bug(out, "st_", opcode);
    }
  }

  private static void load(Code code, int slot, TextBuffer out) {
    int opcode = code.opcode(slot);
    int mode = opcode & Opcode.MODE_MASK;
    if (mode != Opcode.MODE_MEM && mode != Opcode.MODE_MEMSX) {
      bug(out, "ldx_", opcode);
      return;
    }
    opcode(out, opcode);
    register(out, 'r', code.dst(slot)).text(" = *(");
    String[] sizes = mode == Opcode.MODE_MEM ? SIZES : SIGNED_SIZES;
    access(out, sizes, opcode, code.src(slot), code.off(slot));
  }

  /// Class `LD`: packet access and the 16-byte load.
  private void special(Code code, int slot, TextBuffer out) {
    int opcode = code.opcode(slot);
    int mode = opcode & Opcode.MODE_MASK;
    if (mode == Opcode.MODE_ABS || mode == Opcode.MODE_IND) {
      opcode(out, opcode);
      out.text("r0 = *(").text(SIZES[(opcode & Opcode.SIZE_MASK) >> 3]).text(" *)skb[");
      if (mode == Opcode.MODE_IND) {
        register(out, 'r', code.src(slot)).text(" + ");
      }
      out.dec(code.imm(slot)).ch(']');
    } else if (opcode == Opcode.LD_IMM64) {
      opcode(out, opcode);
      register(out, 'r', code.dst(slot)).text(" = ");
      String name = names.wide(code, slot);
      if (name != null) {
        out.text(name);
      } else {
        out.text("0x").hex(code.imm64(slot));
      }
    } else {
      bug(out, "ld_", opcode);
    }
  }

  private void jump(Code code, int slot, TextBuffer out) {
    int opcode = code.opcode(slot);
    int op = opcode & Opcode.OP_MASK;
    if (op == Opcode.CALL) {
      opcode(out, opcode);
      call(code, slot, out);
      return;
    }
    switch (opcode) {
      case Opcode.GOTO -> distance(opcode(out, opcode).text("goto pc"), code.off(slot));
      case Opcode.GOTO_FAR -> distance(opcode(out, opcode).text("gotol pc"), code.imm(slot));
      case Opcode.GOTO_REGISTER ->
          register(opcode(out, opcode).text("gotox "), 'r', code.dst(slot));
      case Opcode.EXIT_INSN -> opcode(out, opcode).text("exit");
      default -> {
        if (opcode == Opcode.MAY_GOTO && code.src(slot) == 0) {
          distance(opcode(out, opcode).text("may_goto pc"), code.off(slot));
        } else {
          branch(code, slot, out);
        }
      }
    }
  }

  private static void branch(Code code, int slot, TextBuffer out) {
    int opcode = code.opcode(slot);
    boolean wide = (opcode & Opcode.CLASS_MASK) == Opcode.JMP;
    char prefix = wide ? 'r' : 'w';
    String operator = JUMP[(opcode & Opcode.OP_MASK) >> 4];
    if (operator == null) {
      bug(out, wide ? "jmp_" : "jmp32_", opcode);
      return;
    }
    opcode(out, opcode).text("if ");
    register(out, prefix, code.dst(slot)).ch(' ').text(operator).ch(' ');
    if ((opcode & Opcode.X) != 0) {
      register(out, prefix, code.src(slot));
    } else {
      out.text("0x").hex(code.imm(slot) & 0xffff_ffffL);
    }
    distance(out.text(" goto pc"), code.off(slot));
  }

  private void call(Code code, int slot, TextBuffer out) {
    int imm = code.imm(slot);
    int kind = code.src(slot);
    String helper = kind == 0 ? Helper.name(imm) : null;
    if (helper != null) {
      out.text("call bpf_").text(helper).ch('#').dec(imm);
      return;
    }
    String name = names.call(code, slot);
    if (kind == Opcode.PSEUDO_CALL) {
      out.text("call pc");
      if (name != null) {
        out.text(name);
      } else {
        distance(out, imm);
      }
      return;
    }
    if (name == null) {
      name = kind == Opcode.PSEUDO_KFUNC_CALL ? "kernel-function" : "unknown";
    }
    out.text("call ").text(name).ch('#').dec(imm);
  }

  private static TextBuffer opcode(TextBuffer out, int opcode) {
    out.ch('(').hex(opcode, 2);
    return out.text(") ");
  }

  private static void bug(TextBuffer out, String kind, int opcode) {
    out.text("BUG_").text(kind);
    out.hex(opcode, 2);
  }

  private static TextBuffer register(TextBuffer out, char prefix, int number) {
    return out.ch(prefix).dec(number);
  }

  /// `u32 *)(r1 +8)`.
  private static TextBuffer access(TextBuffer out, String[] sizes, int opcode, int base, int off) {
    out.text(sizes[(opcode & Opcode.SIZE_MASK) >> 3]).text(" *)(");
    distance(register(out, 'r', base).ch(' '), off);
    return out.ch(')');
  }

  /// A number that always has a sign.
  private static void distance(TextBuffer out, int value) {
    if (value >= 0) {
      out.ch('+');
    }
    out.dec(value);
  }
}
