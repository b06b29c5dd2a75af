package dev.ebpf4j.sys;

import java.lang.foreign.MemorySegment;

/// Copies between native memory and arrays. [MemorySegment] can do that by itself, but by a switch
/// over the types of arrays whose code is made at run time, for which a short command would wait
/// several milliseconds.
public final class Memory {

  private Memory() {}

  /// Copies `count` bytes from `offset` of `from` to `target`, from index `at` on.
  public static void read(MemorySegment from, long offset, byte[] target, int at, int count) {
    MemorySegment.copy(from, offset, MemorySegment.ofArray(target), at, count);
  }

  /// As [#read(MemorySegment, long, byte[], int, int)], for 32-bit numbers.
  public static void read(MemorySegment from, long offset, int[] target, int at, int count) {
    MemorySegment to = MemorySegment.ofArray(target);
    MemorySegment.copy(from, offset, to, 4L * at, 4L * count);
  }

  /// As [#read(MemorySegment, long, byte[], int, int)], for 64-bit numbers.
  public static void read(MemorySegment from, long offset, long[] target, int at, int count) {
    MemorySegment to = MemorySegment.ofArray(target);
    MemorySegment.copy(from, offset, to, 8L * at, 8L * count);
  }

  /// Copies `count` bytes of `source`, from index `at` on, to `offset` of `to`.
  public static void write(byte[] source, int at, MemorySegment to, long offset, int count) {
    MemorySegment.copy(MemorySegment.ofArray(source), at, to, offset, count);
  }

  /// As [#write(byte[], int, MemorySegment, long, int)], for 32-bit numbers.
  public static void write(int[] source, int at, MemorySegment to, long offset, int count) {
    MemorySegment.copy(MemorySegment.ofArray(source), 4L * at, to, offset, 4L * count);
  }
}
