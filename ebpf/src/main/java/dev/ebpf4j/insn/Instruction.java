package dev.ebpf4j.insn;

import java.nio.ByteOrder;

/// One BPF instruction: every one of RFC 9669 and those the kernel added later.
///
/// Distances (`offset` of jumps and calls) count slots from the instruction after this one, as in
/// the encoding. Offsets of memory accesses count bytes.
public sealed interface Instruction extends Item {

  /// Number of slots of eight bytes: 2 for a 64-bit constant, else 1.
  default int slots() {
    return 1;
  }

  /// The kernel's text for this instruction, such as `(07) r1 += 5`.
  default String text() {
    return InsnText.of(this);
  }

  /// This instruction alone, encoded.
  default Code encode(ByteOrder order) {
    return new CodeEditor(order).append(this).code();
  }

  /// `dst = dst op source`, and `dst = source` for [AluOp#MOV].
  record Alu(Width width, AluOp op, Register dst, Source source) implements Instruction {}

  /// `dst = -dst`.
  record Negate(Width width, Register dst) implements Instruction {}

  /// `dst = (s8)src`: move of the lowest 8, 16 or 32 bits with their sign (Linux 6.6).
  record MoveSigned(Width width, Register dst, Register src, int bits) implements Instruction {
    public MoveSigned {
      if (bits != 8 && bits != 16 && !(bits == 32 && width == Width.W64)) {
        throw new IllegalArgumentException("no sign extension from " + bits + " bits");
      }
    }
  }

  /// Changes the byte order of the lowest 16, 32 or 64 bits of `dst`.
  record ByteSwap(ByteOrderOp op, Register dst, int bits) implements Instruction {
    public ByteSwap {
      if (bits != 16 && bits != 32 && bits != 64) {
        throw new IllegalArgumentException("no byte order of " + bits + " bits");
      }
    }
  }

  /// `dst = addr_space_cast(src, to, from)`: converts an arena pointer between the program's and
  /// the user's view (Linux 6.9). Address spaces are 16-bit numbers.
  record CastAddressSpace(Register dst, Register src, int to, int from) implements Instruction {
    public CastAddressSpace {
      if ((to & ~0xffff) != 0 || (from & ~0xffff) != 0) {
        throw new IllegalArgumentException("no 16-bit address space: " + to + ", " + from);
      }
    }
  }

  /// `dst = &(void __percpu *)(src)`: this CPU's instance of a per-CPU variable; put in by the
  /// verifier (Linux 6.10).
  record PerCpuAddress(Register dst, Register src) implements Instruction {}

  /// Load of a 64-bit constant or an address; see [WideKind].
  record LoadImm64(Register dst, WideKind kind, int low, int high) implements Instruction {
    /// Load of a plain number.
    public LoadImm64(Register dst, long value) {
      this(dst, WideKind.CONSTANT, (int) value, (int) (value >> 32));
    }

    /// The 64 bits as one number.
    public long value() {
      return ((long) high << 32) | (low & 0xffff_ffffL);
    }

    @Override
    public int slots() {
      return 2;
    }
  }

  /// `dst = *(size *)(src + offset)`; `signed` extends the sign (Linux 6.6).
  record Load(Size size, boolean signed, Register dst, Register src, int offset)
      implements Instruction {
    public Load {
      Limits.checkOffset(offset);
      if (signed && size == Size.DWORD) {
        throw new IllegalArgumentException("64 bits have no sign to extend");
      }
    }
  }

  /// `*(size *)(dst + offset) = value`.
  record Store(Size size, Register dst, int offset, Source value) implements Instruction {
    public Store {
      Limits.checkOffset(offset);
    }
  }

  /// Atomic operation on the word or double word at `dst + offset`.
  record Atomic(Size size, AtomicOp op, Register dst, int offset, Register src)
      implements Instruction {
    public Atomic {
      Limits.checkOffset(offset);
      if (size != Size.WORD && size != Size.DWORD) {
        throw new IllegalArgumentException("atomic operations take WORD or DWORD");
      }
    }
  }

  /// `dst = load_acquire((size *)(src + offset))` (Linux 6.15).
  record LoadAcquire(Size size, Register dst, Register src, int offset) implements Instruction {
    public LoadAcquire {
      Limits.checkOffset(offset);
    }
  }

  /// `store_release((size *)(dst + offset), src)` (Linux 6.15).
  record StoreRelease(Size size, Register dst, int offset, Register src) implements Instruction {
    public StoreRelease {
      Limits.checkOffset(offset);
    }
  }

  /// `r0 = *(size *)skb[offset]`: packet access of classic BPF, in network byte order.
  record LoadPacket(Size size, int offset) implements Instruction {
    public LoadPacket {
      Limits.checkPacketSize(size);
    }
  }

  /// `r0 = *(size *)skb[index + offset]`.
  record LoadPacketIndexed(Size size, Register index, int offset) implements Instruction {
    public LoadPacketIndexed {
      Limits.checkPacketSize(size);
    }
  }

  /// `goto`; `far` has 32 instead of 16 bits for its distance (Linux 6.6).
  record Goto(int offset, boolean far) implements Instruction {
    public Goto {
      if (!far) {
        Limits.checkOffset(offset);
      }
    }
  }

  /// `gotox`: jump to the address in a register, taken from an instruction array map (Linux 6.19).
  record GotoRegister(Register target) implements Instruction {}

  /// `may_goto`: jump that the kernel takes after a bounded number of times (Linux 6.9).
  record MayGoto(int offset) implements Instruction {
    public MayGoto {
      Limits.checkOffset(offset);
    }
  }

  /// Conditional jump.
  record Branch(Width width, Condition condition, Register dst, Source source, int offset)
      implements Instruction {
    public Branch {
      Limits.checkOffset(offset);
    }
  }

  /// Call of a helper function by its number; in dumps of loaded programs also by its distance from
  /// `__bpf_call_base`.
  record CallHelper(int id) implements Instruction {}

  /// Call of a function of the same program, `offset` slots after the next one. In dumps of loaded
  /// programs the distance is in `field` and `offset` is the function's index.
  record CallFunction(int offset, int field) implements Instruction {
    public CallFunction {
      Limits.checkOffset(field);
    }

    /// As it stands in a program to load.
    public CallFunction(int offset) {
      this(offset, 0);
    }
  }

  /// Call of a kernel function by its BTF id, of the kernel's own BTF or, with a `module` other
  /// than 0, of the one at that index of the descriptors given at load.
  record CallKernel(int btfId, int module) implements Instruction {
    public CallKernel {
      Limits.checkOffset(module);
    }
  }

  /// Return from the function.
  record Exit() implements Instruction {}

  /// Barrier against speculation, put in by the verifier.
  record NoSpec() implements Instruction {}

  /// A slot that is no valid instruction: unknown opcode, or something in a reserved field.
  record Unknown(int opcode, int dst, int src, int off, int imm) implements Instruction {}
}
