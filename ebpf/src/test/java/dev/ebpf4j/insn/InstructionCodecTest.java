package dev.ebpf4j.insn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.insn.Instruction.Unknown;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class InstructionCodecTest {

  private static byte[] encode(List<Instruction> instructions, ByteOrder order) {
    CodeEditor editor = new CodeEditor(order);
    instructions.forEach(editor::append);
    return editor.code().toByteArray();
  }

  @Property(tries = 2000)
  void anyBytesSurviveDecodingAndEncoding(@ForAll byte[] bytes, @ForAll boolean bigEndian) {
    ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Code code = Code.of(bytes, order);
    byte[] whole = Arrays.copyOf(bytes, bytes.length / 8 * 8);
    assertEquals(code.slice(0, code.slots()), Code.of(whole, order));
    assertEquals(Code.of(encode(code.instructions(), order), order), code.slice(0, code.slots()));
    assertEquals(bytes.length % 8, code.trailingBytes());
    assertFalse(code.toString().contains("null"));
  }

  @Property(tries = 5000)
  void slotsNearValidOnesSurviveToo(
      @ForAll("nearlyValid") byte[] bytes, @ForAll boolean bigEndian) {
    ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Code code = Code.of(bytes, order);
    assertEquals(code, Code.of(encode(code.instructions(), order), order));
    assertFalse(InsnText.of(code).contains("null"));
  }

  /// Bytes of which many slots decode to something: small registers, few bits in the other fields.
  @Provide
  Arbitrary<byte[]> nearlyValid() {
    Arbitrary<byte[]> slot =
        Combinators.combine(
                Arbitraries.bytes(),
                Arbitraries.integers().between(0, 12),
                Arbitraries.integers().between(0, 12),
                Arbitraries.of(0, 0, 0, 1, -1, 8, 16, 32, 7),
                Arbitraries.of(0, 0, 0, 1, 16, 32, 64, 0x100, 0x110, 0xf1, 0xe1, 0x41, -5))
            .as(
                (opcode, dst, src, off, imm) ->
                    new CodeEditor(ByteOrder.LITTLE_ENDIAN)
                        .append(opcode, dst, src, off, imm)
                        .code()
                        .toByteArray());
    return slot.list()
        .ofMinSize(1)
        .ofMaxSize(40)
        .map(
            slots -> {
              byte[] all = new byte[slots.size() * 8];
              for (int i = 0; i < slots.size(); i++) {
                System.arraycopy(slots.get(i), 0, all, i * 8, 8);
              }
              return all;
            });
  }

  @Property(tries = 3000)
  void validInstructionsComeBackEqual(
      @ForAll("instructions") Instruction instruction, @ForAll boolean bigEndian) {
    ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Code code = instruction.encode(order);
    assertEquals(instruction.slots(), code.slots());
    assertEquals(List.of(instruction), code.instructions());
    assertFalse(instruction.text().contains("BUG"), instruction::text);
  }

  @Provide
  Arbitrary<Instruction> instructions() {
    return Arbitraries.of(Samples.all());
  }

  @Test
  void everyKindOfInstructionIsSampled() {
    Set<Class<?>> seen = new HashSet<>();
    Samples.all().forEach(i -> seen.add(i.getClass()));
    Set<Class<?>> kinds = new HashSet<>(Arrays.asList(Instruction.class.getPermittedSubclasses()));
    kinds.remove(Unknown.class);
    assertEquals(kinds, seen);
  }

  /// One byte changed in a reserved field must not be lost.
  @Test
  void reservedFieldsMakeAnInstructionUnknown() {
    List<Instruction> lost = new ArrayList<>();
    int[][] broken = {
      {0x07, 1, 2, 0, 5}, // add with a constant and a register
      {0x0f, 1, 2, 0, 5}, // add with a register and a constant
      {0x0f, 1, 2, 3, 0}, // add with an offset
      {0x07, 12, 0, 0, 5}, // no such register
      {0x87, 1, 0, 1, 0}, // neg with an offset
      {0x8f, 1, 0, 0, 0}, // neg of a register
      {0xd4, 1, 0, 0, 17}, // 17 bits
      {0xdf, 1, 0, 0, 16}, // bswap with X
      {0xbf, 1, 2, 5, 0}, // sign extension from 5 bits
      {0xbc, 1, 2, 32, 0}, // from 32 to 32 bits
      {0xbf, 1, 2, 8, 9}, // with a constant
      {0xe7, 1, 0, 0, 0}, // no such operation
      {0x05, 1, 0, 5, 0}, // goto with a register
      {0x06, 0, 0, 5, 1}, // gotol with an offset
      {0x0d, 1, 1, 0, 0}, // gotox with a source
      {0x95, 0, 0, 1, 0}, // exit with an offset
      {0x85, 1, 0, 0, 1}, // call with a destination
      {0x85, 0, 3, 0, 1}, // call of no known kind
      {0x85, 0, 0, 1, 1}, // helper with an offset
      {0xe5, 0, 1, 1, 0}, // jcond of another kind
      {0x86, 0, 0, 0, 0}, // call in 32 bits
      {0x96, 0, 0, 0, 0}, // exit in 32 bits
      {0x61, 1, 2, 0, 1}, // load with a constant
      {0x99, 1, 2, 0, 0}, // sign-extending 64 bits
      {0xa1, 1, 2, 0, 0}, // unknown mode
      {0x62, 1, 2, 0, 1}, // store of a constant with a register
      {0xc2, 1, 0, 0, 0}, // nospec with a register
      {0xd2, 1, 0, 0, 0}, // unknown mode of ST
      {0x63, 1, 2, 0, 4}, // store with a constant
      {0xc3, 1, 2, 0, 2}, // unknown atomic
      {0xd3, 1, 2, 0, 0}, // atomic of a byte
      {0x83, 1, 2, 0, 0}, // unknown mode of STX
      {0x30, 1, 0, 0, 0}, // packet load with a destination
      {0x38, 0, 0, 0, 0}, // packet load of 64 bits
      {0x30, 0, 1, 0, 0}, // absolute packet load with an index
      {0x60, 0, 0, 0, 0}, // unknown mode of LD
      {0x00, 0, 0, 0, 0}, // second half of something
    };
    for (int[] b : broken) {
      CodeEditor editor =
          new CodeEditor(ByteOrder.LITTLE_ENDIAN).append(b[0], b[1], b[2], b[3], b[4]);
      Instruction decoded = editor.code().instruction(0);
      if (!(decoded instanceof Unknown)) {
        lost.add(decoded);
      }
      assertEquals(editor.code(), decoded.encode(ByteOrder.LITTLE_ENDIAN));
    }
    assertEquals(List.of(), lost);
  }

  @Test
  void halfOfAWideLoadIsUnknown() {
    Code half = new CodeEditor(ByteOrder.LITTLE_ENDIAN).append(0x18, 1, 0, 0, 7).code();
    assertEquals(List.of(new Unknown(0x18, 1, 0, 0, 7)), half.instructions());
    assertEquals("0: (18) r1 = 0x7\n", half.toString());
    Code wrongSecond =
        new CodeEditor(ByteOrder.LITTLE_ENDIAN)
            .append(0x18, 1, 0, 0, 7)
            .append(0, 0, 0, 0, 0)
            .set(1, 0x07, 0, 0, 0, 1)
            .code();
    assertTrue(wrongSecond.instruction(0) instanceof Unknown);
    assertEquals(2, wrongSecond.instructions().size());
  }

  @Test
  void valuesThatDoNotFitAreRefused() {
    List<Runnable> bad =
        List.of(
            () -> Insns.load(Size.WORD, Register.R1, Register.R2, 40_000),
            () -> Insns.loadSigned(Size.DWORD, Register.R1, Register.R2, 0),
            () -> Insns.atomicAdd(Size.BYTE, Register.R1, 0, Register.R2),
            () -> Insns.loadAbs(Size.DWORD, 0),
            () -> Insns.movSigned32(Register.R1, Register.R2, 32),
            () -> Insns.byteSwap(Register.R1, 8),
            () -> Insns.castAddressSpace(Register.R1, Register.R2, 70_000, 1),
            () -> Insns.jumpIf(Condition.EQ, Register.R1, 0, 40_000),
            () -> Register.of(12));
    for (Runnable runnable : bad) {
      assertThrows(IllegalArgumentException.class, runnable::run);
    }
  }

  @Test
  void editorChangesSingleFields() {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      CodeEditor editor = new CodeEditor(order).append(Insns.loadMapFd(Register.R3, 9));
      editor.append(Insns.mov64(Register.R1, 2));
      editor.src(0, 2).imm64(0, 0x1_0000_0002L).off(2, -3).imm(2, 77);
      Code code = editor.code();
      assertEquals(
          new Instruction.LoadImm64(Register.R3, WideKind.MAP_VALUE, 2, 1), code.instruction(0));
      assertEquals(3, code.dst(0));
      assertEquals(-3, code.off(2));
      assertEquals(77, code.imm(2));
      assertEquals(code, CodeEditor.of(code).code());
      assertEquals(order, code.order());
      assertThrows(IndexOutOfBoundsException.class, () -> editor.imm(3, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> code.opcode(3));
      assertThrows(IndexOutOfBoundsException.class, () -> code.slice(2, 2));
      assertEquals(code.hashCode(), CodeEditor.of(code).code().hashCode());
    }
    Code odd = Code.of(new byte[9]);
    assertThrows(IllegalArgumentException.class, () -> CodeEditor.of(odd));
  }
}
