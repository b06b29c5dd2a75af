package dev.ebpf4j.object;

import static dev.ebpf4j.insn.Insns.exit;
import static dev.ebpf4j.insn.Insns.mov64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.Opcode;
import dev.ebpf4j.insn.Register;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgramLinkerTest {
  private static ProgramSpec program(ObjectSpec object, String name) {
    ProgramSpec program = object.program(name);
    assertNotNull(program, name);
    return program;
  }

  private static LinkedProgram link(ObjectSpec object, String name) {
    return ProgramLinker.link(object, program(object, name), LoadLog.SILENT);
  }

  private static List<String> names(LinkedProgram linked) {
    return linked.functions().stream().map(place -> place.function().name()).toList();
  }

  /// Every call and function address leads to the start of a function in the program.
  private static void requireSound(LinkedProgram linked) {
    List<Integer> starts = linked.functions().stream().map(LinkedProgram.Place::slot).toList();
    Code code = linked.code();
    for (int slot = 0; slot < code.slots(); slot += code.width(slot)) {
      boolean isCall = code.opcode(slot) == Opcode.CALL_IMM && code.src(slot) == Opcode.PSEUDO_CALL;
      boolean isAddress =
          code.opcode(slot) == Opcode.LD_IMM64 && code.src(slot) == BpfFlag.PSEUDO_FUNC;
      if (isCall || isAddress) {
        assertTrue(starts.contains(slot + 1 + code.imm(slot)), "slot " + slot);
      }
    }
  }

  @Test
  void functionsFollowOnceInTheOrderOfFirstUse() {
    ObjectSpec object = Fixtures.open("functions");
    LinkedProgram first = link(object, "first");
    assertEquals(List.of("first", "shared", "middle", "leaf"), names(first));
    requireSound(first);
    LinkedProgram second = link(object, "second");
    assertEquals(List.of("second", "each", "inner"), names(second));
    requireSound(second);
    LinkedProgram third = link(object, "third");
    assertEquals(List.of("third"), names(third));
    assertEquals(program(object, "third").function().code(), third.code());
  }

  @Test
  void recordsOfFunctionsAndLinesMoveAlong() {
    ObjectSpec object = Fixtures.open("functions");
    Btf btf = object.btf();
    assertNotNull(btf);
    LinkedProgram linked = link(object, "first");
    List<String> described = new ArrayList<>();
    for (int i = 0; i < linked.functionInfo().count(); i++) {
      int slot = linked.functionInfo().word(i, 0);
      assertEquals(linked.functions().get(i).slot(), slot);
      described.add(btf.name(linked.functionInfo().word(i, 1)));
    }
    assertEquals(names(linked), described);
    assertEquals(8, linked.functionInfo().recordSize());
    assertEquals(16, linked.lineInfo().recordSize());
    int before = -1;
    for (int i = 0; i < linked.lineInfo().count(); i++) {
      int slot = linked.lineInfo().word(i, 0);
      assertTrue(slot > before && slot < linked.code().slots(), "line at " + slot);
      before = slot;
    }
    assertEquals(
        linked.lineInfo().count() * 16,
        linked.lineInfo().toByteArray(ByteOrder.LITTLE_ENDIAN).length);
  }

  @Test
  void relocationsOfDataMoveAlongAndAreComplete() {
    ObjectSpec object = Fixtures.open("functions");
    List<String> open = new ArrayList<>();
    for (Relocation relocation : link(object, "second").relocations()) {
      open.add(
          switch (relocation) {
            case Relocation.MapFd fd -> object.maps().get(fd.map()).name();
            case Relocation.MapValue value ->
                object.maps().get(value.map()).dataSection() + "+" + value.offset();
            default -> relocation.toString();
          });
    }
    assertEquals(List.of("table", ".bss.zeroes+0", ".data+0"), open);
  }

  @Test
  void programsKnowTheirSections() {
    ObjectSpec object = Fixtures.open("functions");
    assertEquals("Dual BSD/GPL", object.license());
    assertEquals(0x060c00, object.kernelVersion());
    ProgramSpec optional = program(object, "optional");
    assertFalse(optional.autoload());
    assertEquals("raw_tp/sched_switch", optional.section());
    assertEquals("sched_switch", optional.attachTarget());
    ProgramSpec sleeps = program(object, "sleeps");
    assertEquals(ProgramType.TRACING, sleeps.type());
    assertEquals(AttachType.TRACE_FENTRY, sleeps.expectedAttachType());
    assertEquals(BpfFlag.SLEEPABLE, sleeps.flags());
    ProgramSpec frags = program(object, "frags");
    assertEquals(BpfFlag.XDP_HAS_FRAGS, frags.flags());
    SectionKind socket = SectionTable.find("socket");
    assertNotNull(socket);
    assertEquals(0, frags.withKind(socket).flags());
    assertEquals(BpfFlag.XDP_HAS_FRAGS | 64, frags.withFlags(frags.flags() | 64).flags());
    assertEquals(ProgramType.XDP, sleeps.withType(ProgramType.XDP, 0).type());
    assertEquals("other", sleeps.withName("other").name());
  }

  @Test
  void hiddenFunctionsAndVariablesBecomeStatic() {
    Btf btf = Fixtures.open("functions").btf();
    assertNotNull(btf);
    assertEquals(BtfType.STATIC, btf.linkage(btf.find(BtfKind.FUNC, "inner")));
    assertEquals(BtfType.GLOBAL, btf.linkage(btf.find(BtfKind.FUNC, "shared")));
    assertEquals(BtfType.STATIC, btf.linkage(btf.find(BtfKind.VAR, "hidden_count")));
  }

  @Test
  void dataSectionsOfTheirOwnKeepTheirNames() {
    ObjectSpec object = Fixtures.open("functions");
    assertEquals(
        Set.of(
            "table",
            ".data.sums",
            ".rodata.factors",
            ".bss.zeroes",
            "function.data",
            "function.bss"),
        Set.copyOf(object.maps().stream().map(MapSpec::name).toList()));
    MapSpec factors = object.map(".rodata.factors");
    assertNotNull(factors);
    assertEquals(BpfFlag.RDONLY_PROG | BpfFlag.MMAPABLE, factors.flags());
    assertEquals(3, factors.initialValue()[0]);
  }

  @Test
  void arenaVariablesLieInTheArena() {
    ObjectSpec object = Fixtures.open("arena");
    MapSpec arena = object.maps().get(object.arenaMap());
    assertEquals("arena", arena.name());
    assertEquals(1L << 44, arena.mapExtra());
    assertEquals(8, arena.initialSize());
    assertEquals(7, arena.initialValue()[0]);
    List<Long> offsets = new ArrayList<>();
    for (Relocation relocation : link(object, "bump").relocations()) {
      if (relocation instanceof Relocation.MapValue value) {
        assertEquals(object.arenaMap(), value.map());
        offsets.add(value.offset());
      }
    }
    assertTrue(offsets.contains(4L), offsets.toString());
  }

  @Test
  void aLonelyFunctionIsAProgram() {
    ObjectSpec object = Fixtures.open("text_only");
    assertEquals(1, object.programs().size());
    ProgramSpec lonely = program(object, "lonely");
    assertEquals(".text", lonely.section());
    assertEquals(0, lonely.type());
    assertEquals("", lonely.attachTarget());
    assertEquals(lonely.function().code(), link(object, "lonely").code());
  }

  @Test
  void exceptionCallbacksAreAppended() {
    ObjectSpec object = Fixtures.open("throws");
    LinkedProgram linked = link(object, "may_throw");
    assertEquals(List.of("may_throw", "on_throw"), names(linked));
    assertEquals(2, linked.functionInfo().count());
  }

  @Test
  void programsWrittenByHandLinkWithoutAnObject() {
    ProgramSpec byHand =
        ProgramSpec.of(ProgramType.SOCKET_FILTER, "GPL", mov64(Register.R0, 0), exit());
    LinkedProgram linked = ProgramLinker.link(byHand);
    assertEquals(2, linked.code().slots());
    assertTrue(linked.functionInfo().isEmpty());
    assertEquals("GPL", linked.program().license());
    assertEquals(List.of(), linked.relocations());
  }

  @Test
  void everyStepCanBeHeard() {
    ObjectSpec object = Fixtures.open("functions");
    GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.DEBUG);
    ProgramLinker.link(object, program(object, "third"), heard);
    assertEquals(List.of(), heard.messages());
    ProgramLinker.link(object, program(object, "second"), heard);
    assertTrue(
        heard.messages().getFirst().startsWith("prog 'second': added "),
        heard.messages().getFirst());
  }
}
