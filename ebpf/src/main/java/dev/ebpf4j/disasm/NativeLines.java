package dev.ebpf4j.disasm;

import org.jspecify.annotations.Nullable;

/// Which source line belongs to which address of machine code. The records are those of
/// [SourceLines], each with an address; those of a function stand together, and the first is at the
/// function's start.
public final class NativeLines {

  private final long[] addresses;

  /// First record of each function, and the number of records at the end.
  private final int[] starts;

  private NativeLines(long[] addresses, int[] starts) {
    this.addresses = addresses;
    this.starts = starts;
  }

  /// Tells the functions' records apart.
  ///
  /// @param addresses of each record
  /// @param functions address of each function
  /// @param lengths bytes of machine code of each function
  /// @return null if the tables contradict each other
  public static @Nullable NativeLines of(long[] addresses, long[] functions, int[] lengths) {
    int count = functions.length;
    if (count == 0 || addresses.length == 0 || addresses[0] != functions[0]) {
      return null;
    }
    int[] starts = new int[count + 1];
    int function = 1;
    for (int i = 1; i < addresses.length && function < count; i++) {
      long before = addresses[i - 1];
      if (addresses[i] == functions[function]) {
        if (before - functions[function - 1] + 1 > lengths[function - 1]) {
          return null;
        }
        starts[function++] = i;
      } else if (Long.compareUnsigned(addresses[i], before) <= 0) {
        return null;
      }
    }
    if (function != count) {
      return null;
    }
    starts[count] = addresses.length;
    return new NativeLines(addresses.clone(), starts);
  }

  /// The last record of a function at or before `address`, not looking at its first `skipped` ones;
  /// -1 if the first one looked at lies behind it.
  public int covering(int function, long address, int skipped) {
    if (function + 1 >= starts.length) {
      return -1;
    }
    int index = starts[function] + skipped;
    int end = starts[function + 1];
    if (index >= end || Long.compareUnsigned(address, addresses[index]) < 0) {
      return -1;
    }
    while (index + 1 < end && Long.compareUnsigned(address, addresses[index + 1]) >= 0) {
      index++;
    }
    return index;
  }
}
