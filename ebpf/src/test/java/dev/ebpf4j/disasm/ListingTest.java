package dev.ebpf4j.disasm;

import static dev.ebpf4j.insn.Insns.*;
import static dev.ebpf4j.insn.Register.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.encode.BtfBuilder;
import dev.ebpf4j.disasm.jit.X86Decoder;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.insn.Assembler;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.Instruction.CallFunction;
import dev.ebpf4j.insn.Instruction.CallHelper;
import dev.ebpf4j.insn.Instruction.LoadImm64;
import dev.ebpf4j.insn.WideKind;
import dev.ebpf4j.util.ByteReader;
import dev.ebpf4j.util.ByteWriter;
import dev.ebpf4j.util.TextBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest {

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private static ByteReader records(int... words) {
    ByteWriter out = new ByteWriter(ORDER);
    for (int word : words) {
      out.u32(word);
    }
    return ByteReader.of(out.toByteArray(), ORDER, "records");
  }

  @Test
  void everyLineIsShownOnceAndCloseOnesAreDelayed() {
    BtfBuilder builder = new BtfBuilder(null, ORDER);
    int file = builder.string("a.c");
    int first = builder.string("\t first();");
    int second = builder.string("second();");
    Btf btf = builder.build();
    // Two records at slot 0: the later one wins there, and the next slot shows it once more.
    SourceLines lines =
        SourceLines.read(
            records(
                0, file, first, 7 << 10 | 3, 0, file, second, 8 << 10, 3, 99_999, -5, 9 << 10 | 1),
            16,
            3,
            btf);
    Code code =
        Assembler.assemble(mov64(R0, 1), mov64(R0, 2), mov64(R0, 3), mov64(R0, 4), exit()).code();
    CodeListing listing =
        new CodeListing(
            code,
            dev.ebpf4j.insn.InsnNames.NONE,
            new Annotations(FunctionStarts.NONE, lines, slot -> slot == 2 ? "note" : null));
    List<Integer> shown = new ArrayList<>();
    while (listing.next()) {
      shown.add(listing.line());
      assertEquals(listing.slot() == 2 ? "note" : null, listing.note());
      assertNull(listing.signature());
    }
    assertEquals(List.of(1, 1, -1, 2, -1), shown);
    assertEquals("first();", lines.text(0));
    assertEquals("a.c", lines.file(0));
    assertEquals(7, lines.line(0));
    assertEquals(3, lines.column(0));
    assertNull(lines.text(2));
    assertNull(lines.file(2));
    assertEquals(3, lines.count());
    assertEquals(3, lines.slot(2));
    assertEquals(SourceLines.NONE, SourceLines.read(records(1, 2), 8, 1, btf));
    assertThrows(MalformedException.class, () -> SourceLines.read(records(1, 2), 16, 1, btf));
  }

  @Test
  void linesAreFoundInOrderAndOutOfOrder() {
    Btf btf = new BtfBuilder(null, ORDER).build();
    int[][] slots = {{0, 2, 2, 5, 9}, {0, 7, 3, 5, 9}, {4, 4}, {3}, {}};
    for (int[] starts : slots) {
      int[] words = new int[starts.length * 4];
      for (int i = 0; i < starts.length; i++) {
        words[i * 4] = starts[i];
      }
      SourceLines lines = SourceLines.read(records(words), 16, starts.length, btf);
      for (int skipped = 0; skipped <= starts.length; skipped++) {
        for (int slot = 0; slot < 12; slot++) {
          int expected = -1;
          for (int i = skipped; i < starts.length && starts[i] <= slot; i++) {
            expected = i;
          }
          assertEquals(expected, lines.covering(slot, skipped));
        }
      }
    }
  }

  @Test
  void signaturesStandWhereFunctionsStart() {
    BtfBuilder builder = new BtfBuilder(null, ORDER);
    int integer = builder.add(new BtfType.Int("int", 4, 1, 0, 32));
    int prototype = builder.add(new BtfType.FuncProto(integer, List.of()));
    int main = builder.add(new BtfType.Func("main", prototype, 1));
    Btf btf = builder.build();
    FunctionStarts functions = FunctionStarts.read(records(0, main, 2, 99), 8, 2, btf);
    Code code = Assembler.assemble(mov64(R0, 0), exit(), mov64(R0, 0), exit()).code();
    CodeListing listing =
        new CodeListing(
            code,
            dev.ebpf4j.insn.InsnNames.NONE,
            new Annotations(functions, SourceLines.NONE, Notes.NONE));
    listing.next();
    assertEquals("int main()", listing.signature());
    assertEquals(1, listing.width());
    listing.next();
    assertNull(listing.signature());
    listing.next();
    assertNull(listing.signature());
    assertEquals(2, functions.count());
    assertEquals(FunctionStarts.NONE, FunctionStarts.read(records(1), 4, 1, btf));
  }

  private static String text(dev.ebpf4j.insn.InsnNames names, Code code) {
    TextBuffer out = new TextBuffer();
    CodeListing listing = new CodeListing(code, names, Annotations.NONE);
    while (listing.next()) {
      listing.text(out);
      out.nl();
    }
    return out.toString();
  }

  private static final Code REFERRING =
      Assembler.assemble(
              loadMapFd(R1, 7),
              loadMapValue(R1, 8, 16),
              loadMapIndexValue(R1, 1, 24),
              new LoadImm64(R2, WideKind.FUNCTION, -3, 0),
              new LoadImm64(R2, WideKind.FUNCTION, 3, 0),
              loadKernelVariable(R2, 5),
              new CallHelper(4096),
              new CallHelper(-16),
              new CallFunction(1, 2),
              new CallFunction(9, -2))
          .code();

  @Test
  void loadedProgramsNameMapsById() {
    Symbols symbols =
        new Symbols() {
          @Override
          public String nameAt(long address) {
            return address == 0x11000 ? "helper" : address == 0x77 ? "bpf_prog_sub" : null;
          }

          @Override
          public long callBase() {
            return 0x10000;
          }
        };
    assertEquals(
        """
        (18) r1 = map[id:7]
        (18) r1 = map[id:8][0]+16
        (18) r1 = map[idx:1]+24
        (18) r2 = subprog[-3]
        (18) r2 = subprog[+3]
        (18) r2 = 0x5
        (85) call helper#4096
        (85) call 0xfff0#-16
        (85) call pc+2#bpf_prog_sub
        (85) call pc-2#0x10009
        """,
        text(new KernelNames(symbols, new long[] {0x11, 0x77}), REFERRING));
    String hidden = text(new KernelNames(Symbols.NONE, new long[2]), REFERRING);
    assertEquals("(85) call pc+2#0x0", hidden.split("\n")[8]);
    String interpreted = text(new KernelNames(Symbols.NONE, new long[0]), REFERRING);
    assertEquals("(85) call pc+2", interpreted.split("\n")[8]);
  }

  @Test
  void programsInFilesNameWhatTheirRelocationsSay() {
    LabelNames names =
        new LabelNames()
            .label(0, "map[counts]")
            .label(12, "bpf_task_acquire")
            .function(12, "sub")
            .function(16, "callback");
    String[] shown = text(names, REFERRING).split("\n");
    assertEquals("(18) r1 = map[counts]", shown[0]);
    assertEquals("(18) r2 = subprog[-3]", shown[3]);
    assertEquals("(18) r2 = subprog[+3]#sub", shown[4]);
    assertEquals("(85) call bpf_task_acquire#4096", shown[6]);
    assertEquals("(85) call pc+1#callback", shown[8]);
    assertEquals("(85) call pc+9", shown[9]);
  }

  @Test
  void linesOfMachineCodeBelongToFunctions() {
    long[] addresses = {100, 104, 110, 200, 205};
    NativeLines lines = NativeLines.of(addresses, new long[] {100, 200}, new int[] {50, 20});
    assertNotNull(lines);
    assertEquals(0, lines.covering(0, 103, 0));
    assertEquals(2, lines.covering(0, 300, 0));
    assertEquals(-1, lines.covering(0, 103, 1));
    assertEquals(-1, lines.covering(0, 300, 3));
    assertEquals(3, lines.covering(1, 204, 0));
    assertEquals(-1, lines.covering(2, 204, 0));
    // First record not at the start; going back within a function; past its end; one missing.
    assertNull(NativeLines.of(addresses, new long[] {99}, new int[] {50}));
    assertNull(NativeLines.of(new long[] {100, 90, 200}, new long[] {100, 200}, new int[] {50, 9}));
    assertNull(NativeLines.of(addresses, new long[] {100, 200}, new int[] {5, 20}));
    assertNull(NativeLines.of(addresses, new long[] {100, 300}, new int[] {50, 20}));
    assertNull(NativeLines.of(new long[0], new long[] {100}, new int[] {50}));
  }

  @Test
  void unknownBytesAreShownAndReadingGoesOn() {
    byte[] code = HexFormat.of().parseHex("5506c7c3");
    NativeLines lines = NativeLines.of(new long[] {0x1000}, new long[] {0x1000}, new int[] {4});
    MachineListing listing = new MachineListing(new X86Decoder(), code, 0x1000, 0, lines);
    StringBuilder out = new StringBuilder();
    while (listing.next()) {
      out.append(listing.offset()).append(listing.text()).append(' ');
      assertEquals(listing.offset() == 0 ? 0 : -1, listing.line());
      assertEquals(1, listing.length());
    }
    assertEquals("0\tpushq\t%rbp 1\t.byte\t0x06 2\t.byte\t0xc7 3\tretq ", out.toString());
  }
}
