package dev.ebpf4j.map.ring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.TypedMap;
import dev.ebpf4j.procfs.Cpus;
import dev.ebpf4j.procfs.PageSize;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.Emitters;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Specimens;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Events that programs of the running kernel send.
@Tag("vm")
@ExtendWith(LiveKernel.class)
class RingsTest {

  private static final Duration SHORT = Duration.ofMillis(20);

  private static Fd ring(Kernel kernel, int pages) {
    KernelGate.needs(kernel, "5.8", "ring buffers");
    return Specimens.map(kernel, MapType.RINGBUF, 0, 0, pages * PageSize.bytes(kernel), 0, "ring");
  }

  @Test
  void recordsComeInOrderAndOnce(Kernel kernel) {
    List<Long> seen = new ArrayList<>();
    try (Fd map = ring(kernel, 1);
        Fd first = Emitters.toRingBuffer(kernel, map, 11);
        Fd second = Emitters.toRingBuffer(kernel, map, 0x1122334455667788L)) {
      Emitters.run(kernel, first, 2); // before anybody reads
      try (RingBuffer buffer =
          RingBuffer.open(kernel, map, record -> seen.add(record.get(ValueLayout.JAVA_LONG, 0)))) {
        assertEquals(32, buffer.availableBytes());
        assertEquals(2, buffer.poll(SHORT));
        assertEquals(0, buffer.poll(SHORT));
        Emitters.run(kernel, second, 1);
        assertEquals(1, buffer.consume());
      }
      Emitters.run(kernel, first, 1);
      try (RingBuffer again =
          RingBuffer.open(kernel, map, record -> seen.add(record.get(ValueLayout.JAVA_LONG, 0)))) {
        assertEquals(1, again.consume());
      }
    }
    assertEquals(List.of(11L, 11L, 0x1122334455667788L, 11L), seen);
  }

  @Test
  void manyRoundsThroughASmallBuffer(Kernel kernel) {
    long[] sum = {0};
    try (Fd map = ring(kernel, 1);
        Fd program = Emitters.toRingBuffer(kernel, map, 3);
        RingBuffer buffer =
            RingBuffer.open(
                kernel,
                map,
                record -> {
                  assertEquals(8, record.byteSize());
                  sum[0] += record.get(ValueLayout.JAVA_LONG, 0);
                })) {
      int rounds = 100;
      int each = 200;
      for (int i = 0; i < rounds; i++) {
        Emitters.run(kernel, program, each);
        assertEquals(each, buffer.consume());
      }
      assertEquals(3L * rounds * each, sum[0]);
    }
  }

  @Test
  void limitStopsBetweenRecords(Kernel kernel) {
    try (Fd map = ring(kernel, 1);
        Fd program = Emitters.toRingBuffer(kernel, map, 3);
        RingBuffer buffer = RingBuffer.open(kernel, map, _ -> {})) {
      Emitters.run(kernel, program, 5);
      assertEquals(2, buffer.consume(2));
      assertEquals(3, buffer.consume());
    }
  }

  @Test
  void handlerThatFailsHasReadItsRecord(Kernel kernel) {
    int[] calls = {0};
    try (Fd map = ring(kernel, 1);
        Fd program = Emitters.toRingBuffer(kernel, map, 3);
        RingBuffer buffer =
            RingBuffer.open(
                kernel,
                map,
                _ -> {
                  if (calls[0]++ == 0) {
                    throw new IllegalStateException("first");
                  }
                })) {
      Emitters.run(kernel, program, 3);
      assertThrows(IllegalStateException.class, buffer::consume);
      assertEquals(2, buffer.consume());
    }
  }

  @Test
  void recordsAreReadOnly(Kernel kernel) {
    try (Fd map = ring(kernel, 1);
        Fd program = Emitters.toRingBuffer(kernel, map, 3);
        RingBuffer buffer =
            RingBuffer.open(
                kernel,
                map,
                record ->
                    assertThrows(
                        IllegalArgumentException.class,
                        () -> record.set(ValueLayout.JAVA_BYTE, 0, (byte) 1)))) {
      Emitters.run(kernel, program, 1);
      assertEquals(1, buffer.consume());
    }
  }

  @Test
  void otherMapsAreRefused(Kernel kernel) {
    try (Fd map = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "array")) {
      assertThrows(IllegalArgumentException.class, () -> RingBuffer.open(kernel, map, _ -> {}));
      PerfBuffer.Place place = new PerfBuffer.Place(0, 0);
      assertThrows(
          IllegalArgumentException.class,
          () -> PerfBuffer.open(kernel, map, List.of(place), 1, new Recorder()));
      try (TypedMap<Integer, Integer> left = TypedMap.of(kernel, map, Codec.s32(), Codec.s32())) {
        assertEquals(0, left.get(0).orElseThrow(), "no descriptor was written into it");
      }
    }
  }

  private static final class Recorder implements PerfBuffer.Handler {
    final List<byte[]> samples = new ArrayList<>();
    long lost;
    long lastTime;

    @Override
    public void sample(PerfBuffer.Place place, long timeNanos, byte[] data) {
      assertTrue(timeNanos >= lastTime || place.cpu() > 0, "time goes on");
      lastTime = timeNanos;
      samples.add(data.clone());
    }

    @Override
    public void lost(PerfBuffer.Place place, long id, long count) {
      lost += count;
    }

    @Override
    public void other(PerfBuffer.Place place, int type, int sizeBytes) {
      throw new AssertionError("record of type " + type);
    }
  }

  private static List<PerfBuffer.Place> everywhere(Kernel kernel) {
    List<PerfBuffer.Place> places = new ArrayList<>();
    for (int cpu : Cpus.online(kernel)) {
      places.add(new PerfBuffer.Place(cpu, cpu));
    }
    return places;
  }

  @Test
  void perfEventsOfAllProcessors(Kernel kernel) {
    Recorder recorder = new Recorder();
    int possible = Cpus.possible(kernel);
    try (Fd map = Specimens.map(kernel, MapType.PERF_EVENT_ARRAY, 4, 4, possible, 0, "perf");
        Fd program = Emitters.toPerfBuffer(kernel, map, 0x0102030405060708L);
        PerfBuffer buffer = PerfBuffer.open(kernel, map, everywhere(kernel), 2, recorder)) {
      Emitters.run(kernel, program, 3);
      assertEquals(3, buffer.poll(Duration.ofSeconds(1)));
      for (int round = 0; round < 50; round++) {
        Emitters.run(kernel, program, 100); // many times around the buffer
        buffer.consume();
      }
      assertEquals(3 + 50 * 100, recorder.samples.size());
      assertEquals(0, recorder.lost);
      byte[] data = recorder.samples.getFirst();
      assertEquals(0, (data.length + 4) % 8, "the kernel pads");
      assertArrayEquals(new byte[] {8, 7, 6, 5, 4, 3, 2, 1}, java.util.Arrays.copyOf(data, 8));
    }
  }

  @Test
  void aClosedBufferIsNotRead(Kernel kernel) {
    int possible = Cpus.possible(kernel);
    try (Fd map = Specimens.map(kernel, MapType.PERF_EVENT_ARRAY, 4, 4, possible, 0, "perf")) {
      PerfBuffer buffer = PerfBuffer.open(kernel, map, everywhere(kernel), 1, new Recorder());
      buffer.close();
      buffer.close();
      assertThrows(IllegalStateException.class, () -> buffer.poll(Duration.ofSeconds(5)));
    }
  }

  /// All events on one processor: a loss is told with the next event of that processor that fits.
  @Test
  void lostEventsAreReported(Kernel kernel) {
    Recorder recorder = new Recorder();
    int possible = Cpus.possible(kernel);
    int type = ProgramType.RAW_TRACEPOINT;
    try (Fd map = Specimens.map(kernel, MapType.PERF_EVENT_ARRAY, 4, 4, possible, 0, "perf");
        Fd program = Emitters.toPerfBuffer(kernel, type, map, 1);
        PerfBuffer buffer = PerfBuffer.open(kernel, map, everywhere(kernel), 1, recorder)) {
      int sent = 1000;
      for (int i = 0; i < sent; i++) {
        Emitters.runOn(kernel, program, 0);
      }
      buffer.consume();
      assertEquals(0, recorder.lost, "not told yet");
      assertTrue(recorder.samples.size() < sent, "more than a page holds");
      Emitters.runOn(kernel, program, 0);
      buffer.consume();
      assertTrue(recorder.lost > 0, "some must be lost");
      assertEquals(sent + 1, recorder.samples.size() + recorder.lost);
    }
  }
}
