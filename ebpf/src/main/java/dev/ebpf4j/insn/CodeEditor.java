package dev.ebpf4j.insn;

import java.nio.ByteOrder;
import java.util.Arrays;

/// Raw instructions under construction: a growing array of slots whose fields can be changed, for
/// relocation and for generating programs.
public final class CodeEditor {

  private final boolean bigEndian;
  private byte[] bytes;
  private int slots;

  public CodeEditor(ByteOrder order) {
    this.bigEndian = order == ByteOrder.BIG_ENDIAN;
    this.bytes = new byte[64 * Code.SLOT];
  }

  /// An editor that starts with a copy of `code`.
  ///
  /// @throws IllegalArgumentException if the code ends in the middle of a slot
  public static CodeEditor of(Code code) {
    CodeEditor editor = new CodeEditor(code.order());
    editor.append(code);
    return editor;
  }

  /// Number of slots, which is the index of the next one appended.
  public int slots() {
    return slots;
  }

  /// Appends a slot.
  public CodeEditor append(int opcode, int dst, int src, int off, int imm) {
    reserve(1);
    slots++;
    return set(slots - 1, opcode, dst, src, off, imm);
  }

  /// Appends an instruction.
  public CodeEditor append(Instruction instruction) {
    InstructionEncoder.encode(instruction, this);
    return this;
  }

  /// Appends all instructions of `code`, which must have this editor's byte order.
  public CodeEditor append(Code code) {
    if ((code.order() == ByteOrder.BIG_ENDIAN) != bigEndian || code.trailingBytes() != 0) {
      throw new IllegalArgumentException("other byte order, or part of a slot at the end");
    }
    reserve(code.slots());
    byte[] source = code.toByteArray();
    System.arraycopy(source, 0, bytes, slots * Code.SLOT, source.length);
    slots += code.slots();
    return this;
  }

  /// Overwrites all fields of a slot.
  public CodeEditor set(int slot, int opcode, int dst, int src, int off, int imm) {
    int at = at(slot);
    bytes[at] = (byte) opcode;
    bytes[at + 1] = (byte) (bigEndian ? (dst << 4) | (src & 0xf) : (src << 4) | (dst & 0xf));
    return off(slot, off).imm(slot, imm);
  }

  /// Overwrites the source register, or the kind that stands in its place.
  public CodeEditor src(int slot, int src) {
    int at = at(slot) + 1;
    int keep = bytes[at] & (bigEndian ? 0xf0 : 0x0f);
    bytes[at] = (byte) (keep | (bigEndian ? src & 0xf : src << 4));
    return this;
  }

  /// Overwrites the 16-bit offset field.
  public CodeEditor off(int slot, int off) {
    int at = at(slot) + 2;
    bytes[at] = (byte) (bigEndian ? off >> 8 : off);
    bytes[at + 1] = (byte) (bigEndian ? off : off >> 8);
    return this;
  }

  /// Overwrites the immediate field.
  public CodeEditor imm(int slot, int imm) {
    int at = at(slot) + 4;
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (imm >> (8 * (bigEndian ? 3 - i : i)));
    }
    return this;
  }

  /// Overwrites both immediates of the 16-byte instruction that starts at `slot`.
  public CodeEditor imm64(int slot, long value) {
    return imm(slot, (int) value).imm(slot + 1, (int) (value >> 32));
  }

  /// The instructions as they are now.
  public Code code() {
    return Code.wrap(
        Arrays.copyOf(bytes, slots * Code.SLOT),
        bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  private int at(int slot) {
    if (slot < 0 || slot >= slots) {
      throw new IndexOutOfBoundsException("no slot " + slot + " of " + slots);
    }
    return slot * Code.SLOT;
  }

  private void reserve(int more) {
    int wanted = Math.multiplyExact(Math.addExact(slots, more), Code.SLOT);
    if (wanted > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(wanted, bytes.length * 2));
    }
  }
}
