package dev.ebpf4j.disasm.cfg;

import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.Opcode;
import dev.ebpf4j.insn.WideKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Cuts a program into functions and those into blocks.
///
/// A function starts at the first instruction, at every target of a call within the program, and at
/// every function whose address is taken. Jumps that lead out of their function, or into the middle
/// of an instruction, end in a block of their own that is marked as outside.
public final class ControlFlow {

  private final Code code;
  private final boolean loaded;

  /// Slots where an instruction starts.
  private final BitSet starts;

  private ControlFlow(Code code, boolean loaded) {
    this.code = code;
    this.loaded = loaded;
    this.starts = new BitSet(code.slots());
    for (int slot = 0; slot < code.slots(); slot += code.width(slot)) {
      starts.set(slot);
    }
  }

  /// The functions of a program in order of address.
  ///
  /// @param loaded whether the program comes out of the kernel, where the distance of a call stands
  ///     in its offset field, and not in its immediate
  public static List<FunctionFlow> of(Code code, boolean loaded) {
    return new ControlFlow(code, loaded).functions();
  }

  private List<FunctionFlow> functions() {
    int slots = code.slots();
    int[] indexes = new int[slots];
    Arrays.fill(indexes, -1);
    int found = 0;
    if (slots > 0) {
      indexes[0] = found++;
    }
    for (int slot = 0; slot < slots; slot += code.width(slot)) {
      long target = functionTarget(slot);
      if (target >= 0 && target < slots && starts.get((int) target) && indexes[(int) target] < 0) {
        indexes[(int) target] = found++;
      }
    }
    List<FunctionFlow> functions = new ArrayList<>(found);
    for (int start = 0; start < slots; ) {
      int end = start + 1;
      while (end < slots && indexes[end] < 0) {
        end++;
      }
      functions.add(function(indexes[start], start, end));
      start = end;
    }
    return functions;
  }

  /// Slot of the function that the instruction calls or takes the address of, or -1.
  private long functionTarget(int slot) {
    int opcode = code.opcode(slot);
    int src = code.src(slot);
    if (opcode == Opcode.CALL_IMM && src == Opcode.PSEUDO_CALL) {
      return slot + 1L + (loaded ? code.off(slot) : code.imm(slot));
    }
    return opcode == Opcode.LD_IMM64 && src == WideKind.FUNCTION.number()
        ? slot + 1L + code.imm(slot)
        : -1;
  }

  private FunctionFlow function(int index, int start, int end) {
    BitSet leaders = new BitSet();
    leaders.set(start);
    for (int slot = start; slot < end; slot += code.width(slot)) {
      if (isJump(slot)) {
        long target = code.jumpTarget(slot);
        if (isInside(target, start, end)) {
          leaders.set((int) target);
        }
      }
      if (isJump(slot) || code.opcode(slot) == Opcode.EXIT_INSN) {
        leaders.set(slot + 1);
      }
    }
    List<Block> blocks = new ArrayList<>();
    for (int from = start; from < end; ) {
      int to = leaders.nextSetBit(from + 1);
      int blockEnd = to < 0 || to > end ? end : to;
      blocks.add(new Block(Block.FIRST + blocks.size(), from, blockEnd));
      from = blockEnd;
    }
    return new FunctionFlow(index, start, end, blocks, edges(blocks, start, end));
  }

  private boolean isInside(long target, int start, int end) {
    return target >= start && target < end && starts.get((int) target);
  }

  /// Whether the instruction may go elsewhere within its function.
  private boolean isJump(int slot) {
    int opcode = code.opcode(slot);
    int kind = opcode & Opcode.CLASS_MASK;
    int op = opcode & Opcode.OP_MASK;
    return (kind == Opcode.JMP || kind == Opcode.JMP32) && op != Opcode.CALL && op != Opcode.EXIT;
  }

  /// The ways out of every block; places outside are appended to `blocks`.
  private List<Edge> edges(List<Block> blocks, int start, int end) {
    List<Edge> edges = new ArrayList<>();
    int count = blocks.size();
    edges.add(new Edge(Block.ENTRY, Block.FIRST, Edge.Kind.FALL));
    for (int i = 0; i < count; i++) {
      Block block = blocks.get(i);
      int next = i + 1 < count ? block.id() + 1 : Block.EXIT;
      int last = lastInstruction(block);
      int opcode = code.opcode(last);
      if (opcode == Opcode.EXIT_INSN) {
        edges.add(new Edge(block.id(), Block.EXIT, Edge.Kind.FALL));
      } else if (!isJump(last)) {
        edges.add(new Edge(block.id(), next, Edge.Kind.FALL));
      } else if (opcode != Opcode.GOTO_REGISTER) {
        boolean always = opcode == Opcode.GOTO || opcode == Opcode.GOTO_FAR;
        if (!always) {
          edges.add(new Edge(block.id(), next, Edge.Kind.FALL));
        }
        int target = blockAt(blocks, code.jumpTarget(last), start, end);
        edges.add(new Edge(block.id(), target, always ? Edge.Kind.JUMP : Edge.Kind.TAKEN));
      }
    }
    return edges;
  }

  private int lastInstruction(Block block) {
    return starts.previousSetBit(block.end() - 1);
  }

  /// Number of the block that starts at `target`, or of a new one for a place outside.
  private int blockAt(List<Block> blocks, long target, int start, int end) {
    if (isInside(target, start, end)) {
      int low = 0;
      int high = blocks.size() - 1;
      while (low < high && blocks.get(high).isOutside()) {
        high--;
      }
      while (low < high) {
        int middle = (low + high + 1) >>> 1;
        if (blocks.get(middle).start() <= target) {
          low = middle;
        } else {
          high = middle - 1;
        }
      }
      return blocks.get(low).id();
    }
    int place = (int) target;
    for (int i = blocks.size() - 1; i >= 0 && blocks.get(i).isOutside(); i--) {
      if (blocks.get(i).start() == place) {
        return blocks.get(i).id();
      }
    }
    Block outside = new Block(Block.FIRST + blocks.size(), place, place);
    blocks.add(outside);
    return outside.id();
  }
}
