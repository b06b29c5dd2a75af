package dev.ebpf4j.disasm;

import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.InsnNames;
import dev.ebpf4j.insn.Opcode;
import dev.ebpf4j.insn.WideKind;
import org.jspecify.annotations.Nullable;

/// Names in a program as the kernel hands it out after loading: calls are relative to the kernel's
/// call base, maps are given by id.
public final class KernelNames implements InsnNames {

  private static final int MAP = WideKind.MAP_FD.number();
  private static final int MAP_VALUE = WideKind.MAP_VALUE.number();
  private static final int FUNCTION = WideKind.FUNCTION.number();
  private static final int MAP_INDEX_VALUE = WideKind.MAP_INDEX_VALUE.number();

  private final Symbols symbols;
  private final long[] functions;

  /// @param functions addresses of the program's functions in machine code, by index; empty if it
  ///     is interpreted
  public KernelNames(Symbols symbols, long[] functions) {
    this.symbols = symbols;
    this.functions = functions.clone();
  }

  @Override
  public @Nullable String call(Code code, int slot) {
    int imm = code.imm(slot);
    if (code.src(slot) == Opcode.PSEUDO_CALL) {
      return function(code.off(slot), imm);
    }
    long address = symbols.callBase() + imm;
    String name = symbols.nameAt(address);
    return name != null ? name : "0x" + Long.toHexString(address);
  }

  private String function(int distance, int index) {
    String shown = distance < 0 ? Integer.toString(distance) : "+" + distance;
    if (functions.length == 0) {
      return shown;
    }
    boolean known = index >= 0 && index < functions.length;
    long address = known ? functions[index] : symbols.callBase() + index;
    String name = symbols.nameAt(address);
    return shown + (name != null ? "#" + name : "#0x" + Long.toHexString(address));
  }

  @Override
  public @Nullable String wide(Code code, int slot) {
    int kind = code.src(slot);
    if (kind == MAP) {
      return "map[id:" + code.imm(slot) + "]";
    }
    if (kind == MAP_VALUE) {
      return "map[id:" + code.imm(slot) + "][0]+" + second(code, slot);
    }
    if (kind == MAP_INDEX_VALUE) {
      return "map[idx:" + Integer.toUnsignedString(code.imm(slot)) + "]+" + second(code, slot);
    }
    if (kind == FUNCTION) {
      int distance = code.imm(slot);
      return distance < 0 ? "subprog[" + distance + "]" : "subprog[+" + distance + "]";
    }
    return null;
  }

  private static String second(Code code, int slot) {
    return Integer.toUnsignedString((int) (code.imm64(slot) >>> 32));
  }
}
