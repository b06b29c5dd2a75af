package dev.ebpf4j.disasm.jit;

import static dev.ebpf4j.disasm.jit.X86Operands.BYTE;
import static dev.ebpf4j.disasm.jit.X86Operands.LONG;
import static dev.ebpf4j.disasm.jit.X86Operands.QUAD;
import static dev.ebpf4j.disasm.jit.X86Operands.WORD;

/// Instructions whose opcode starts with 0x0f.
final class X86TwoByteMap {

  private static final int REP = 0xf3;

  private final X86Operands in;
  private final X86Decoder out;

  X86TwoByteMap(X86Operands in, X86Decoder out) {
    this.in = in;
    this.out = out;
  }

  boolean instruction() {
    int opcode = in.u8();
    if (in.repeat() != 0) {
      return repeated(opcode);
    }
    return switch (opcode >> 4) {
      case 0x0 -> opcode == 0x0b && plain() && out.emit("ud2");
      case 0x1 -> opcode == 0x1f && noOperation();
      case 0x3 -> opcode == 0x31 && plain() && out.emit("rdtsc");
      case 0x4 -> conditionalMove(opcode);
      case 0x8 -> !in.hasRex() && out.jump("j" + X86Decoder.CONDITIONS[opcode & 0xf], in.s32());
      case 0x9 -> setCondition(opcode);
      case 0xa -> fencesAndProducts(opcode);
      case 0xb -> exchangesAndExtensions(opcode);
      case 0xc -> addsAndSwaps(opcode);
      default -> false;
    };
  }

  private boolean plain() {
    return !in.hasRex() && !in.operandSize() && !in.hasSegment();
  }

  private boolean repeated(int opcode) {
    if (in.repeat() != REP || in.hasSegment() || in.operandSize()) {
      return false;
    }
    int size = in.size();
    return switch (opcode) {
      case 0x1e -> {
        int which = in.u8();
        yield !in.hasRex() && which == 0xfa && out.emit("endbr64");
      }
      case 0xb8 -> {
        in.modRm();
        yield out.emit(X86Decoder.sized("popcnt", size), in.rm(size), in.reg(size));
      }
      case 0xbc -> {
        in.modRm();
        yield out.emit(X86Decoder.sized("tzcnt", size), in.rm(size), in.reg(size));
      }
      case 0xbd -> {
        in.modRm();
        yield out.emit(X86Decoder.sized("lzcnt", size), in.rm(size), in.reg(size));
      }
      default -> false;
    };
  }

  private boolean noOperation() {
    int size = in.size();
    in.modRm();
    return in.extension() == 0 && out.emit(X86Decoder.sized("nop", size), in.rm(size));
  }

  private boolean conditionalMove(int opcode) {
    int size = in.size();
    in.modRm();
    String name = "cmov" + X86Decoder.CONDITIONS[opcode & 0xf];
    return out.emit(X86Decoder.sized(name, size), in.rm(size), in.reg(size));
  }

  private boolean setCondition(int opcode) {
    in.modRm();
    return out.emit("set" + X86Decoder.CONDITIONS[opcode & 0xf], in.rm(BYTE));
  }

  private boolean fencesAndProducts(int opcode) {
    int size = in.size();
    if (opcode == 0xaf) {
      in.modRm();
      return out.emit(X86Decoder.sized("imul", size), in.rm(size), in.reg(size));
    }
    if (opcode != 0xae || !plain()) {
      return false;
    }
    return switch (in.u8()) {
      case 0xe8 -> out.emit("lfence");
      case 0xf0 -> out.emit("mfence");
      case 0xf8 -> out.emit("sfence");
      default -> false;
    };
  }

  private boolean exchangesAndExtensions(int opcode) {
    int size = in.size();
    return switch (opcode) {
      case 0xb0, 0xb1 -> {
        int operand = opcode == 0xb0 ? BYTE : size;
        in.modRm();
        yield out.emit(X86Decoder.sized("cmpxchg", operand), in.reg(operand), in.rm(operand));
      }
      case 0xb6 -> extend("movzb", BYTE, size);
      case 0xb7 -> size != WORD && extend("movzw", WORD, size);
      case 0xbe -> extend("movsb", BYTE, size);
      case 0xbf -> size != WORD && extend("movsw", WORD, size);
      case 0xba -> {
        in.modRm();
        String operand = in.rm(size);
        String[] names = {"", "", "", "", "bt", "bts", "btr", "btc"};
        String name = names[in.extension()];
        yield !name.isEmpty() && out.emit(X86Decoder.sized(name, size), "$" + in.u8(), operand);
      }
      default -> false;
    };
  }

  private boolean extend(String name, int from, int to) {
    in.modRm();
    return out.emit(X86Decoder.sized(name, to), in.rm(from), in.reg(to));
  }

  private boolean addsAndSwaps(int opcode) {
    int size = in.size();
    if (opcode == 0xc0 || opcode == 0xc1) {
      int operand = opcode == 0xc0 ? BYTE : size;
      in.modRm();
      return out.emit(X86Decoder.sized("xadd", operand), in.reg(operand), in.rm(operand));
    }
    if (opcode < 0xc8 || in.operandSize() || in.hasSegment()) {
      return false;
    }
    int operand = in.wide() ? QUAD : LONG;
    return out.emit(X86Decoder.sized("bswap", operand), in.opcodeRegister(opcode, operand));
  }
}
