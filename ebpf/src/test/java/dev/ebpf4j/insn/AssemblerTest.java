package dev.ebpf4j.insn;

import static dev.ebpf4j.insn.Condition.EQ;
import static dev.ebpf4j.insn.Condition.NE;
import static dev.ebpf4j.insn.Helper.LOOP;
import static dev.ebpf4j.insn.Helper.MAP_LOOKUP_ELEM;
import static dev.ebpf4j.insn.Insns.*;
import static dev.ebpf4j.insn.Register.*;
import static dev.ebpf4j.insn.Size.BYTE;
import static dev.ebpf4j.insn.Size.DWORD;
import static dev.ebpf4j.insn.Size.WORD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssemblerTest {

  /// The example of bpf(2).
  @Test
  void packetCounterOfTheManualPage() {
    MapReference counters = () -> 5;
    Assembly assembly =
        Assembler.assemble(
            mov64(R6, R1),
            loadAbs(BYTE, 14 + 9),
            store(WORD, R10, -4, R0),
            mov64(R2, R10),
            add64(R2, -4),
            loadMap(R1, counters),
            call(MAP_LOOKUP_ELEM),
            jumpIf(EQ, R0, 0, "out"),
            mov64(R1, 1),
            atomicAdd(DWORD, R0, 0, R1),
            label("out"),
            mov64(R0, 0),
            exit());
    assertEquals(
        """
        0: (bf) r6 = r1
        1: (30) r0 = *(u8 *)skb[23]
        2: (63) *(u32 *)(r10 -4) = r0
        3: (bf) r2 = r10
        4: (07) r2 += -4
        5: (18) r1 = 0x5
        7: (85) call bpf_map_lookup_elem#1
        8: (15) if r0 == 0x0 goto pc+2
        9: (b7) r1 = 1
        10: (db) lock *(u64 *)(r0 +0) += r1
        11: (b7) r0 = 0
        12: (95) exit
        """,
        assembly.code().toString());
    assertEquals(List.of(), assembly.references());
    assertEquals(1, assembly.code().src(5));
  }

  @Test
  void labelsLeadBackAndForthAndToFunctions() {
    Assembler assembler = new Assembler(ByteOrder.BIG_ENDIAN);
    assembler.add(
        label("again"),
        loadFunction(R2, "callback"),
        call(LOOP),
        call("callback"),
        jumpIf32(NE, R0, R1, "again"),
        mayGoto("again"),
        jump("end"));
    assertEquals(7, assembler.slots());
    assembler.add(label("end"), exit(), label("callback"), mov64(R0, 0), exit());
    Code code = assembler.assembly().code();
    assertEquals(ByteOrder.BIG_ENDIAN, code.order());
    assertEquals(
        """
        0: (18) r2 = 0x7
        2: (85) call bpf_loop#181
        3: (85) call pc+4
        4: (5e) if w0 != w1 goto pc-5
        5: (e5) may_goto pc-6
        6: (05) goto pc+0
        7: (95) exit
        8: (b7) r0 = 0
        9: (95) exit
        """,
        code.toString());
    assertEquals(0, code.jumpTarget(4));
    assertEquals(0, code.jumpTarget(5));
    assertEquals(7, code.jumpTarget(6));
    assertEquals(-1, code.jumpTarget(3));
    assertEquals(-1, code.jumpTarget(7));
    assertEquals(-1, code.jumpTarget(8));
  }

  @Test
  void mapsByNameAreReported() {
    Assembly assembly =
        Assembler.assemble(
            mov64(R0, 1), loadMap(R1, "counters"), loadMapValue(R2, ".bss", 16), exit());
    assertEquals(
        List.of(new Assembly.Reference(1, "counters"), new Assembly.Reference(3, ".bss")),
        assembly.references());
    assertEquals(16, assembly.code().imm(4));
  }

  @Test
  void farJumpsGrowAndFarBranchesAreRefused() {
    Assembler far = new Assembler().add(jump("end"));
    for (int i = 0; i < 40_000; i++) {
      far.add(mov64(R0, i));
    }
    far.add(label("end"), exit());
    assertEquals("(06) gotol pc+40000", far.assembly().code().instruction(0).text());
    assertEquals(40_001, far.assembly().code().jumpTarget(0));

    Assembler branch = new Assembler().add(label("start"));
    for (int i = 0; i < 40_000; i++) {
      branch.add(mov64(R0, i));
    }
    branch.add(jumpIf(EQ, R0, 0, "start"));
    String message = assertThrows(IllegalArgumentException.class, branch::assembly).getMessage();
    assertTrue(message.contains("'start' is -40001 slots away"), message);
  }

  @Test
  void mistakesAreNamed() {
    assertEquals(
        "no label 'out'",
        assertThrows(IllegalArgumentException.class, () -> Assembler.assemble(jump("out")))
            .getMessage());
    assertEquals(
        "label 'a' is there twice",
        assertThrows(
                IllegalArgumentException.class, () -> Assembler.assemble(label("a"), label("a")))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> new ToLabel(exit(), "nowhere"));
  }

  @Test
  void helpersHaveTheirNumbers() {
    assertEquals(0, Helper.UNSPEC.id());
    assertEquals(1, MAP_LOOKUP_ELEM.id());
    assertEquals("bpf_map_lookup_elem", MAP_LOOKUP_ELEM.functionName());
    assertEquals(211, Helper.CGRP_STORAGE_DELETE.id());
    for (Helper helper : Helper.values()) {
      assertEquals("bpf_" + dev.ebpf4j.abi.Helper.name(helper.id()), helper.functionName());
    }
    assertEquals(dev.ebpf4j.abi.Helper.COUNT, Helper.values().length);
  }
}
