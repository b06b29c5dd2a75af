package dev.ebpf4j.insn;

import dev.ebpf4j.insn.Instruction.Alu;
import dev.ebpf4j.insn.Instruction.Atomic;
import dev.ebpf4j.insn.Instruction.Branch;
import dev.ebpf4j.insn.Instruction.ByteSwap;
import dev.ebpf4j.insn.Instruction.CallFunction;
import dev.ebpf4j.insn.Instruction.CallHelper;
import dev.ebpf4j.insn.Instruction.CallKernel;
import dev.ebpf4j.insn.Instruction.CastAddressSpace;
import dev.ebpf4j.insn.Instruction.Exit;
import dev.ebpf4j.insn.Instruction.Goto;
import dev.ebpf4j.insn.Instruction.GotoRegister;
import dev.ebpf4j.insn.Instruction.Load;
import dev.ebpf4j.insn.Instruction.LoadAcquire;
import dev.ebpf4j.insn.Instruction.LoadImm64;
import dev.ebpf4j.insn.Instruction.LoadPacket;
import dev.ebpf4j.insn.Instruction.LoadPacketIndexed;
import dev.ebpf4j.insn.Instruction.MayGoto;
import dev.ebpf4j.insn.Instruction.MoveSigned;
import dev.ebpf4j.insn.Instruction.Negate;
import dev.ebpf4j.insn.Instruction.NoSpec;
import dev.ebpf4j.insn.Instruction.PerCpuAddress;
import dev.ebpf4j.insn.Instruction.Store;
import dev.ebpf4j.insn.Instruction.StoreRelease;
import dev.ebpf4j.insn.Instruction.Unknown;
import org.jspecify.annotations.Nullable;

/// Decodes one slot, or two. Total: whatever breaks a rule becomes an [Unknown] with all its bits,
/// so encoding again gives the same bytes.
final class InstructionDecoder {

  /// Largest register number; 11 stands in translated programs only.
  private static final int LAST_REGISTER = 11;

  private final int opcode;
  private final int dst;
  private final int src;
  private final int off;
  private final int imm;

  private InstructionDecoder(Code code, int slot) {
    this.opcode = code.opcode(slot);
    this.dst = code.dst(slot);
    this.src = code.src(slot);
    this.off = code.off(slot);
    this.imm = code.imm(slot);
  }

  static Instruction decode(Code code, int slot) {
    InstructionDecoder decoder = new InstructionDecoder(code, slot);
    Instruction decoded = decoder.decoded(code, slot);
    return decoded != null ? decoded : decoder.unknown();
  }

  private Unknown unknown() {
    return new Unknown(opcode, dst, src, off, imm);
  }

  private @Nullable Instruction decoded(Code code, int slot) {
    return switch (opcode & Opcode.CLASS_MASK) {
      case Opcode.ALU, Opcode.ALU64 -> arithmetic();
      case Opcode.JMP, Opcode.JMP32 -> jump();
      case Opcode.LDX -> load();
      case Opcode.ST -> storeConstant();
      case Opcode.STX -> storeRegister();
      default -> opcode == Opcode.LD_IMM64 ? loadImm64(code, slot) : loadPacket();
    };
  }

  private Register dstRegister() {
    return Register.of(dst);
  }

  private Register srcRegister() {
    return Register.of(src);
  }

  private boolean validRegisters() {
    return dst <= LAST_REGISTER && src <= LAST_REGISTER;
  }

  private Width width() {
    int kind = opcode & Opcode.CLASS_MASK;
    return kind == Opcode.ALU64 || kind == Opcode.JMP ? Width.W64 : Width.W32;
  }

  /// The second operand by the opcode's `X` bit, or null if the field not used is not zero.
  private @Nullable Source source() {
    if ((opcode & Opcode.X) != 0) {
      return imm == 0 ? srcRegister() : null;
    }
    return src == 0 ? new Imm(imm) : null;
  }

  private @Nullable Instruction arithmetic() {
    if (!validRegisters()) {
      return null;
    }
    int op = opcode & Opcode.OP_MASK;
    boolean register = (opcode & Opcode.X) != 0;
    if (op == Opcode.END) {
      return byteSwap(register);
    }
    if (op == Opcode.NEG) {
      return register || src != 0 || off != 0 || imm != 0
          ? null
          : new Negate(width(), dstRegister());
    }
    if (op == Opcode.MOV && register && off != 0) {
      return specialMove();
    }
    AluOp operation = AluOp.of(op, off);
    Source source = source();
    return operation == null || source == null
        ? null
        : new Alu(width(), operation, dstRegister(), source);
  }

  private @Nullable Instruction byteSwap(boolean big) {
    if (src != 0 || off != 0 || (imm != 16 && imm != 32 && imm != 64)) {
      return null;
    }
    if (width() == Width.W64) {
      return big ? null : new ByteSwap(ByteOrderOp.SWAP, dstRegister(), imm);
    }
    return new ByteSwap(big ? ByteOrderOp.TO_BIG : ByteOrderOp.TO_LITTLE, dstRegister(), imm);
  }

  private @Nullable Instruction specialMove() {
    boolean wide = width() == Width.W64;
    if (wide && off == 1) {
      return new CastAddressSpace(dstRegister(), srcRegister(), imm >>> 16, imm & 0xffff);
    }
    if (imm != 0) {
      return null;
    }
    if (wide && off == -1) {
      return new PerCpuAddress(dstRegister(), srcRegister());
    }
    return off == 8 || off == 16 || (off == 32 && wide)
        ? new MoveSigned(width(), dstRegister(), srcRegister(), off)
        : null;
  }

  private @Nullable Instruction jump() {
    return switch (opcode) {
      case Opcode.GOTO -> dst == 0 && src == 0 && imm == 0 ? new Goto(off, false) : null;
      case Opcode.GOTO_FAR -> dst == 0 && src == 0 && off == 0 ? new Goto(imm, true) : null;
      case Opcode.GOTO_REGISTER ->
          src == 0 && off == 0 && imm == 0 && validRegisters()
              ? new GotoRegister(dstRegister())
              : null;
      case Opcode.EXIT_INSN -> dst == 0 && src == 0 && off == 0 && imm == 0 ? new Exit() : null;
      case Opcode.CALL_IMM -> call();
      case Opcode.MAY_GOTO -> dst == 0 && src == 0 && imm == 0 ? new MayGoto(off) : null;
      default -> branch();
    };
  }

  private @Nullable Instruction branch() {
    Condition condition = Condition.of(opcode & Opcode.OP_MASK);
    Source source = validRegisters() ? source() : null;
    if (condition == null || source == null) {
      return null;
    }
    return new Branch(width(), condition, dstRegister(), source, off);
  }

  private @Nullable Instruction call() {
    if (dst != 0) {
      return null;
    }
    return switch (src) {
      case 0 -> off == 0 ? new CallHelper(imm) : null;
      case Opcode.PSEUDO_CALL -> new CallFunction(imm, off);
      case Opcode.PSEUDO_KFUNC_CALL -> new CallKernel(imm, off);
      default -> null;
    };
  }

  private @Nullable Instruction load() {
    int mode = opcode & Opcode.MODE_MASK;
    Size size = Size.ofOpcode(opcode);
    boolean signed = mode == Opcode.MODE_MEMSX;
    if (!validRegisters() || imm != 0 || (mode != Opcode.MODE_MEM && !signed)) {
      return null;
    }
    return signed && size == Size.DWORD
        ? null
        : new Load(size, signed, dstRegister(), srcRegister(), off);
  }

  private @Nullable Instruction storeConstant() {
    if (opcode == Opcode.NOSPEC) {
      return dst == 0 && src == 0 && off == 0 && imm == 0 ? new NoSpec() : null;
    }
    return (opcode & Opcode.MODE_MASK) == Opcode.MODE_MEM && src == 0 && validRegisters()
        ? new Store(Size.ofOpcode(opcode), dstRegister(), off, new Imm(imm))
        : null;
  }

  private @Nullable Instruction storeRegister() {
    if (!validRegisters()) {
      return null;
    }
    Size size = Size.ofOpcode(opcode);
    int mode = opcode & Opcode.MODE_MASK;
    if (mode == Opcode.MODE_MEM) {
      return imm == 0 ? new Store(size, dstRegister(), off, srcRegister()) : null;
    }
    if (mode != Opcode.MODE_ATOMIC) {
      return null;
    }
    if (imm == AtomicOp.LOAD_ACQUIRE) {
      return new LoadAcquire(size, dstRegister(), srcRegister(), off);
    }
    if (imm == AtomicOp.STORE_RELEASE) {
      return new StoreRelease(size, dstRegister(), off, srcRegister());
    }
    AtomicOp op = AtomicOp.of(imm);
    return op == null || size == Size.BYTE || size == Size.HALF
        ? null
        : new Atomic(size, op, dstRegister(), off, srcRegister());
  }

  private @Nullable Instruction loadPacket() {
    int mode = opcode & Opcode.MODE_MASK;
    Size size = Size.ofOpcode(opcode);
    if (dst != 0 || off != 0 || size == Size.DWORD || !validRegisters()) {
      return null;
    }
    if (mode == Opcode.MODE_ABS) {
      return src == 0 ? new LoadPacket(size, imm) : null;
    }
    return mode == Opcode.MODE_IND ? new LoadPacketIndexed(size, srcRegister(), imm) : null;
  }

  private @Nullable Instruction loadImm64(Code code, int slot) {
    if (code.width(slot) != 2 || dst > LAST_REGISTER || src >= WideKind.count() || off != 0) {
      return null;
    }
    int next = slot + 1;
    if (code.opcode(next) != 0
        || code.dst(next) != 0
        || code.src(next) != 0
        || code.off(next) != 0) {
      return null;
    }
    return new LoadImm64(dstRegister(), WideKind.of(src), imm, code.imm(next));
  }
}
