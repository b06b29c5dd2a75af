package dev.ebpf4j.map.ring;

import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.procfs.PageSize;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Mapping;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/// The reader of a BPF_MAP_TYPE_RINGBUF map. Since Linux 5.8.
///
/// There can be only one: the position up to which records are read lies in the map itself. The
/// layout is that of kernel/bpf/ringbuf.c: a page with the reader's position, a page with the
/// writers', then the data, mapped twice in a row so that no record is ever cut.
///
/// ```java
/// try (RingBuffer events = object.map("events").ringBuffer(record -> handle(record))) {
///   while (running) {
///     events.poll(Duration.ofMillis(100));
///   }
/// }
/// ```
///
/// For use in one thread at a time.
public final class RingBuffer implements AutoCloseable {

  /// Takes one record.
  public interface Handler {
    /// Called for each record in order.
    ///
    /// @param record read-only, valid during the call only
    void record(MemorySegment record);
  }

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  /// A record that its writer has not finished.
  private static final int BUSY = 1 << 31;

  /// A record that its writer took back.
  private static final int DISCARDED = 1 << 30;

  private static final int HEADER = 8;

  private final Kernel kernel;
  private final Fd map;
  private final Handler handler;
  private final Mapping reader;
  private final Mapping writers;
  private final MemorySegment position;
  private final MemorySegment produced;
  private final MemorySegment data;
  private final long mask;

  private RingBuffer(
      Kernel kernel, Fd map, Handler handler, Mapping reader, Mapping writers, long size) {
    long page = PageSize.bytes(kernel);
    this.kernel = kernel;
    this.map = map;
    this.handler = handler;
    this.reader = reader;
    this.writers = writers;
    this.position = reader.memory();
    this.produced = writers.memory();
    this.data = writers.memory().asSlice(page, 2 * size).asReadOnly();
    this.mask = size - 1;
  }

  /// Starts reading at the record that is next in the map. The descriptor stays the caller's and
  /// must stay open.
  ///
  /// @throws IllegalArgumentException if it is no ring buffer
  /// @throws SyscallException EPERM if the descriptor is read-only
  public static RingBuffer open(Kernel kernel, Fd map, Handler handler) {
    MapInfo info = Maps.info(kernel, map);
    if (info.type() != MapType.RINGBUF) {
      throw new IllegalArgumentException(map.what() + " is no ring buffer");
    }
    long size = Integer.toUnsignedLong(info.maxEntries());
    long page = PageSize.bytes(kernel);
    Mapping reader = Mapping.shared(kernel, map, 0, page, Sys.PROT_READ | Sys.PROT_WRITE);
    try {
      Mapping writers = Mapping.shared(kernel, map, page, page + 2 * size, Sys.PROT_READ);
      return new RingBuffer(kernel, map, handler, reader, writers, size);
    } catch (SyscallException e) {
      reader.close();
      throw e;
    }
  }

  /// Hands over all records that are there, then returns.
  ///
  /// A record counts as read when its handler returns, normally or by an exception, which then ends
  /// this call.
  ///
  /// @return how many there were
  public int consume() {
    return consume(Integer.MAX_VALUE);
  }

  /// Hands over at most `limit` records.
  public int consume(int limit) {
    long at = (long) LONG.getAcquire(position, 0L);
    int count = 0;
    while (count < limit && at < (long) LONG.getAcquire(produced, 0L)) {
      long offset = at & mask;
      int header = (int) INT.getAcquire(data, offset);
      if ((header & BUSY) != 0) {
        return count;
      }
      int length = header & ~(BUSY | DISCARDED);
      at += (length + HEADER + 7L) & ~7L;
      try {
        if ((header & DISCARDED) == 0) {
          count++;
          handler.record(data.asSlice(offset + HEADER, length));
        }
      } finally {
        LONG.setRelease(position, 0L, at);
      }
    }
    return count;
  }

  /// Waits until there are records, at most for `timeout`, and hands over all that are there.
  /// Returns early, with 0, if a signal arrives.
  ///
  /// @return how many there were
  public int poll(Duration timeout) {
    return poll(timeout, Integer.MAX_VALUE);
  }

  /// As [#poll(Duration)], but hands over at most `limit` records: programs may send them as fast
  /// as they are read, and then there is no end to those that are there.
  public int poll(Duration timeout, int limit) {
    int before = consume(limit);
    if (before > 0) {
      return before;
    }
    Waiting.forInput(kernel, timeout, map.number());
    return consume(limit);
  }

  /// Bytes that are written and not read yet.
  public long availableBytes() {
    return (long) LONG.getAcquire(produced, 0L) - (long) LONG.getAcquire(position, 0L);
  }

  @Override
  public void close() {
    reader.close();
    writers.close();
  }
}
