package dev.ebpf4j.map.ring;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.PerfEventAttr;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.MapAccess;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.MapShape;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.procfs.PageSize;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Mapping;
import dev.ebpf4j.sys.Memory;
import dev.ebpf4j.sys.Os;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The reader of a BPF_MAP_TYPE_PERF_EVENT_ARRAY map: one buffer for each processor, whose events
/// programs send with `bpf_perf_event_output`. Since Linux 4.4.
///
/// What was in the map at these places before is replaced. For use in one thread at a time.
public final class PerfBuffer implements AutoCloseable {

  /// Takes events.
  public interface Handler {
    /// An event that a program sent.
    ///
    /// @param timeNanos when, by the kernel's monotonic clock
    /// @param data what it sent, with the padding that the kernel puts behind; valid during the
    ///     call
    void sample(Place place, long timeNanos, byte[] data);

    /// Events did not fit the buffer.
    ///
    /// @param id of the perf event
    void lost(Place place, long id, long count);

    /// A record of another type.
    void other(Place place, int type, int sizeBytes);
  }

  /// Where a buffer belongs.
  ///
  /// @param cpu processor that it is for
  /// @param index its place in the map
  public record Place(int cpu, int index) {}

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  // include/uapi/linux/perf_event.h
  private static final int TYPE_SOFTWARE = 1;
  private static final int COUNT_BPF_OUTPUT = 10;
  private static final int SAMPLE_TIME = 1 << 2;
  private static final int SAMPLE_RAW = 1 << 10;
  private static final int IOC_ENABLE = 0x2400;
  private static final int IOC_DISABLE = 0x2401;
  private static final int RECORD_LOST = 2;
  private static final int RECORD_SAMPLE = 9;

  // struct perf_event_mmap_page
  private static final long DATA_HEAD = 1024;
  private static final long DATA_TAIL = 1032;

  // struct perf_event_header, then the time and the size of the data
  private static final int HEADER = 8;
  private static final int SIZE_OFFSET = 6;

  private final Kernel kernel;
  private final Handler handler;
  private final List<Ring> rings = new ArrayList<>();
  private boolean closed;

  private PerfBuffer(Kernel kernel, Handler handler) {
    this.kernel = kernel;
    this.handler = handler;
  }

  /// Opens a buffer for each of `places` and puts it into the map.
  ///
  /// @param pages pages of each buffer, a power of two
  /// @throws IllegalArgumentException if it is no array of perf events
  /// @throws SyscallException if a processor is not online, or the map has no such place
  public static PerfBuffer open(
      Kernel kernel, Fd map, List<Place> places, int pages, Handler handler) {
    MapInfo info = Maps.info(kernel, map);
    if (info.type() != MapType.PERF_EVENT_ARRAY) {
      throw new IllegalArgumentException(map.what() + " is no array of perf events");
    }
    PerfBuffer buffer = new PerfBuffer(kernel, handler);
    MapShape shape = MapShape.of(kernel, info);
    long page = PageSize.bytes(kernel);
    try (MapAccess access = new MapAccess(kernel, map, shape)) {
      for (Place place : places) {
        Ring ring = buffer.openRing(place, page, pages);
        buffer.rings.add(ring);
        int result =
            access.update(
                Codec.s32().toBytes(place.index()),
                Codec.s32().toBytes(ring.event.number()),
                BpfFlag.ANY);
        Os.check("BPF_MAP_UPDATE_ELEM", map.what(), result);
        Os.check("ioctl", map.what(), Os.tryIoctl(kernel, ring.event, IOC_ENABLE, 0));
      }
      return buffer;
    } catch (SyscallException e) {
      buffer.close();
      throw e;
    }
  }

  private Ring openRing(Place place, long page, int pages) {
    Fd event;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attr = arena.allocate(PerfEventAttr.STRUCT_SIZE, 8);
      attr.set(ValueLayout.JAVA_INT, PerfEventAttr.SIZE, PerfEventAttr.STRUCT_SIZE);
      attr.set(ValueLayout.JAVA_INT, PerfEventAttr.TYPE, TYPE_SOFTWARE);
      attr.set(ValueLayout.JAVA_LONG, PerfEventAttr.CONFIG, COUNT_BPF_OUTPUT);
      attr.set(ValueLayout.JAVA_LONG, PerfEventAttr.SAMPLE_TYPE, SAMPLE_RAW | SAMPLE_TIME);
      attr.set(ValueLayout.JAVA_LONG, PerfEventAttr.SAMPLE_PERIOD, 1);
      attr.set(ValueLayout.JAVA_INT, PerfEventAttr.WAKEUP_EVENTS, 1);
      event = Os.perfEventOpen(kernel, attr, -1, place.cpu(), "events of CPU " + place.cpu());
    }
    try {
      Mapping mapping =
          Mapping.shared(kernel, event, 0, page * (pages + 1), Sys.PROT_READ | Sys.PROT_WRITE);
      return new Ring(place, event, mapping, page, page * pages);
    } catch (SyscallException e) {
      event.close();
      throw e;
    }
  }

  /// Hands over all events that are there, processor by processor.
  ///
  /// @return how many records there were
  /// @throws IllegalStateException if this is closed
  public int consume() {
    if (closed) {
      throw new IllegalStateException("the perf buffer is closed");
    }
    int count = 0;
    for (Ring ring : rings) {
      count += ring.consume();
    }
    return count;
  }

  /// Waits until there are events, at most for `timeout`, and hands over all that are there.
  /// Returns early if a signal arrives.
  ///
  /// @return how many records there were
  public int poll(Duration timeout) {
    int before = consume();
    if (before > 0) {
      return before;
    }
    int[] fds = new int[rings.size()];
    for (int i = 0; i < fds.length; i++) {
      fds[i] = rings.get(i).event.number();
    }
    Waiting.forInput(kernel, timeout, fds);
    return consume();
  }

  @Override
  public void close() {
    closed = true;
    for (Ring ring : rings) {
      Os.tryIoctl(kernel, ring.event, IOC_DISABLE, 0);
      ring.mapping.close();
      ring.event.close();
    }
    rings.clear();
  }

  /// The buffer of one processor.
  private final class Ring {
    private final Place place;
    private final Fd event;
    private final Mapping mapping;
    private final MemorySegment control;
    private final MemorySegment data;
    private final long size;

    Ring(Place place, Fd event, Mapping mapping, long page, long size) {
      this.place = place;
      this.event = event;
      this.mapping = mapping;
      this.control = mapping.memory();
      this.data = mapping.memory().asSlice(page, size);
      this.size = size;
    }

    int consume() {
      int count = 0;
      long tail = (long) LONG.get(control, DATA_TAIL);
      while (tail != (long) LONG.getAcquire(control, DATA_HEAD)) {
        byte[] header = copy(tail, HEADER);
        int length = Codec.s16().fromBytes(header, SIZE_OFFSET) & 0xffff;
        if (length < HEADER) {
          throw new IllegalStateException("perf record of " + length + " bytes");
        }
        byte[] record = copy(tail, length);
        tail += length;
        count++;
        try {
          hand(record);
        } finally {
          LONG.setRelease(control, DATA_TAIL, tail);
        }
      }
      return count;
    }

    private void hand(byte[] record) {
      int type = Codec.s32().fromBytes(record, 0);
      if (type == RECORD_SAMPLE && record.length >= HEADER + 12) {
        long time = Codec.s64().fromBytes(record, HEADER);
        int length = Codec.s32().fromBytes(record, HEADER + 8);
        int most = record.length - HEADER - 12;
        byte[] bytes = new byte[length < 0 || length > most ? most : length];
        System.arraycopy(record, HEADER + 12, bytes, 0, bytes.length);
        handler.sample(place, time, bytes);
      } else if (type == RECORD_LOST && record.length >= HEADER + 16) {
        handler.lost(
            place,
            Codec.s64().fromBytes(record, HEADER),
            Codec.s64().fromBytes(record, HEADER + 8));
      } else {
        handler.other(place, type, record.length);
      }
    }

    /// Bytes from `position` on, which may go on at the start of the buffer.
    private byte[] copy(long position, int length) {
      byte[] bytes = new byte[length];
      long start = position & (size - 1);
      int first = (int) Math.min(length, size - start);
      Memory.read(data, start, bytes, 0, first);
      Memory.read(data, 0, bytes, first, length - first);
      return bytes;
    }
  }
}
