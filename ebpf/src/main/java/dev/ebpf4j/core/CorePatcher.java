package dev.ebpf4j.core;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.CodeEditor;
import dev.ebpf4j.insn.Opcode;

/// Puts the number that a relocation came to into its instruction.
final class CorePatcher {
  /// Number of a helper that no kernel has: 0xbad2310, "bad relo".
  static final int POISON = 195_896_080;

  private static final int MAX_OFFSET = Short.MAX_VALUE;

  private final CodeEditor editor;
  private final Code code;
  private final int slot;
  private final String program;
  private final int number;
  private final LoadLog log;

  /// @param code the instructions as the compiler wrote them
  /// @param editor the same instructions, where changes go
  /// @param program name of the program, for messages
  /// @param number of the relocation, for messages
  CorePatcher(Code code, CodeEditor editor, int slot, String program, int number, LoadLog log) {
    this.code = code;
    this.editor = editor;
    this.slot = slot;
    this.program = program;
    this.number = number;
    this.log = log;
  }

  private String prefix() {
    return CoreRelocator.prefix(program, number);
  }

  void patch(CoreResult result) {
    if (result.poisoned()) {
      poison();
      return;
    }
    int opcode = code.opcode(slot);
    switch (opcode & Opcode.CLASS_MASK) {
      case Opcode.ALU, Opcode.ALU64 -> patchImmediate(result, opcode);
      case Opcode.LDX, Opcode.ST, Opcode.STX -> patchAccess(result, opcode);
      case Opcode.LD -> patchWide(result);
      default ->
          throw problem(
              "trying to relocate unrecognized insn #"
                  + slot
                  + ", code:0x"
                  + Integer.toHexString(opcode)
                  + ", src:0x"
                  + Integer.toHexString(code.src(slot))
                  + ", dst:0x"
                  + Integer.toHexString(code.dst(slot))
                  + ", off:0x"
                  + Integer.toHexString(code.off(slot) & 0xffff)
                  + ", imm:0x"
                  + Integer.toHexString(code.imm(slot)));
    }
  }

  private void poison() {
    if (code.opcode(slot) == Opcode.LD_IMM64 && slot + 1 < code.slots()) {
      poison(slot + 1);
    }
    poison(slot);
  }

  private void poison(int at) {
    if (log.wants(LoadLog.Level.DEBUG)) {
      log.debug(prefix() + "substituting insn #" + at + " w/ invalid insn");
    }
    editor.set(at, Opcode.CALL_IMM, 0, 0, 0, POISON);
  }

  private void patchImmediate(CoreResult result, int opcode) {
    if ((opcode & Opcode.X) != 0) {
      throw CoreSpec.invalid("insn #" + slot + " has no immediate");
    }
    int old = code.imm(slot);
    check(result, old, "(ALU/ALU64)", Integer.toUnsignedString(old));
    editor.imm(slot, (int) result.newValue());
    done("(ALU/ALU64) imm", old, result.newValue());
  }

  private void patchAccess(CoreResult result, int opcode) {
    int old = code.off(slot);
    check(result, old, "(LDX/ST/STX)", Integer.toString(old));
    if (Long.compareUnsigned(result.newValue(), MAX_OFFSET) > 0) {
      throw new CoreFailure(
          Errno.ERANGE,
          warn(
              "insn #"
                  + slot
                  + " (LDX/ST/STX) value too big: "
                  + Long.toUnsignedString(result.newValue())));
    }
    if (result.sizeChangeIsWrong()) {
      log.warn(
          prefix()
              + "insn #"
              + slot
              + " (LDX/ST/STX) accesses field incorrectly. Make sure you are accessing pointers,"
              + " unsigned integers, or fields of matching type and size.");
      poison();
      return;
    }
    editor.off(slot, (int) result.newValue());
    done("(LDX/ST/STX) off", old, result.newValue());
    if (result.oldSize() != result.newSize()) {
      resize(result, opcode);
    }
  }

  private void resize(CoreResult result, int opcode) {
    int size = accessSize(opcode);
    if (size != result.oldSize()) {
      throw problem(
          "insn #"
              + slot
              + " (LDX/ST/STX) unexpected mem size: got "
              + size
              + ", exp "
              + result.oldSize());
    }
    int bits =
        switch (result.newSize()) {
          case 1 -> 0x10;
          case 2 -> 0x08;
          case 4 -> 0x00;
          case 8 -> 0x18;
          default ->
              throw problem(
                  "insn #" + slot + " (LDX/ST/STX) invalid new mem size: " + result.newSize());
        };
    editor.set(
        slot,
        (opcode & ~Opcode.SIZE_MASK) | bits,
        code.dst(slot),
        code.src(slot),
        (int) result.newValue(),
        code.imm(slot));
    done("(LDX/ST/STX) mem_sz", result.oldSize(), result.newSize());
  }

  private static int accessSize(int opcode) {
    return switch (opcode & Opcode.SIZE_MASK) {
      case 0x10 -> 1;
      case 0x08 -> 2;
      case 0x00 -> 4;
      default -> 8;
    };
  }

  private void patchWide(CoreResult result) {
    if (code.opcode(slot) != Opcode.LD_IMM64
        || code.width(slot) != 2
        || code.src(slot) != 0
        || code.off(slot) != 0
        || code.opcode(slot + 1) != 0
        || code.src(slot + 1) != 0
        || code.dst(slot + 1) != 0
        || code.off(slot + 1) != 0) {
      throw problem("insn #" + slot + " (LDIMM64) has unexpected form");
    }
    long old = code.imm64(slot);
    check(result, old, "(LDIMM64)", Long.toUnsignedString(old));
    editor.imm64(slot, result.newValue());
    done("(LDIMM64) imm64", old, result.newValue());
  }

  private void check(CoreResult result, long old, String what, String shown) {
    if (result.isExact() && old != result.oldValue()) {
      throw problem(
          "unexpected insn #"
              + slot
              + " "
              + what
              + " value: got "
              + shown
              + ", exp "
              + Long.toUnsignedString(result.oldValue())
              + " -> "
              + Long.toUnsignedString(result.newValue()));
    }
  }

  private CoreFailure problem(String text) {
    return CoreSpec.invalid(warn(text));
  }

  private String warn(String text) {
    log.warn(prefix() + text);
    return text;
  }

  private void done(String what, long from, long to) {
    if (log.wants(LoadLog.Level.DEBUG)) {
      log.debug(
          prefix()
              + "patched insn #"
              + slot
              + " "
              + what
              + " "
              + Long.toUnsignedString(from)
              + " -> "
              + Long.toUnsignedString(to));
    }
  }
}
