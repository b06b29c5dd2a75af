package dev.ebpf4j.procfs;

import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The kernel's symbols. Source: `/proc/kallsyms`, whose addresses are all 0 for callers that
/// `kernel.kptr_restrict` keeps them from.
///
/// The file has a hundred thousand lines and more, so it is kept as bytes with one index of
/// numbers; symbols are made when asked for.
public final class Kallsyms {

  /// A symbol.
  ///
  /// @param type letter as of nm(1): `t` or `T` for code
  /// @param module that it belongs to, or null for the kernel proper
  public record Symbol(long address, char type, String name, @Nullable String module) {}

  private static final int CHUNK = 1 << 20;

  private final byte[] text;
  private final int[] lines; // where each line with an address other than 0 starts
  private final long[] addresses;
  private final int count;
  private int @Nullable [] order; // indexes of lines by address, made on the first need

  private Kallsyms(byte[] text, int length) {
    this.text = text;
    int[] starts = new int[Math.max(16, length / 40)];
    long[] values = new long[starts.length];
    int found = 0;
    int at = 0;
    while (at < length) {
      long address = 0;
      int i = at;
      for (; i < length; i++) {
        int digit = Character.digit(text[i], 16);
        if (digit < 0) {
          break;
        }
        address = address << 4 | digit;
      }
      boolean isWhole = i + 3 <= length && text[i] == ' ' && text[i + 2] == ' ';
      if (address != 0 && isWhole) {
        if (found == starts.length) {
          starts = Arrays.copyOf(starts, found * 2);
          values = Arrays.copyOf(values, found * 2);
        }
        starts[found] = at;
        values[found++] = address;
      }
      while (i < length && text[i] != '\n') {
        i++;
      }
      at = i + 1;
    }
    lines = starts;
    addresses = values;
    count = found;
  }

  /// Reads the symbols of the running kernel.
  public static Kallsyms read(Kernel kernel) {
    byte[] text = Os.readFile(kernel, "/proc/kallsyms", CHUNK);
    return new Kallsyms(text, text.length);
  }

  static Kallsyms parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Kallsyms(bytes, bytes.length);
  }

  /// Whether the caller may see no addresses.
  public boolean isEmpty() {
    return count == 0;
  }

  /// Number of symbols with an address.
  public int size() {
    return count;
  }

  /// The first symbol in the file that starts exactly at `address`, or null.
  public @Nullable Symbol at(long address) {
    int rank = floor(address);
    if (rank < 0 || addresses[order()[rank]] != address) {
      return null;
    }
    return symbol(order()[rank]);
  }

  /// The symbol that starts at or before `address` and nearest to it, or null.
  public @Nullable Symbol covering(long address) {
    int rank = floor(address);
    return rank < 0 ? null : symbol(order()[rank]);
  }

  /// The address of the first symbol of that name, or 0.
  public long address(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < count; i++) {
      int at = nameOf(i);
      int end = at + wanted.length;
      if (end <= text.length
          && Arrays.equals(text, at, end, wanted, 0, wanted.length)
          && (end == text.length || text[end] == '\n' || text[end] == '\t')) {
        return addresses[i];
      }
    }
    return 0;
  }

  /// The symbol with the `rank`-th smallest address, from 0; at equal addresses in the file's
  /// order.
  public Symbol byRank(int rank) {
    return symbol(order()[rank]);
  }

  /// Rank of the first symbol at the greatest address that is not above `address`, or -1.
  private int floor(long address) {
    int[] byAddress = order();
    int low = 0;
    int high = count;
    while (low < high) { // first rank whose address is above
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(addresses[byAddress[middle]], address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int rank = low - 1;
    while (rank > 0 && addresses[byAddress[rank - 1]] == addresses[byAddress[rank]]) {
      rank--;
    }
    return rank;
  }

  /// The file is nearly sorted: the kernel proper is, modules follow in order of their own.
  private int[] order() {
    int[] byAddress = order;
    if (byAddress == null) {
      byAddress = new int[count];
      for (int i = 0; i < count; i++) {
        byAddress[i] = i;
      }
      byAddress = sorted(byAddress);
      order = byAddress;
    }
    return byAddress;
  }

  /// Natural merge sort: stable, and linear for input that is sorted already.
  private int[] sorted(int[] indexes) {
    int[] from = indexes;
    int[] to = new int[count];
    while (true) {
      int runs = 0;
      int at = 0;
      while (at < count) {
        int middle = runEnd(from, at);
        int end = middle < count ? runEnd(from, middle) : middle;
        merge(from, at, middle, end, to);
        runs++;
        at = end;
      }
      int[] swap = from;
      from = to;
      to = swap;
      if (runs <= 1) {
        break;
      }
    }
    return from;
  }

  private int runEnd(int[] indexes, int start) {
    int end = start + 1;
    while (end < count
        && Long.compareUnsigned(addresses[indexes[end - 1]], addresses[indexes[end]]) <= 0) {
      end++;
    }
    return end;
  }

  private void merge(int[] from, int start, int middle, int end, int[] to) {
    int left = start;
    int right = middle;
    for (int i = start; i < end; i++) {
      boolean takeLeft =
          right >= end
              || (left < middle
                  && Long.compareUnsigned(addresses[from[left]], addresses[from[right]]) <= 0);
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }

  private int nameOf(int index) {
    int at = lines[index];
    while (text[at] != ' ') {
      at++;
    }
    return at + 3;
  }

  private Symbol symbol(int index) {
    int name = nameOf(index);
    int end = name;
    while (end < text.length && text[end] != '\n' && text[end] != '\t') {
      end++;
    }
    String module = null;
    if (end < text.length && text[end] == '\t') {
      int close = end;
      while (close < text.length && text[close] != ']' && text[close] != '\n') {
        close++;
      }
      module = string(end + 2, close);
    }
    return new Symbol(addresses[index], (char) text[name - 2], string(name, end), module);
  }

  private String string(int from, int to) {
    return to <= from ? "" : new String(text, from, to - from, StandardCharsets.UTF_8);
  }
}
