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
import dev.ebpf4j.insn.Instruction.Store;
import dev.ebpf4j.insn.Instruction.StoreRelease;

/// Factory methods to write programs with, meant to be imported statically.
///
/// ```java
/// mov64(R6, R1),
/// loadAbs(BYTE, ETH_HLEN + 9),
/// store(WORD, R10, -4, R0),
/// mov64(R2, R10),
/// add64(R2, -4),
/// loadMap(R1, counters),
/// call(MAP_LOOKUP_ELEM),
/// jumpIf(EQ, R0, 0, "out"),
/// mov64(R1, 1),
/// atomicAdd(DWORD, R0, 0, R1),
/// label("out"),
/// mov64(R0, 0),
/// exit()
/// ```
///
/// The number in a name is the width: `64` works on whole registers, `32` on the lower half and
/// clears the upper one.
public final class Insns {

  private Insns() {}

  /// Names the place of the next instruction.
  public static Label label(String name) {
    return new Label(name);
  }

  /// `dst = src`.
  public static Instruction mov64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.MOV, dst, src);
  }

  /// `dst = imm`.
  public static Instruction mov64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.MOV, dst, Source.of(imm));
  }

  /// `dst = src`, 32 bits.
  public static Instruction mov32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.MOV, dst, src);
  }

  /// `dst = imm`, 32 bits.
  public static Instruction mov32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.MOV, dst, Source.of(imm));
  }

  /// `dst += src`.
  public static Instruction add64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.ADD, dst, src);
  }

  /// `dst += imm`.
  public static Instruction add64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.ADD, dst, Source.of(imm));
  }

  /// `dst += src`, 32 bits.
  public static Instruction add32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.ADD, dst, src);
  }

  /// `dst += imm`, 32 bits.
  public static Instruction add32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.ADD, dst, Source.of(imm));
  }

  /// `dst -= src`.
  public static Instruction sub64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.SUB, dst, src);
  }

  /// `dst -= imm`.
  public static Instruction sub64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.SUB, dst, Source.of(imm));
  }

  /// `dst -= src`, 32 bits.
  public static Instruction sub32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.SUB, dst, src);
  }

  /// `dst -= imm`, 32 bits.
  public static Instruction sub32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.SUB, dst, Source.of(imm));
  }

  /// `dst *= src`.
  public static Instruction mul64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.MUL, dst, src);
  }

  /// `dst *= imm`.
  public static Instruction mul64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.MUL, dst, Source.of(imm));
  }

  /// `dst *= src`, 32 bits.
  public static Instruction mul32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.MUL, dst, src);
  }

  /// `dst *= imm`, 32 bits.
  public static Instruction mul32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.MUL, dst, Source.of(imm));
  }

  /// `dst /= src`, unsigned; by zero gives 0.
  public static Instruction div64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.DIV, dst, src);
  }

  /// `dst /= imm`, unsigned; by zero gives 0.
  public static Instruction div64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.DIV, dst, Source.of(imm));
  }

  /// `dst /= src`, unsigned; by zero gives 0, 32 bits.
  public static Instruction div32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.DIV, dst, src);
  }

  /// `dst /= imm`, unsigned; by zero gives 0, 32 bits.
  public static Instruction div32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.DIV, dst, Source.of(imm));
  }

  /// `dst %= src`, unsigned; by zero leaves `dst`.
  public static Instruction mod64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.MOD, dst, src);
  }

  /// `dst %= imm`, unsigned; by zero leaves `dst`.
  public static Instruction mod64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.MOD, dst, Source.of(imm));
  }

  /// `dst %= src`, unsigned; by zero leaves `dst`, 32 bits.
  public static Instruction mod32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.MOD, dst, src);
  }

  /// `dst %= imm`, unsigned; by zero leaves `dst`, 32 bits.
  public static Instruction mod32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.MOD, dst, Source.of(imm));
  }

  /// `dst /= src`, signed (Linux 6.6).
  public static Instruction sdiv64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.SDIV, dst, src);
  }

  /// `dst /= imm`, signed (Linux 6.6).
  public static Instruction sdiv64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.SDIV, dst, Source.of(imm));
  }

  /// `dst /= src`, signed (Linux 6.6), 32 bits.
  public static Instruction sdiv32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.SDIV, dst, src);
  }

  /// `dst /= imm`, signed (Linux 6.6), 32 bits.
  public static Instruction sdiv32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.SDIV, dst, Source.of(imm));
  }

  /// `dst %= src`, signed (Linux 6.6).
  public static Instruction smod64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.SMOD, dst, src);
  }

  /// `dst %= imm`, signed (Linux 6.6).
  public static Instruction smod64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.SMOD, dst, Source.of(imm));
  }

  /// `dst %= src`, signed (Linux 6.6), 32 bits.
  public static Instruction smod32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.SMOD, dst, src);
  }

  /// `dst %= imm`, signed (Linux 6.6), 32 bits.
  public static Instruction smod32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.SMOD, dst, Source.of(imm));
  }

  /// `dst |= src`.
  public static Instruction or64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.OR, dst, src);
  }

  /// `dst |= imm`.
  public static Instruction or64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.OR, dst, Source.of(imm));
  }

  /// `dst |= src`, 32 bits.
  public static Instruction or32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.OR, dst, src);
  }

  /// `dst |= imm`, 32 bits.
  public static Instruction or32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.OR, dst, Source.of(imm));
  }

  /// `dst &= src`.
  public static Instruction and64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.AND, dst, src);
  }

  /// `dst &= imm`.
  public static Instruction and64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.AND, dst, Source.of(imm));
  }

  /// `dst &= src`, 32 bits.
  public static Instruction and32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.AND, dst, src);
  }

  /// `dst &= imm`, 32 bits.
  public static Instruction and32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.AND, dst, Source.of(imm));
  }

  /// `dst ^= src`.
  public static Instruction xor64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.XOR, dst, src);
  }

  /// `dst ^= imm`.
  public static Instruction xor64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.XOR, dst, Source.of(imm));
  }

  /// `dst ^= src`, 32 bits.
  public static Instruction xor32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.XOR, dst, src);
  }

  /// `dst ^= imm`, 32 bits.
  public static Instruction xor32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.XOR, dst, Source.of(imm));
  }

  /// `dst <<= src`.
  public static Instruction lsh64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.LSH, dst, src);
  }

  /// `dst <<= imm`.
  public static Instruction lsh64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.LSH, dst, Source.of(imm));
  }

  /// `dst <<= src`, 32 bits.
  public static Instruction lsh32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.LSH, dst, src);
  }

  /// `dst <<= imm`, 32 bits.
  public static Instruction lsh32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.LSH, dst, Source.of(imm));
  }

  /// `dst >>= src`, filling with zeros.
  public static Instruction rsh64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.RSH, dst, src);
  }

  /// `dst >>= imm`, filling with zeros.
  public static Instruction rsh64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.RSH, dst, Source.of(imm));
  }

  /// `dst >>= src`, filling with zeros, 32 bits.
  public static Instruction rsh32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.RSH, dst, src);
  }

  /// `dst >>= imm`, filling with zeros, 32 bits.
  public static Instruction rsh32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.RSH, dst, Source.of(imm));
  }

  /// `dst >>= src`, filling with the sign.
  public static Instruction arsh64(Register dst, Register src) {
    return new Alu(Width.W64, AluOp.ARSH, dst, src);
  }

  /// `dst >>= imm`, filling with the sign.
  public static Instruction arsh64(Register dst, int imm) {
    return new Alu(Width.W64, AluOp.ARSH, dst, Source.of(imm));
  }

  /// `dst >>= src`, filling with the sign, 32 bits.
  public static Instruction arsh32(Register dst, Register src) {
    return new Alu(Width.W32, AluOp.ARSH, dst, src);
  }

  /// `dst >>= imm`, filling with the sign, 32 bits.
  public static Instruction arsh32(Register dst, int imm) {
    return new Alu(Width.W32, AluOp.ARSH, dst, Source.of(imm));
  }

  /// `dst = -dst`.
  public static Instruction neg64(Register dst) {
    return new Negate(Width.W64, dst);
  }

  /// `dst = -dst`, 32 bits.
  public static Instruction neg32(Register dst) {
    return new Negate(Width.W32, dst);
  }

  /// Sign extension of the lowest `bits` (8, 16 or 32) of `src` (Linux 6.6).
  public static Instruction movSigned64(Register dst, Register src, int bits) {
    return new MoveSigned(Width.W64, dst, src, bits);
  }

  /// Sign extension to 32 bits of the lowest `bits` (8 or 16) of `src` (Linux 6.6).
  public static Instruction movSigned32(Register dst, Register src, int bits) {
    return new MoveSigned(Width.W32, dst, src, bits);
  }

  /// The lowest `bits` (16, 32 or 64) of `dst` in big-endian order.
  public static Instruction toBigEndian(Register dst, int bits) {
    return new ByteSwap(ByteOrderOp.TO_BIG, dst, bits);
  }

  /// The lowest `bits` (16, 32 or 64) of `dst` in little-endian order.
  public static Instruction toLittleEndian(Register dst, int bits) {
    return new ByteSwap(ByteOrderOp.TO_LITTLE, dst, bits);
  }

  /// The lowest `bits` (16, 32 or 64) of `dst` in reverse order (Linux 6.6).
  public static Instruction byteSwap(Register dst, int bits) {
    return new ByteSwap(ByteOrderOp.SWAP, dst, bits);
  }

  /// Arena pointer from address space `from` to `to` (Linux 6.9).
  public static Instruction castAddressSpace(Register dst, Register src, int to, int from) {
    return new CastAddressSpace(dst, src, to, from);
  }

  /// `dst = value`, all 64 bits of it.
  public static Instruction loadImm64(Register dst, long value) {
    return new LoadImm64(dst, value);
  }

  /// Address of a map that is open.
  public static Instruction loadMap(Register dst, MapReference map) {
    return loadMapFd(dst, map.mapFd());
  }

  /// Address of the map with this file descriptor.
  public static Instruction loadMapFd(Register dst, int fd) {
    return new LoadImm64(dst, WideKind.MAP_FD, fd, 0);
  }

  /// Address of a map known by name when the program is loaded.
  public static Item loadMap(Register dst, String map) {
    return new ToSymbol(new LoadImm64(dst, WideKind.MAP_FD, 0, 0), map);
  }

  /// Address `offset` bytes into the value of the array map with this file descriptor.
  public static Instruction loadMapValue(Register dst, int fd, int offset) {
    return new LoadImm64(dst, WideKind.MAP_VALUE, fd, offset);
  }

  /// Address `offset` bytes into the value of an array map known by name when the program is
  /// loaded.
  public static Item loadMapValue(Register dst, String map, int offset) {
    return new ToSymbol(new LoadImm64(dst, WideKind.MAP_VALUE, 0, offset), map);
  }

  /// Address of map number `index` of the descriptors given at load, or, with an offset, of a place
  /// in its value.
  public static Instruction loadMapIndex(Register dst, int index) {
    return new LoadImm64(dst, WideKind.MAP_INDEX, index, 0);
  }

  /// Address `offset` bytes into the value of map number `index` of the descriptors given at load.
  public static Instruction loadMapIndexValue(Register dst, int index, int offset) {
    return new LoadImm64(dst, WideKind.MAP_INDEX_VALUE, index, offset);
  }

  /// Address of the kernel variable with this id in the kernel's BTF.
  public static Instruction loadKernelVariable(Register dst, int btfId) {
    return new LoadImm64(dst, WideKind.BTF_ID, btfId, 0);
  }

  /// Address of the program's function at a label, for helpers that call back.
  public static Item loadFunction(Register dst, String label) {
    return new ToLabel(new LoadImm64(dst, WideKind.FUNCTION, 0, 0), label);
  }

  /// `dst = *(size *)(src + offset)`.
  public static Instruction load(Size size, Register dst, Register src, int offset) {
    return new Load(size, false, dst, src, offset);
  }

  /// `dst = *(size *)(src + offset)` with its sign (Linux 6.6).
  public static Instruction loadSigned(Size size, Register dst, Register src, int offset) {
    return new Load(size, true, dst, src, offset);
  }

  /// `*(size *)(dst + offset) = src`.
  public static Instruction store(Size size, Register dst, int offset, Register src) {
    return new Store(size, dst, offset, src);
  }

  /// `*(size *)(dst + offset) = imm`.
  public static Instruction store(Size size, Register dst, int offset, int imm) {
    return new Store(size, dst, offset, Source.of(imm));
  }

  /// `r0 = *(size *)skb[offset]`, from network byte order; leaves the program past the packet's
  /// end.
  /// `r6` must hold the context.
  public static Instruction loadAbs(Size size, int offset) {
    return new LoadPacket(size, offset);
  }

  /// `r0 = *(size *)skb[index + offset]`, like [#loadAbs].
  public static Instruction loadInd(Size size, Register index, int offset) {
    return new LoadPacketIndexed(size, index, offset);
  }

  /// `lock *(size *)(dst + offset) += src`, for words and double words.
  public static Instruction atomicAdd(Size size, Register dst, int offset, Register src) {
    return new Atomic(size, AtomicOp.ADD, dst, offset, src);
  }

  /// Any atomic operation; those that fetch came with Linux 5.12.
  public static Instruction atomic(AtomicOp op, Size size, Register dst, int offset, Register src) {
    return new Atomic(size, op, dst, offset, src);
  }

  /// `dst = *(size *)(src + offset)`, before all accesses that follow (Linux 6.15).
  public static Instruction loadAcquire(Size size, Register dst, Register src, int offset) {
    return new LoadAcquire(size, dst, src, offset);
  }

  /// `*(size *)(dst + offset) = src`, after all accesses before (Linux 6.15).
  public static Instruction storeRelease(Size size, Register dst, int offset, Register src) {
    return new StoreRelease(size, dst, offset, src);
  }

  /// Jump to a label; a far one where it must be (Linux 6.6).
  public static Item jump(String label) {
    return new ToLabel(new Goto(0, false), label);
  }

  /// Jump by a number of slots, counted from the next instruction.
  public static Instruction jump(int slots) {
    return new Goto(slots, slots != (short) slots);
  }

  /// Jump to the address in a register (Linux 6.19).
  public static Instruction jumpTo(Register target) {
    return new GotoRegister(target);
  }

  /// Jump that is taken after a bounded number of times (Linux 6.9).
  public static Item mayGoto(String label) {
    return new ToLabel(new MayGoto(0), label);
  }

  /// `if dst condition src goto label`.
  public static Item jumpIf(Condition condition, Register dst, Register src, String label) {
    return new ToLabel(new Branch(Width.W64, condition, dst, src, 0), label);
  }

  /// The same by a number of slots, counted from the next instruction.
  public static Instruction jumpIf(Condition condition, Register dst, Register src, int slots) {
    return new Branch(Width.W64, condition, dst, src, slots);
  }

  /// `if dst condition imm goto label`.
  public static Item jumpIf(Condition condition, Register dst, int imm, String label) {
    return new ToLabel(new Branch(Width.W64, condition, dst, Source.of(imm), 0), label);
  }

  /// The same by a number of slots, counted from the next instruction.
  public static Instruction jumpIf(Condition condition, Register dst, int imm, int slots) {
    return new Branch(Width.W64, condition, dst, Source.of(imm), slots);
  }

  /// `if dst condition src goto label`, comparing the lower halves.
  public static Item jumpIf32(Condition condition, Register dst, Register src, String label) {
    return new ToLabel(new Branch(Width.W32, condition, dst, src, 0), label);
  }

  /// The same by a number of slots, counted from the next instruction.
  public static Instruction jumpIf32(Condition condition, Register dst, Register src, int slots) {
    return new Branch(Width.W32, condition, dst, src, slots);
  }

  /// `if dst condition imm goto label`, comparing the lower halves.
  public static Item jumpIf32(Condition condition, Register dst, int imm, String label) {
    return new ToLabel(new Branch(Width.W32, condition, dst, Source.of(imm), 0), label);
  }

  /// The same by a number of slots, counted from the next instruction.
  public static Instruction jumpIf32(Condition condition, Register dst, int imm, int slots) {
    return new Branch(Width.W32, condition, dst, Source.of(imm), slots);
  }

  /// Call of a helper.
  public static Instruction call(Helper helper) {
    return new CallHelper(helper.id());
  }

  /// Call of the program's function at a label.
  public static Item call(String label) {
    return new ToLabel(new CallFunction(0), label);
  }

  /// Call of the function with this id in the kernel's BTF.
  public static Instruction callKernel(int btfId) {
    return new CallKernel(btfId, 0);
  }

  /// Return `r0`.
  public static Instruction exit() {
    return new Exit();
  }
}
