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

/// Appends the slots of an instruction to an editor; the inverse of [InstructionDecoder].
final class InstructionEncoder {

  private InstructionEncoder() {}

  static void encode(Instruction instruction, CodeEditor to) {
    switch (instruction) {
      case Alu a -> withSource(to, alu(a.width()) | a.op().bits(), a.dst(), a.source(), a.op());
      case Negate n -> to.append(alu(n.width()) | Opcode.NEG, n.dst().number(), 0, 0, 0);
      case MoveSigned m -> move(to, m.width(), m.dst(), m.src(), m.bits(), 0);
      case ByteSwap b -> to.append(byteSwap(b.op()), b.dst().number(), 0, 0, b.bits());
      case CastAddressSpace c ->
          move(to, Width.W64, c.dst(), c.src(), 1, (c.to() << 16) | c.from());
      case PerCpuAddress p -> move(to, Width.W64, p.dst(), p.src(), -1, 0);
      case LoadImm64 l -> {
        to.append(Opcode.LD_IMM64, l.dst().number(), l.kind().number(), 0, l.low());
        to.append(0, 0, 0, 0, l.high());
      }
      case Load l -> {
        int mode = l.signed() ? Opcode.MODE_MEMSX : Opcode.MODE_MEM;
        int opcode = Opcode.LDX | mode | l.size().bits();
        to.append(opcode, l.dst().number(), l.src().number(), l.offset(), 0);
      }
      case Store s -> store(to, s);
      case Atomic a -> atomic(to, a.size(), a.dst(), a.src(), a.offset(), a.op().imm());
      case LoadAcquire l ->
          atomic(to, l.size(), l.dst(), l.src(), l.offset(), AtomicOp.LOAD_ACQUIRE);
      case StoreRelease s ->
          atomic(to, s.size(), s.dst(), s.src(), s.offset(), AtomicOp.STORE_RELEASE);
      case LoadPacket l ->
          to.append(Opcode.LD | Opcode.MODE_ABS | l.size().bits(), 0, 0, 0, l.offset());
      case LoadPacketIndexed l ->
          to.append(
              Opcode.LD | Opcode.MODE_IND | l.size().bits(), 0, l.index().number(), 0, l.offset());
      case Goto g -> {
        if (g.far()) {
          to.append(Opcode.GOTO_FAR, 0, 0, 0, g.offset());
        } else {
          to.append(Opcode.GOTO, 0, 0, g.offset(), 0);
        }
      }
      case GotoRegister g -> to.append(Opcode.GOTO_REGISTER, g.target().number(), 0, 0, 0);
      case MayGoto m -> to.append(Opcode.MAY_GOTO, 0, 0, m.offset(), 0);
      case Branch b -> branch(to, b);
      case CallHelper c -> to.append(Opcode.CALL_IMM, 0, 0, 0, c.id());
      case CallFunction c ->
          to.append(Opcode.CALL_IMM, 0, Opcode.PSEUDO_CALL, c.field(), c.offset());
      case CallKernel c ->
          to.append(Opcode.CALL_IMM, 0, Opcode.PSEUDO_KFUNC_CALL, c.module(), c.btfId());
      case Exit _ -> to.append(Opcode.EXIT_INSN, 0, 0, 0, 0);
      case NoSpec _ -> to.append(Opcode.NOSPEC, 0, 0, 0, 0);
      case Unknown u -> to.append(u.opcode(), u.dst(), u.src(), u.off(), u.imm());
    }
  }

  private static int alu(Width width) {
    return width == Width.W64 ? Opcode.ALU64 : Opcode.ALU;
  }

  private static int byteSwap(ByteOrderOp op) {
    return switch (op) {
      case TO_LITTLE -> Opcode.ALU | Opcode.END;
      case TO_BIG -> Opcode.ALU | Opcode.END | Opcode.X;
      case SWAP -> Opcode.ALU64 | Opcode.END;
    };
  }

  private static void withSource(CodeEditor to, int opcode, Register dst, Source source, AluOp op) {
    switch (source) {
      case Register src -> to.append(opcode | Opcode.X, dst.number(), src.number(), op.offset(), 0);
      case Imm imm -> to.append(opcode, dst.number(), 0, op.offset(), imm.value());
    }
  }

  private static void move(
      CodeEditor to, Width width, Register dst, Register src, int off, int imm) {
    to.append(alu(width) | Opcode.MOV | Opcode.X, dst.number(), src.number(), off, imm);
  }

  private static void store(CodeEditor to, Store s) {
    int opcode = Opcode.MODE_MEM | s.size().bits();
    switch (s.value()) {
      case Register src ->
          to.append(Opcode.STX | opcode, s.dst().number(), src.number(), s.offset(), 0);
      case Imm imm -> to.append(Opcode.ST | opcode, s.dst().number(), 0, s.offset(), imm.value());
    }
  }

  private static void atomic(
      CodeEditor to, Size size, Register dst, Register src, int offset, int imm) {
    int opcode = Opcode.STX | Opcode.MODE_ATOMIC | size.bits();
    to.append(opcode, dst.number(), src.number(), offset, imm);
  }

  private static void branch(CodeEditor to, Branch b) {
    int opcode = (b.width() == Width.W64 ? Opcode.JMP : Opcode.JMP32) | b.condition().bits();
    switch (b.source()) {
      case Register src ->
          to.append(opcode | Opcode.X, b.dst().number(), src.number(), b.offset(), 0);
      case Imm imm -> to.append(opcode, b.dst().number(), 0, b.offset(), imm.value());
    }
  }
}
