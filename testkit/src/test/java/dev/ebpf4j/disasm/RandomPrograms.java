package dev.ebpf4j.disasm;

import static dev.ebpf4j.insn.Register.*;

import dev.ebpf4j.insn.AluOp;
import dev.ebpf4j.insn.Assembler;
import dev.ebpf4j.insn.AtomicOp;
import dev.ebpf4j.insn.ByteOrderOp;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.Condition;
import dev.ebpf4j.insn.Helper;
import dev.ebpf4j.insn.Imm;
import dev.ebpf4j.insn.Insns;
import dev.ebpf4j.insn.Instruction;
import dev.ebpf4j.insn.Register;
import dev.ebpf4j.insn.Size;
import dev.ebpf4j.insn.Source;
import dev.ebpf4j.insn.ToLabel;
import dev.ebpf4j.insn.Width;
import java.util.Random;

/// Makes socket filters of all kinds of instructions that the verifier accepts on the whole: every
/// register and the stack are initialised, jumps lead forward. `r6` holds the context.
final class RandomPrograms {

  private static final Register[] SCALARS = {R0, R1, R2, R3, R4, R5, R7, R8, R9};
  private static final int STACK = 64;

  private final Random random;
  private final Assembler assembler = new Assembler();
  private final boolean modern;
  private int labels;

  private RandomPrograms(long seed, boolean modern) {
    this.random = new Random(seed);
    this.modern = modern;
  }

  /// A program; the same one for the same seed.
  ///
  /// @param modern whether instructions later than Linux 6.1 are used too
  static Code make(long seed, boolean modern) {
    return new RandomPrograms(seed, modern).code();
  }

  private Code code() {
    assembler.add(Insns.mov64(R6, R1));
    start();
    boolean calls = random.nextInt(3) == 0;
    steps(calls);
    assembler.add(Insns.mov64(R0, 0), Insns.exit());
    if (calls) {
      assembler.add(Insns.label("sub"), Insns.mov64(R6, R1));
      start();
      steps(false);
      assembler.add(Insns.mov64(R0, 0), Insns.exit());
    }
    return assembler.assembly().code();
  }

  private void start() {
    for (Register register : SCALARS) {
      assembler.add(
          random.nextBoolean()
              ? Insns.loadImm64(register, random.nextLong())
              : Insns.mov64(register, number()));
    }
    for (int offset = -STACK; offset < 0; offset += 8) {
      assembler.add(Insns.store(Size.DWORD, R10, offset, scalar()));
    }
  }

  private void steps(boolean calls) {
    int steps = 10 + random.nextInt(40);
    String open = null;
    for (int i = 0; i < steps; i++) {
      if (open != null && random.nextInt(4) == 0) {
        assembler.add(Insns.label(open));
        open = null;
      }
      if (open == null && random.nextInt(5) == 0) {
        open = "l" + labels++;
        jump(open);
      } else if (calls && random.nextInt(12) == 0) {
        assembler.add(Insns.mov64(R1, R6), Insns.call("sub"));
        scratch();
      } else {
        step();
      }
    }
    if (open != null) {
      assembler.add(Insns.label(open));
    }
  }

  private Register scalar() {
    return SCALARS[random.nextInt(SCALARS.length)];
  }

  private int number() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(256) - 128;
      case 1 -> random.nextInt(70_000) - 35_000;
      case 2 -> 1 << random.nextInt(32);
      default -> random.nextInt();
    };
  }

  private Source source() {
    return random.nextBoolean() ? scalar() : new Imm(number());
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private void jump(String label) {
    Width width = any(Width.values());
    Condition condition = any(Condition.values());
    if (random.nextInt(8) == 0) {
      assembler.add(Insns.jump(label));
    } else {
      Instruction branch = new Instruction.Branch(width, condition, scalar(), source(), 0);
      assembler.add(new ToLabel(branch, label));
    }
  }

  private void step() {
    switch (random.nextInt(9)) {
      case 0, 1, 2 -> arithmetic();
      case 3 -> assembler.add(special());
      case 4, 5 -> memory();
      case 6 -> atomic();
      case 7 -> {
        Helper[] helpers = {
          Helper.KTIME_GET_NS, Helper.GET_PRANDOM_U32, Helper.GET_SMP_PROCESSOR_ID
        };
        assembler.add(Insns.call(any(helpers)));
        scratch();
      }
      default -> {
        if (random.nextInt(4) == 0) {
          Size[] sizes = {Size.BYTE, Size.HALF, Size.WORD};
          assembler.add(Insns.loadAbs(any(sizes), random.nextInt(60)));
          scratch();
        } else {
          assembler.add(Insns.load(Size.WORD, scalar(), R6, 4 * random.nextInt(3)));
        }
      }
    }
  }

  /// Calls leave nothing in the argument registers.
  private void scratch() {
    for (Register register : new Register[] {R1, R2, R3, R4, R5}) {
      assembler.add(Insns.mov64(register, number()));
    }
  }

  private void arithmetic() {
    Width width = any(Width.values());
    AluOp op = any(AluOp.values());
    Source source = source();
    boolean signed = op == AluOp.SDIV || op == AluOp.SMOD;
    if (signed && !modern) {
      op = AluOp.MUL;
    }
    if (source instanceof Imm imm) {
      int value = imm.value();
      source =
          switch (op) {
            case LSH, RSH, ARSH -> new Imm(value & (width == Width.W64 ? 63 : 31));
            case DIV, MOD, SDIV, SMOD -> new Imm(value == 0 ? 1 : value);
            default -> imm;
          };
    }
    assembler.add(new Instruction.Alu(width, op, scalar(), source));
  }

  private Instruction special() {
    int[] bits = {16, 32, 64};
    return switch (random.nextInt(modern ? 4 : 2)) {
      case 0 -> new Instruction.Negate(any(Width.values()), scalar());
      case 1 ->
          new Instruction.ByteSwap(
              random.nextBoolean() ? ByteOrderOp.TO_BIG : ByteOrderOp.TO_LITTLE,
              scalar(),
              bits[random.nextInt(3)]);
      case 2 -> new Instruction.ByteSwap(ByteOrderOp.SWAP, scalar(), bits[random.nextInt(3)]);
      default -> {
        Width width = any(Width.values());
        int from = 8 << random.nextInt(width == Width.W64 ? 3 : 2);
        yield new Instruction.MoveSigned(width, scalar(), scalar(), from);
      }
    };
  }

  private void memory() {
    Size size = any(Size.values());
    int offset = -size.bytes() * (1 + random.nextInt(STACK / size.bytes()));
    switch (random.nextInt(4)) {
      case 0 -> assembler.add(Insns.store(size, R10, offset, scalar()));
      case 1 -> assembler.add(Insns.store(size, R10, offset, number()));
      case 2 -> assembler.add(Insns.load(size, scalar(), R10, offset));
      default -> {
        boolean signed = modern && size != Size.DWORD;
        assembler.add(new Instruction.Load(size, signed, scalar(), R10, offset));
      }
    }
  }

  private void atomic() {
    Size size = random.nextBoolean() ? Size.WORD : Size.DWORD;
    int offset = -size.bytes() * (1 + random.nextInt(STACK / size.bytes()));
    assembler.add(Insns.atomic(any(AtomicOp.values()), size, R10, offset, scalar()));
  }
}
