package dev.ebpf4j.disasm.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.disasm.Annotations;
import dev.ebpf4j.disasm.CodeListing;
import dev.ebpf4j.disasm.FunctionStarts;
import dev.ebpf4j.disasm.KernelNames;
import dev.ebpf4j.disasm.MachineDecoder;
import dev.ebpf4j.disasm.MachineListing;
import dev.ebpf4j.disasm.SourceLines;
import dev.ebpf4j.disasm.Symbols;
import dev.ebpf4j.disasm.cfg.ControlFlow;
import dev.ebpf4j.disasm.cfg.DotWriter;
import dev.ebpf4j.disasm.cfg.FunctionFlow;
import dev.ebpf4j.disasm.cfg.SvgWriter;
import dev.ebpf4j.disasm.jit.X86Decoder;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.CodeEditor;
import dev.ebpf4j.insn.Instruction;
import dev.ebpf4j.llvm.LlvmDecoder;
import dev.ebpf4j.llvm.LlvmLibrary;
import dev.ebpf4j.llvm.LlvmTarget;
import dev.ebpf4j.util.TextBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Any bytes as instructions and as machine code: shown as what they are, in bounded time, and
/// never with an exception.
class DisasmFuzzTest {

  /// Longest input whose control flow is drawn.
  private static final int MAX_DRAWN = 4096;

  private static void check(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalStateException(problem);
    }
  }

  @FuzzTest(maxDuration = "10m")
  void instructions(byte[] bytes) {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      Code code = Code.of(bytes, order);
      CodeEditor again = new CodeEditor(order);
      for (Instruction instruction : code.instructions()) {
        again.append(instruction);
        check(!instruction.text().isEmpty(), "no text");
      }
      check(again.code().equals(code.slice(0, code.slots())), "decoding loses bits");
      CodeListing listing =
          new CodeListing(code, new KernelNames(Symbols.NONE, new long[1]), Annotations.NONE);
      TextBuffer out = new TextBuffer();
      while (listing.next()) {
        listing.text(out);
      }
      if (bytes.length <= MAX_DRAWN) {
        draw(code, out);
      }
    }
  }

  private static void draw(Code code, TextBuffer out) {
    KernelNames names = new KernelNames(Symbols.NONE, new long[0]);
    Annotations notes =
        new Annotations(
            FunctionStarts.NONE, SourceLines.NONE, slot -> slot % 3 == 0 ? "{&}" : null);
    for (boolean loaded : new boolean[] {false, true}) {
      List<FunctionFlow> functions = ControlFlow.of(code, loaded);
      new DotWriter(code, names, notes, loaded, true).write(functions, out);
      new SvgWriter(code, names, notes, loaded, true).write(functions, out);
    }
  }

  private static void list(MachineDecoder decoder, byte[] bytes) {
    MachineListing listing = new MachineListing(decoder, bytes, 0xffffffffc0000000L, 0, null);
    int next = 0;
    while (listing.next()) {
      check(listing.offset() == next, "bytes left out");
      check(listing.length() > 0 && listing.text().startsWith("\t"), "nothing shown");
      next += listing.length();
    }
    check(next == bytes.length, "the end is not shown");
  }

  @FuzzTest(maxDuration = "10m")
  void machineCode(byte[] bytes) {
    try (X86Decoder decoder = new X86Decoder()) {
      list(decoder, bytes);
    }
  }

  /// Both read the same machine code; what ours knows is what libLLVM says, if there is one.
  @FuzzTest(maxDuration = "10m")
  void machineCodeByLlvm(byte[] bytes) {
    String library = LlvmLibrary.find();
    LlvmTarget target = LlvmTarget.of("amd64");
    if (library == null || target == null || bytes.length == 0) {
      return;
    }
    try (LlvmDecoder llvm = new LlvmDecoder(library, target);
        X86Decoder ours = new X86Decoder()) {
      list(llvm, bytes);
      ours.start(bytes, 0);
      llvm.start(bytes, 0);
      for (int offset = 0; offset < Math.min(bytes.length, 64); offset++) {
        TextBuffer mine = new TextBuffer();
        TextBuffer theirs = new TextBuffer();
        int length = ours.decode(offset, mine);
        if (length > 0) {
          check(length == llvm.decode(offset, theirs), "length: " + mine + " is " + theirs);
          check(mine.toString().equals(theirs.toString()), "text: " + mine + " is " + theirs);
        }
      }
    }
  }
}
