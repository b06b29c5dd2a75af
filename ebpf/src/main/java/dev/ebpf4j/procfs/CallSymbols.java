package dev.ebpf4j.procfs;

import dev.ebpf4j.disasm.Symbols;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The kernel functions that programs call, out of `/proc/kallsyms`.
///
/// The symbols there come in order of address, modules aside, so looking stops as soon as nothing
/// that is wanted can follow.
public final class CallSymbols implements Symbols {

  private static final byte[] BASE = bytes(" __bpf_call_base");
  private static final int DIGITS = 16;

  private final long base;
  private final long[] addresses;
  private final @Nullable String[] names;

  private CallSymbols(long base, long[] addresses, @Nullable String[] names) {
    this.base = base;
    this.addresses = addresses;
    this.names = names;
  }

  /// What the kernel has at these distances from its call base.
  public static CallSymbols find(SymbolFile file, int[] distances) {
    return new Reader(file, distances).read();
  }

  @Override
  public long callBase() {
    return base;
  }

  @Override
  public @Nullable String nameAt(long address) {
    int index = Arrays.binarySearch(addresses, address);
    return index < 0 ? null : names[index];
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static final class Reader {

    /// Shortest line: address, blank, kind, blank, name.
    private static final int SHORTEST = DIGITS + 4;

    private final SymbolFile file;
    private final int[] distances;
    private byte[] text = new byte[0];
    private int length;
    private long base;
    private long[] wanted = new long[0];
    private @Nullable String[] names = new String[0];
    private int missing;

    Reader(SymbolFile file, int[] distances) {
      this.file = file;
      this.distances = distances;
    }

    CallSymbols read() {
      int lineStart = 0;
      long previous = 0;
      boolean sorted = true;
      while (true) {
        int lineEnd = lineEnd(lineStart);
        if (lineEnd < 0) {
          break;
        }
        if (base == 0 && isBase(lineStart, lineEnd)) {
          long address = address(lineStart);
          if (address == 0) {
            break; // hidden from this caller, and so are all others
          }
          start(address, lineStart);
        }
        if (base != 0) {
          long address = address(lineStart);
          sorted &= Long.compareUnsigned(previous, address) <= 0;
          take(address, lineStart, lineEnd);
          if (missing == 0 || (sorted && isPast(address))) {
            break;
          }
          previous = address;
        }
        lineStart = lineEnd + 1;
      }
      return new CallSymbols(base, wanted, names);
    }

    /// End of the line that starts at `start`, after waiting for more if need be; -1 at the file's
    /// end.
    private int lineEnd(int start) {
      int at = start + SHORTEST;
      while (true) {
        int end = length;
        byte[] bytes = text;
        for (; at < end; at++) {
          if (bytes[at] == '\n') {
            return at;
          }
        }
        int known = length;
        length = file.await(known);
        text = file.text();
        if (length == known) {
          return -1;
        }
      }
    }

    private boolean isBase(int start, int end) {
      int at = start + DIGITS + 2;
      return end - at == BASE.length && Arrays.equals(text, at, end, BASE, 0, BASE.length);
    }

    private long address(int start) {
      long address = 0;
      for (int i = start; i < start + DIGITS; i++) {
        int c = text[i];
        address = address << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
      }
      return address;
    }

    /// The base is known, so the addresses are; those before it are looked up in what was read.
    private void start(long address, int end) {
      base = address;
      wanted = new long[distances.length];
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] = base + distances[i];
      }
      sort(wanted);
      int unique = 0;
      for (int i = 0; i < wanted.length; i++) {
        if (i == 0 || wanted[i] != wanted[i - 1]) {
          wanted[unique++] = wanted[i];
        }
      }
      wanted = Arrays.copyOf(wanted, unique);
      names = new String[unique];
      missing = unique;
      for (int at = 0; at < end && missing > 0; ) {
        int lineEnd = at;
        while (text[lineEnd] != '\n') {
          lineEnd++;
        }
        take(address(at), at, lineEnd);
        at = lineEnd + 1;
      }
    }

    /// A handful of numbers; the library's sort would cost more to load than all of them to move.
    private static void sort(long[] values) {
      for (int i = 1; i < values.length; i++) {
        long value = values[i];
        int at = i;
        while (at > 0 && values[at - 1] > value) {
          values[at] = values[at - 1];
          at--;
        }
        values[at] = value;
      }
    }

    private void take(long address, int start, int end) {
      int index = Arrays.binarySearch(wanted, address);
      if (index >= 0 && names[index] == null) {
        int name = start + DIGITS + 3;
        int nameEnd = name;
        while (nameEnd < end && text[nameEnd] != '\t') {
          nameEnd++;
        }
        names[index] = new String(text, name, nameEnd - name, StandardCharsets.UTF_8);
        missing--;
      }
    }

    /// Whether the sorted part of the file has left behind all that is still missing. What lies
    /// before the file's first address may be a module's, and those come at the end.
    private boolean isPast(long address) {
      long first = address(0);
      for (int i = 0; i < wanted.length; i++) {
        if (names[i] == null
            && (Long.compareUnsigned(wanted[i], address) > 0
                || Long.compareUnsigned(wanted[i], first) < 0)) {
          return false;
        }
      }
      return true;
    }
  }
}
