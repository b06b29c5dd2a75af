package dev.ebpf4j.disasm.cfg;

import static dev.ebpf4j.insn.Condition.EQ;
import static dev.ebpf4j.insn.Insns.*;
import static dev.ebpf4j.insn.Register.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.disasm.Annotations;
import dev.ebpf4j.insn.Assembler;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.Helper;
import dev.ebpf4j.insn.InsnNames;
import dev.ebpf4j.insn.Instruction;
import dev.ebpf4j.util.TextBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ControlFlowTest {

  private static String edges(FunctionFlow flow) {
    return flow.edges().stream()
        .map(e -> e.from() + "-" + e.to() + (e.kind() == Edge.Kind.TAKEN ? "t" : ""))
        .collect(Collectors.joining(" "));
  }

  private static String blocks(FunctionFlow flow) {
    return flow.blocks().stream()
        .map(b -> b.id() + ":" + b.start() + ".." + b.end())
        .collect(Collectors.joining(" "));
  }

  @Test
  void branchesSplitAndJoin() {
    Code code =
        Assembler.assemble(
                mov64(R0, 0),
                loadImm64(R2, 5),
                jumpIf(EQ, R1, 0, "out"),
                mov64(R0, 1),
                jump("end"),
                label("out"),
                mov64(R0, 2),
                label("end"),
                exit())
            .code();
    List<FunctionFlow> functions = ControlFlow.of(code, false);
    assertEquals(1, functions.size());
    assertEquals("2:0..4 3:4..6 4:6..7 5:7..8", blocks(functions.get(0)));
    assertEquals("0-2 2-3 2-4t 3-5 4-5 5-1", edges(functions.get(0)));
  }

  @Test
  void loopsFarJumpsAndEarlyExits() {
    Code code =
        Assembler.assemble(
                label("again"),
                mayGoto("done"),
                jumpIf(EQ, R1, R2, "leave"),
                new Instruction.Goto(-3, true),
                label("leave"),
                exit(),
                label("done"),
                mov64(R0, 0),
                exit())
            .code();
    FunctionFlow flow = ControlFlow.of(code, false).get(0);
    assertEquals("2:0..1 3:1..2 4:2..3 5:3..4 6:4..6", blocks(flow));
    assertEquals("0-2 2-3 2-6t 3-4 3-5t 4-2 5-1 6-1", edges(flow));
  }

  @Test
  void functionsAreFoundByCallsAndAddresses() {
    Code code =
        Assembler.assemble(
                call("second"),
                loadFunction(R2, "callback"),
                call(Helper.LOOP),
                exit(),
                label("callback"),
                mov64(R0, 0),
                exit(),
                label("second"),
                mov64(R0, 7),
                call("callback"),
                exit())
            .code();
    List<FunctionFlow> functions = ControlFlow.of(code, false);
    assertEquals(List.of(0, 2, 1), functions.stream().map(FunctionFlow::index).toList());
    assertEquals(List.of(0, 5, 7), functions.stream().map(FunctionFlow::start).toList());
    assertEquals(List.of(5, 7, 10), functions.stream().map(FunctionFlow::end).toList());
  }

  @Test
  void loadedProgramsKeepTheDistanceInTheOffset() {
    Code code =
        Assembler.assemble(new Instruction.CallFunction(1, 1), exit(), mov64(R0, 0), exit()).code();
    assertEquals(
        List.of(0, 2), ControlFlow.of(code, true).stream().map(FunctionFlow::start).toList());
  }

  @Test
  void jumpsToNowhereAreShownOnce() {
    Code code =
        Assembler.assemble(
                jumpIf(EQ, R1, 0, 100),
                jumpIf(EQ, R1, 0, 99),
                jumpIf(EQ, R1, 0, 1), // into the middle of the load
                loadImm64(R1, 1),
                jump(-20))
            .code();
    FunctionFlow flow = ControlFlow.of(code, false).get(0);
    assertEquals("2:0..1 3:1..2 4:2..3 5:3..6 6:101..101 7:4..4 8:-14..-14", blocks(flow));
    assertEquals("0-2 2-3 2-6t 3-4 3-6t 4-5 4-7t 5-8", edges(flow));
    TextBuffer out = new TextBuffer();
    new DotWriter(code, InsnNames.NONE, Annotations.NONE, true, true).write(List.of(flow), out);
    assertTrue(out.toString().contains("label=\"outside: 101\""), out.toString());
  }

  @Test
  void emptyProgramHasNoFunctions() {
    assertEquals(List.of(), ControlFlow.of(Code.of(new byte[7]), true));
  }

  @Property(tries = 1000)
  void everySlotIsInOneBlockAndEveryEdgeLeadsToABlock(
      @ForAll byte[] bytes, @ForAll boolean loaded) {
    Code code = Code.of(bytes);
    int next = 0;
    for (FunctionFlow flow : ControlFlow.of(code, loaded)) {
      assertEquals(next, flow.start());
      Set<Integer> ids = new HashSet<>(Set.of(Block.EXIT));
      for (Block block : flow.blocks()) {
        assertTrue(ids.add(block.id()));
        if (!block.isOutside()) {
          assertEquals(next, block.start());
          next = block.end();
        }
      }
      assertEquals(next, flow.end());
      for (Edge edge : flow.edges()) {
        assertTrue(ids.contains(edge.to()));
        assertTrue(edge.from() == Block.ENTRY || ids.contains(edge.from()));
      }
    }
    assertEquals(code.slots(), next);
  }

  @Test
  void dotOfASmallProgram() {
    Code code =
        Assembler.assemble(jumpIf(dev.ebpf4j.insn.Condition.SGE, R1, 0, 1), mov64(R0, 1), exit())
            .code();
    TextBuffer out = new TextBuffer();
    new DotWriter(code, InsnNames.NONE, Annotations.NONE, true, false)
        .write(ControlFlow.of(code, true), out);
    String dot = out.toString();
    assertTrue(
        dot.startsWith(
            """
            digraph "DOT graph for eBPF program" {
            subgraph "cluster_0" {
            \tstyle="dashed";
            \tcolor="black";
            \tlabel="func_0 ()";
            \tfn_0_bb_0 [shape=Mdiamond,style=filled,label="ENTRY"];

            \tfn_0_bb_2 [shape=record,style=filled,label="{\\
            0: (75) if r1 s\\>= 0x0 goto pc+1\\l\\
            \\ \\ \\ \\ 75 01 01 00 00 00 00 00\\l\\
            }"];

            \tfn_0_bb_3 [shape=record,style=filled,label="{\\
            1: (b7) r0 = 1\\l\\
            """),
        dot);
    assertTrue(
        dot.endsWith(
            """
            \tfn_0_bb_0:s -> fn_0_bb_1:n [style="invis", constraint=true];
            }
            }
            """));
    assertFalse(dot.contains("outside"));
  }
}
