package dev.ebpf4j.insn;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Instructions as raw slots of eight bytes, with their fields by slot index. Immutable.
///
/// Any bytes are accepted, so that damaged programs can be shown: a length that is no multiple of
/// eight leaves [#trailingBytes()] after the last slot, and [#width(int)] is 1 for the first half
/// of a 16-byte instruction whose second half is missing.
public final class Code {

  /// Size of a slot in bytes.
  public static final int SLOT = 8;

  private final byte[] bytes;
  private final boolean bigEndian;
  private final int slots;

  private Code(byte[] bytes, boolean bigEndian) {
    this.bytes = bytes;
    this.bigEndian = bigEndian;
    this.slots = bytes.length / SLOT;
  }

  /// The instructions in `bytes`, which are copied.
  public static Code of(byte[] bytes, ByteOrder order) {
    return wrap(bytes.clone(), order);
  }

  /// The instructions in `bytes`, in the byte order of this machine.
  public static Code of(byte[] bytes) {
    return of(bytes, ByteOrder.nativeOrder());
  }

  /// Like [#of(byte\[\], ByteOrder)] without a copy: the caller must not change `bytes` afterwards.
  static Code wrap(byte[] bytes, ByteOrder order) {
    return new Code(bytes, order == ByteOrder.BIG_ENDIAN);
  }

  /// Number of slots. A 16-byte instruction takes two.
  public int slots() {
    return slots;
  }

  /// Number of bytes behind the last whole slot, 0 in a sound program.
  public int trailingBytes() {
    return bytes.length % SLOT;
  }

  /// The byte order of the fields.
  public ByteOrder order() {
    return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /// The opcode byte of a slot.
  public int opcode(int slot) {
    return bytes[at(slot)] & 0xff;
  }

  /// Number of the destination register, 0 to 15.
  public int dst(int slot) {
    int registers = bytes[at(slot) + 1];
    return bigEndian ? registers >> 4 & 0xf : registers & 0xf;
  }

  /// Number of the source register, 0 to 15; in some instructions a kind.
  public int src(int slot) {
    int registers = bytes[at(slot) + 1];
    return bigEndian ? registers & 0xf : registers >> 4 & 0xf;
  }

  /// The signed 16-bit offset field.
  public int off(int slot) {
    int at = at(slot) + 2;
    return bigEndian
        ? (bytes[at] << 8) | (bytes[at + 1] & 0xff)
        : (bytes[at + 1] << 8) | (bytes[at] & 0xff);
  }

  /// The signed 32-bit immediate field.
  public int imm(int slot) {
    int at = at(slot) + 4;
    int a = bytes[at] & 0xff;
    int b = bytes[at + 1] & 0xff;
    int c = bytes[at + 2] & 0xff;
    int d = bytes[at + 3] & 0xff;
    return bigEndian ? (a << 24) | (b << 16) | (c << 8) | d : (d << 24) | (c << 16) | (b << 8) | a;
  }

  /// The 64-bit constant of the 16-byte instruction that starts at `slot`; the upper half is 0 if
  /// its second slot is missing.
  public long imm64(int slot) {
    long low = imm(slot) & 0xffff_ffffL;
    return width(slot) == 2 ? ((long) imm(slot + 1) << 32) | low : low;
  }

  /// Number of slots of the instruction at `slot`: 2 for a 64-bit load, else 1.
  public int width(int slot) {
    return opcode(slot) == Opcode.LD_IMM64 && slot + 1 < slots ? 2 : 1;
  }

  /// The raw byte at `offset` from the start.
  public int byteAt(int offset) {
    return bytes[offset] & 0xff;
  }

  /// Slot index that the jump at `slot` leads to, or -1 if the instruction is no jump with a known
  /// target. The result may lie outside of the program.
  public long jumpTarget(int slot) {
    int opcode = opcode(slot);
    int kind = opcode & Opcode.CLASS_MASK;
    if (kind != Opcode.JMP && kind != Opcode.JMP32) {
      return -1;
    }
    int op = opcode & Opcode.OP_MASK;
    if (op == Opcode.CALL || op == Opcode.EXIT || opcode == Opcode.GOTO_REGISTER) {
      return -1;
    }
    return slot + 1L + (opcode == Opcode.GOTO_FAR ? imm(slot) : off(slot));
  }

  /// The part of `count` slots from `from` on.
  ///
  /// @throws IndexOutOfBoundsException if it is not within the program
  public Code slice(int from, int count) {
    if (from < 0 || count < 0 || from > slots - count) {
      throw new IndexOutOfBoundsException("no slots " + from + " to " + from + " + " + count);
    }
    return new Code(Arrays.copyOfRange(bytes, from * SLOT, (from + count) * SLOT), bigEndian);
  }

  /// The decoded instruction that starts at `slot`.
  public Instruction instruction(int slot) {
    return InstructionDecoder.decode(this, slot);
  }

  /// All instructions in order.
  public List<Instruction> instructions() {
    List<Instruction> result = new ArrayList<>(slots);
    for (int slot = 0; slot < slots; ) {
      Instruction instruction = InstructionDecoder.decode(this, slot);
      result.add(instruction);
      slot += instruction.slots();
    }
    return result;
  }

  /// A copy of the bytes.
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Code code
        && bigEndian == code.bigEndian
        && Arrays.equals(bytes, code.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The program in the kernel's text form, one instruction a line.
  @Override
  public String toString() {
    return InsnText.of(this);
  }

  private int at(int slot) {
    if (slot < 0 || slot >= slots) {
      throw new IndexOutOfBoundsException("no slot " + slot + " of " + slots);
    }
    return slot * SLOT;
  }
}
