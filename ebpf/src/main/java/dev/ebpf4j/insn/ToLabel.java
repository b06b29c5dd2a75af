package dev.ebpf4j.insn;

import dev.ebpf4j.insn.Instruction.Branch;
import dev.ebpf4j.insn.Instruction.CallFunction;
import dev.ebpf4j.insn.Instruction.Goto;
import dev.ebpf4j.insn.Instruction.LoadImm64;
import dev.ebpf4j.insn.Instruction.MayGoto;

/// A jump to, a call of, or the address of what a label names.
///
/// @param instruction the instruction but for its distance
public record ToLabel(Instruction instruction, String label) implements Item {

  public ToLabel {
    boolean address = instruction instanceof LoadImm64 load && load.kind() == WideKind.FUNCTION;
    if (!address
        && !(instruction instanceof Branch)
        && !(instruction instanceof Goto)
        && !(instruction instanceof MayGoto)
        && !(instruction instanceof CallFunction)) {
      throw new IllegalArgumentException("leads nowhere: " + instruction);
    }
  }

  /// The instruction with its distance. A `goto` that is too far for 16 bits becomes a `gotol`.
  ///
  /// @param distance slots from the instruction after this one to the label
  /// @throws IllegalArgumentException if the distance does not fit
  Instruction resolve(int distance) {
    return switch (instruction) {
      case Branch b -> new Branch(b.width(), b.condition(), b.dst(), b.source(), distance);
      case Goto g -> new Goto(distance, g.far() || distance != (short) distance);
      case MayGoto _ -> new MayGoto(distance);
      case CallFunction _ -> new CallFunction(distance);
      // The kernel counts from the second slot of the load.
      case LoadImm64 load -> new LoadImm64(load.dst(), load.kind(), distance + 1, 0);
      default -> throw new IllegalStateException("leads nowhere: " + instruction);
    };
  }
}
