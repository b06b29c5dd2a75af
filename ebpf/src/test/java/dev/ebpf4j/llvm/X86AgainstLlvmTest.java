package dev.ebpf4j.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.disasm.jit.X86Decoder;
import dev.ebpf4j.util.TextBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whatever our own decoder claims to know must be what libLLVM reads, to the letter.
class X86AgainstLlvmTest {

  private static final long ADDRESS = 0xffffffffc0001000L;

  private static final int[][] PREFIXES = {
    {},
    {0x66},
    {0x48},
    {0x41},
    {0x44},
    {0x4d},
    {0x42},
    {0x40},
    {0x66, 0x48},
    {0x66, 0x45},
    {0xf3},
    {0xf2},
    {0xf3, 0x48},
    {0x65},
    {0x65, 0x4c},
    {0x64},
    {0xf0},
    {0x66, 0x66},
    {0xf3, 0x66},
    {0x66, 0xf0},
    {0x65, 0x66},
    {0x48, 0x48},
    {0x67},
    {0x2e},
    {0x3e}
  };
  private static final int[] SIBS = {0x00, 0x05, 0x24, 0x25, 0x64, 0x65, 0xc5, 0xe0, 0x2c};
  private static final byte[][] TAILS = {
    new byte[9],
    {1, 2, 3, 4, 5, 6, 7, 8, 9},
    {-1, -1, -1, -1, -1, -1, -1, -1, -1},
    {(byte) 0x80, 0, 0, (byte) 0x80, (byte) 0x90, (byte) 0x80, (byte) 0xf0, (byte) 0x80, 0}
  };

  private LlvmDecoder llvm;
  private final X86Decoder ours = new X86Decoder();
  private final List<String> different = new ArrayList<>();
  private int known;

  @BeforeEach
  void open() {
    String library = LlvmLibrary.find();
    assumeTrue(library != null, "needs a libLLVM");
    llvm = new LlvmDecoder(library, LlvmTarget.of("amd64"));
  }

  @AfterEach
  void close() {
    if (llvm != null) {
      llvm.close();
    }
  }

  private void compare(byte[] code) {
    TextBuffer mine = new TextBuffer();
    ours.start(code, ADDRESS);
    int length = ours.decode(0, mine);
    if (length == 0) {
      return;
    }
    known++;
    TextBuffer theirs = new TextBuffer();
    llvm.start(code, ADDRESS);
    int expected = llvm.decode(0, theirs);
    if ((length != expected || !mine.toString().equals(theirs.toString()))
        && different.size() < 50) {
      String bytes = HexFormat.of().formatHex(code);
      different.add(bytes + " " + length + mine + " but " + expected + theirs);
    }
  }

  @Test
  void everyOpcodeWithManyOperands() {
    for (int[] prefix : PREFIXES) {
      for (int opcode = 0; opcode < 0x200; opcode++) {
        for (int modRm = 0; modRm < 256; modRm += (opcode & 1) == 0 ? 3 : 1) {
          compareTails(prefix, opcode, modRm);
        }
      }
    }
    assertEquals(List.of(), different);
    assertTrue(known > 500_000, "only " + known + " compared");
  }

  private void compareTails(int[] prefix, int opcode, int modRm) {
    boolean sib = (modRm & 7) == 4 && modRm < 0xc0;
    for (int i = 0; i < (sib ? SIBS.length : 1); i++) {
      byte[] tail = TAILS[(opcode + modRm + i) % TAILS.length];
      byte[] code = new byte[20];
      int at = 0;
      for (int b : prefix) {
        code[at++] = (byte) b;
      }
      if (opcode > 0xff) {
        code[at++] = 0x0f;
      }
      code[at++] = (byte) opcode;
      code[at++] = (byte) modRm;
      code[at++] = (byte) SIBS[i];
      System.arraycopy(tail, 0, code, at, tail.length);
      compare(code);
    }
  }

  @Test
  void shiftsByAnyRegister() {
    Random random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      byte[] code = new byte[16];
      random.nextBytes(code);
      code[0] = (byte) 0xc4;
      code[1] = (byte) (code[1] & 0xe0 | 2);
      code[3] = (byte) 0xf7;
      compare(code);
    }
    assertEquals(List.of(), different);
    assertTrue(known > 10_000, "only " + known + " compared");
  }

  @Test
  void cutOffInstructionsAreUnknownToBoth() {
    byte[] whole = HexFormat.of().parseHex("48b80102030405060708");
    for (int length = 1; length < whole.length; length++) {
      byte[] code = java.util.Arrays.copyOf(whole, length);
      ours.start(code, ADDRESS);
      llvm.start(code, ADDRESS);
      TextBuffer out = new TextBuffer();
      assertEquals(0, ours.decode(0, out));
      assertEquals(0, llvm.decode(0, out));
      assertEquals("", out.toString());
    }
  }
}
