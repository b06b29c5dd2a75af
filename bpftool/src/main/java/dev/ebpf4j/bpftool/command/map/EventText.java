package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.out.HexText;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.map.ring.PerfBuffer;
import dev.ebpf4j.util.TextBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Writes events. The caller passes on what was written when no more are there.
final class EventText implements PerfBuffer.Handler {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  // include/uapi/linux/perf_event.h
  private static final int RECORD_LOST = 2;
  private static final int RECORD_SAMPLE = 9;

  private final Session session;
  private final TextBuffer out;

  EventText(Session session) {
    this.session = session;
    this.out = session.out();
  }

  /// Passes on what was written.
  void flush() {
    out.flush();
  }

  /// A record of a ring buffer.
  void record(MemorySegment record) {
    byte[] data = record.toArray(ValueLayout.JAVA_BYTE);
    if (session.isJson()) {
      JsonOut json = session.json().beginObject().u32("size", data.length);
      json.name("data").decimalBytes(data, 0, data.length).endObject();
    } else {
      out.text("== size: ").dec(data.length).text(" =====\n");
      HexText.rows(out, data, 0, data.length);
      out.nl();
    }
  }

  @Override
  public void sample(PerfBuffer.Place place, long timeNanos, byte[] data) {
    if (session.isJson()) {
      JsonOut json = begin(RECORD_SAMPLE, place).u64("timestamp", timeNanos);
      json.name("data").decimalBytes(data, 0, data.length).endObject();
    } else {
      long fraction = Long.remainderUnsigned(timeNanos, NANOS_PER_SECOND);
      out.text("== @").unsigned(Long.divideUnsigned(timeNanos, NANOS_PER_SECOND)).ch('.');
      String digits = Long.toString(fraction);
      out.repeat('0', 9 - digits.length()).text(digits);
      out.text(" CPU: ").dec(place.cpu()).text(" index: ").dec(place.index()).text(" =====\n");
      HexText.rows(out, data, 0, data.length);
      out.nl();
    }
  }

  @Override
  public void lost(PerfBuffer.Place place, long id, long count) {
    if (session.isJson()) {
      JsonOut json = begin(RECORD_LOST, place).beginObject("lost");
      json.u64("id", id).u64("count", count).endObject().endObject();
    } else {
      out.text("lost ").unsigned(count).text(" events\n");
    }
  }

  @Override
  public void other(PerfBuffer.Place place, int type, int sizeBytes) {
    if (session.isJson()) {
      begin(type, place).endObject();
    } else {
      out.text("unknown event type=").unsigned(type).text(" size=").dec(sizeBytes).nl();
    }
  }

  private JsonOut begin(int type, PerfBuffer.Place place) {
    return session
        .json()
        .beginObject()
        .u32("type", type)
        .u32("cpu", place.cpu())
        .u32("index", place.index());
  }
}
