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
import java.util.ArrayList;
import java.util.List;

/// Instructions of every kind, with every operation, condition, size and operand form.
final class Samples {

  private static final int[] OFFSETS = {0, 1, -1, 32767, -32768};
  private static final int[] NUMBERS = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE};

  private Samples() {}

  static List<Instruction> all() {
    List<Instruction> all = new ArrayList<>();
    for (Width width : Width.values()) {
      arithmetic(all, width);
      for (Condition condition : Condition.values()) {
        for (int off : OFFSETS) {
          all.add(new Branch(width, condition, Register.R1, Register.R11, off));
          all.add(new Branch(width, condition, Register.R9, new Imm(off * 65_537), off));
        }
      }
    }
    for (Size size : Size.values()) {
      memory(all, size);
    }
    for (WideKind kind : WideKind.values()) {
      for (int n : NUMBERS) {
        all.add(new LoadImm64(Register.R7, kind, n, ~n));
      }
    }
    for (int bits : new int[] {16, 32, 64}) {
      for (ByteOrderOp op : ByteOrderOp.values()) {
        all.add(new ByteSwap(op, Register.R2, bits));
      }
    }
    for (int n : NUMBERS) {
      all.add(new CallHelper(n));
      all.add(new CallFunction(n));
      all.add(new CallFunction(n, -7));
      all.add(new CallKernel(n, 3));
      all.add(new Goto(n, true));
    }
    for (int off : OFFSETS) {
      all.add(new Goto(off, false));
      all.add(new MayGoto(off));
    }
    all.add(new CastAddressSpace(Register.R1, Register.R2, 0xffff, 1));
    all.add(new PerCpuAddress(Register.R0, Register.R0));
    all.add(new GotoRegister(Register.R8));
    all.add(new Exit());
    all.add(new NoSpec());
    return all;
  }

  private static void arithmetic(List<Instruction> all, Width width) {
    for (AluOp op : AluOp.values()) {
      for (Register register : Register.values()) {
        all.add(new Alu(width, op, register, Register.R3));
        all.add(new Alu(width, op, Register.R4, register));
      }
      for (int n : NUMBERS) {
        all.add(new Alu(width, op, Register.R5, new Imm(n)));
      }
    }
    all.add(new Negate(width, Register.R6));
    all.add(new MoveSigned(width, Register.R1, Register.R2, 8));
    all.add(new MoveSigned(width, Register.R1, Register.R2, 16));
    if (width == Width.W64) {
      all.add(new MoveSigned(width, Register.R1, Register.R2, 32));
    }
  }

  private static void memory(List<Instruction> all, Size size) {
    for (int off : OFFSETS) {
      all.add(new Load(size, false, Register.R1, Register.R10, off));
      all.add(new Store(size, Register.R10, off, Register.R1));
      all.add(new Store(size, Register.R10, off, new Imm(off)));
      all.add(new LoadAcquire(size, Register.R1, Register.R2, off));
      all.add(new StoreRelease(size, Register.R1, off, Register.R2));
      if (size != Size.DWORD) {
        all.add(new Load(size, true, Register.R1, Register.R10, off));
        all.add(new LoadPacket(size, off));
        all.add(new LoadPacketIndexed(size, Register.R4, off));
      }
      if (size == Size.WORD || size == Size.DWORD) {
        for (AtomicOp op : AtomicOp.values()) {
          all.add(new Atomic(size, op, Register.R1, off, Register.R2));
        }
      }
    }
  }
}
