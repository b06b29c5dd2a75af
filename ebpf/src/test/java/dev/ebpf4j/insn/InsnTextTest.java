package dev.ebpf4j.insn;

import static dev.ebpf4j.insn.Condition.SET;
import static dev.ebpf4j.insn.Condition.SGT;
import static dev.ebpf4j.insn.Insns.*;
import static dev.ebpf4j.insn.Register.*;
import static dev.ebpf4j.insn.Size.BYTE;
import static dev.ebpf4j.insn.Size.DWORD;
import static dev.ebpf4j.insn.Size.HALF;
import static dev.ebpf4j.insn.Size.WORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.insn.Instruction.NoSpec;
import dev.ebpf4j.insn.Instruction.PerCpuAddress;
import dev.ebpf4j.insn.Instruction.Unknown;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class InsnTextTest {

  record Case(String text, Instruction instruction) {}

  static final List<Case> CASES =
      List.of(
          new Case("(07) r1 += 5", add64(R1, 5)),
          new Case("(0f) r1 += r2", add64(R1, R2)),
          new Case("(17) r1 -= -5", sub64(R1, -5)),
          new Case("(27) r3 *= 7", mul64(R3, 7)),
          new Case("(34) w1 /= 10", div32(R1, 10)),
          new Case("(3f) r1 s/= r2", sdiv64(R1, R2)),
          new Case("(97) r1 s%= 13", smod64(R1, 13)),
          new Case("(9c) w1 %= w2", mod32(R1, R2)),
          new Case("(47) r1 |= 16", or64(R1, 16)),
          new Case("(5c) w1 &= w2", and32(R1, R2)),
          new Case("(a7) r1 ^= -1", xor64(R1, -1)),
          new Case("(67) r1 <<= 3", lsh64(R1, 3)),
          new Case("(74) w1 >>= 4", rsh32(R1, 4)),
          new Case("(c7) r1 s>>= 2", arsh64(R1, 2)),
          new Case("(b7) r0 = 0", mov64(R0, 0)),
          new Case("(bc) w0 = w11", mov32(R0, R11)),
          new Case("(87) r1 = -r1", neg64(R1)),
          new Case("(84) w1 = -w1", neg32(R1)),
          new Case("(bf) r1 = (s8)r2", movSigned64(R1, R2, 8)),
          new Case("(bf) r1 = (s32)r2", movSigned64(R1, R2, 32)),
          new Case("(bc) w1 = (s16)w2", movSigned32(R1, R2, 16)),
          new Case("(bf) r1 = addr_space_cast(r2, 0, 1)", castAddressSpace(R1, R2, 0, 1)),
          new Case("(bf) r0 = &(void __percpu *)(r0)", new PerCpuAddress(R0, R0)),
          new Case("(dc) r1 = be16 r1", toBigEndian(R1, 16)),
          new Case("(d4) r1 = le32 r1", toLittleEndian(R1, 32)),
          new Case("(d7) r1 = bswap64 r1", byteSwap(R1, 64)),
          new Case("(63) *(u32 *)(r10 -4) = r1", store(WORD, R10, -4, R1)),
          new Case("(7a) *(u64 *)(r10 -8) = 5", store(DWORD, R10, -8, 5)),
          new Case("(71) r0 = *(u8 *)(r1 +0)", load(BYTE, R0, R1, 0)),
          new Case("(89) r0 = *(s16 *)(r1 +2)", loadSigned(HALF, R0, R1, 2)),
          new Case("(c2) nospec", new NoSpec()),
          new Case("(db) lock *(u64 *)(r1 +8) += r2", atomicAdd(DWORD, R1, 8, R2)),
          new Case("(c3) lock *(u32 *)(r1 +0) |= r2", atomic(AtomicOp.OR, WORD, R1, 0, R2)),
          new Case("(c3) lock *(u32 *)(r1 +0) &= r2", atomic(AtomicOp.AND, WORD, R1, 0, R2)),
          new Case("(c3) lock *(u32 *)(r1 +0) ^= r2", atomic(AtomicOp.XOR, WORD, R1, 0, R2)),
          new Case(
              "(db) r2 = atomic64_fetch_add((u64 *)(r1 +0), r2)",
              atomic(AtomicOp.FETCH_ADD, DWORD, R1, 0, R2)),
          new Case(
              "(c3) r2 = atomic_fetch_and((u32 *)(r1 -4), r2)",
              atomic(AtomicOp.FETCH_AND, WORD, R1, -4, R2)),
          new Case(
              "(c3) r2 = atomic_fetch_or((u32 *)(r1 -4), r2)",
              atomic(AtomicOp.FETCH_OR, WORD, R1, -4, R2)),
          new Case(
              "(c3) r2 = atomic_fetch_xor((u32 *)(r1 -4), r2)",
              atomic(AtomicOp.FETCH_XOR, WORD, R1, -4, R2)),
          new Case(
              "(db) r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2)",
              atomic(AtomicOp.CMPXCHG, DWORD, R1, 0, R2)),
          new Case(
              "(db) r2 = atomic64_xchg((u64 *)(r1 +0), r2)",
              atomic(AtomicOp.XCHG, DWORD, R1, 0, R2)),
          new Case("(db) r2 = load_acquire((u64 *)(r1 +0))", loadAcquire(DWORD, R2, R1, 0)),
          new Case("(c3) store_release((u32 *)(r1 +0), r2)", storeRelease(WORD, R1, 0, R2)),
          new Case("(28) r0 = *(u16 *)skb[12]", loadAbs(HALF, 12)),
          new Case("(50) r0 = *(u8 *)skb[r1 + 3]", loadInd(BYTE, R1, 3)),
          new Case("(05) goto pc+3", jump(3)),
          new Case("(05) goto pc-3", jump(-3)),
          new Case("(06) gotol pc+40000", jump(40_000)),
          new Case("(e5) may_goto pc+3", new Instruction.MayGoto(3)),
          new Case("(0d) gotox r1", jumpTo(R1)),
          new Case("(15) if r1 == 0x5 goto pc+1", jumpIf(Condition.EQ, R1, 5, 1)),
          new Case("(65) if r1 s> 0xffffffff goto pc+1", jumpIf(SGT, R1, -1, 1)),
          new Case("(6e) if w1 s> w2 goto pc-2", jumpIf32(SGT, R1, R2, -2)),
          new Case("(4d) if r1 & r2 goto pc+0", jumpIf(SET, R1, R2, 0)),
          new Case("(95) exit", exit()),
          new Case("(18) r1 = 0x1234", loadImm64(R1, 0x1234)),
          new Case("(18) r1 = 0xffffffffffffffff", loadImm64(R1, -1)),
          new Case("(18) r1 = 0x0", loadImm64(R1, 0)),
          new Case("(85) call bpf_map_lookup_elem#1", call(Helper.MAP_LOOKUP_ELEM)),
          new Case("(85) call bpf_cgrp_storage_delete#211", call(Helper.CGRP_STORAGE_DELETE)),
          new Case("(85) call unknown#212", new Instruction.CallHelper(212)),
          new Case("(85) call pc+5", new Instruction.CallFunction(5)),
          new Case("(85) call kernel-function#77", callKernel(77)),
          new Case("BUG_c3", new Unknown(0xc3, 1, 2, 0, 2)),
          new Case("BUG_83", new Unknown(0x83, 1, 2, 0, 2)),
          new Case("BUG_st_82", new Unknown(0x82, 1, 2, 0, 2)),
          new Case("BUG_ldx_a1", new Unknown(0xa1, 1, 2, 0, 2)),
          new Case("BUG_ld_00", new Unknown(0x00, 1, 2, 0, 2)),
          new Case("BUG_alu_e7", new Unknown(0xe7, 1, 2, 0, 2)),
          new Case("BUG_jmp_f5", new Unknown(0xf5, 1, 2, 0, 2)),
          new Case("BUG_jmp32_96", new Unknown(0x96, 1, 2, 0, 2)),
          new Case("BUG_jmp_e5", new Unknown(0xe5, 1, 2, 0, 2)));

  @TestFactory
  List<DynamicTest> textOf() {
    return CASES.stream()
        .map(c -> dynamicTest(c.text(), () -> assertEquals(c.text(), c.instruction().text())))
        .toList();
  }

  @Test
  void namesAreAskedFor() {
    InsnNames names =
        new InsnNames() {
          @Override
          public String call(Code code, int slot) {
            return code.src(slot) == 1 ? "+3#main_sub" : "do_it";
          }

          @Override
          public String wide(Code code, int slot) {
            return "map[id:" + code.imm(slot) + "]";
          }
        };
    TextBuffer out = new TextBuffer();
    InsnText text = new InsnText(names);
    Code code =
        Assembler.assemble(loadMapFd(R1, 4), new Instruction.CallFunction(3), callKernel(9), exit())
            .code();
    for (int slot = 0; slot < code.slots(); slot += code.width(slot)) {
      text.write(code, slot, out);
      out.nl();
    }
    assertEquals(
        """
        (18) r1 = map[id:4]
        (85) call pc+3#main_sub
        (85) call do_it#9
        (95) exit
        """,
        out.toString());
  }
}
