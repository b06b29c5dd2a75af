package dev.ebpf4j.link;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.util.ByteWriter;
import org.jspecify.annotations.Nullable;

/// Where one argument of a user-space static tracepoint lives when the probe fires.
///
/// @param kind how the value is found
/// @param value the constant, or the offset added to a register
/// @param register offset of the (base) register within `struct pt_regs`
/// @param indexRegister offset of the register that is scaled and added, for [Kind#INDEXED]
/// @param scaleShift by how many bits that register is shifted
/// @param signed whether the value is sign-extended
/// @param bytes its size: 1, 2, 4 or 8
record UsdtArgument(
    Kind kind,
    long value,
    int register,
    int indexRegister,
    int scaleShift,
    boolean signed,
    int bytes) {

  /// Numbers as in `enum __bpf_usdt_arg_type` of usdt.bpf.h.
  enum Kind {
    CONSTANT(0),
    REGISTER(1),
    MEMORY(2),
    INDEXED(3);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  /// Size of one `struct __bpf_usdt_arg_spec`.
  static final int SIZE = 16;

  /// Reads one argument such as `-4@%eax`, `8@16(%rbp,%rcx,8)`, `4@$7` or, on arm64, `-4@[sp, 12]`.
  ///
  /// @throws LoadException EINVAL if it is none of these forms
  static UsdtArgument parse(String text, UsdtRegisters registers) {
    int at = text.indexOf('@');
    Integer size = at > 0 ? number(text.substring(0, at)) : null;
    if (size == null) {
      throw malformed(text);
    }
    int bytes = Math.abs(size);
    if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) {
      throw malformed(text);
    }
    UsdtArgument place = registers.place(text.substring(at + 1).strip());
    if (place == null) {
      throw malformed(text);
    }
    return new UsdtArgument(
        place.kind,
        place.value,
        place.register,
        place.indexRegister,
        place.scaleShift,
        size < 0,
        bytes);
  }

  static UsdtArgument constant(long value) {
    return new UsdtArgument(Kind.CONSTANT, value, 0, 0, 0, false, 8);
  }

  static UsdtArgument register(int register) {
    return new UsdtArgument(Kind.REGISTER, 0, register, 0, 0, false, 8);
  }

  static UsdtArgument memory(long offset, int register) {
    return new UsdtArgument(Kind.MEMORY, offset, register, 0, 0, false, 8);
  }

  static UsdtArgument indexed(long offset, int register, int index, int shift) {
    return new UsdtArgument(Kind.INDEXED, offset, register, index, shift, false, 8);
  }

  /// Appends it as `struct __bpf_usdt_arg_spec`. Older usdt.bpf.h have a 32-bit `arg_type` where
  /// newer ones split it; what they share is the same in both.
  void write(ByteWriter out, boolean bigEndian) {
    int type = kind.number;
    int split =
        bigEndian
            ? type << 24 | indexRegister << 12 | scaleShift << 8
            : type | indexRegister << 8 | scaleShift << 20;
    out.u64(value)
        .u32(kind == Kind.INDEXED ? split : bigEndian ? type << 24 : type)
        .u16(register)
        .u8(signed ? 1 : 0)
        .u8(64 - bytes * 8);
  }

  static @Nullable Integer number(String text) {
    try {
      return Integer.valueOf(text.strip());
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private static LoadException malformed(String text) {
    return new LoadException("cannot read USDT argument '" + text + "'", Errno.EINVAL, null);
  }
}
