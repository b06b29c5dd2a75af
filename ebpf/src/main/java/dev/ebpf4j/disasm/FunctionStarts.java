package dev.ebpf4j.disasm;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.dump.FunctionSignature;
import dev.ebpf4j.util.ByteReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where the functions of a program start, and their signatures. Source: `struct bpf_func_info`,
/// include/uapi/linux/bpf.h.
public final class FunctionStarts {

  /// Knows no functions.
  public static final FunctionStarts NONE = new FunctionStarts(new int[0], new int[0], null);

  private static final int MIN_RECORD = 8;

  private final int[] slots;
  private final int[] types;
  private final @Nullable Btf btf;

  private FunctionStarts(int[] slots, int[] types, @Nullable Btf btf) {
    this.slots = slots;
    this.types = types;
    this.btf = btf;
  }

  /// Reads `count` records of `recordSize` bytes.
  ///
  /// @throws dev.ebpf4j.error.MalformedException if there are fewer bytes
  public static FunctionStarts read(ByteReader records, int recordSize, int count, Btf btf) {
    if (recordSize < MIN_RECORD) {
      return NONE;
    }
    int[] slots = new int[count];
    int[] types = new int[count];
    for (int i = 0; i < count; i++) {
      slots[i] = records.i32((long) i * recordSize);
      types[i] = records.i32((long) i * recordSize + 4);
    }
    return new FunctionStarts(slots, types, btf);
  }

  /// Number of functions.
  public int count() {
    return slots.length;
  }

  /// Slot that function `index` starts at.
  public int slot(int index) {
    return slots[index];
  }

  /// Index of the function that starts at `slot`, or negative if none does.
  public int indexAt(int slot) {
    return Arrays.binarySearch(slots, slot);
  }

  /// Signature such as `int f(struct xdp_md * ctx)`, or null if the types do not give one.
  public @Nullable String signature(int index) {
    return btf == null ? null : FunctionSignature.of(btf, types[index]);
  }
}
