package dev.ebpf4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.link.Xdp;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.map.Bytes;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.TypedMap;
import dev.ebpf4j.map.ring.PerfBuffer;
import dev.ebpf4j.map.ring.RingBuffer;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.skeleton.Sample;
import dev.ebpf4j.testkit.skeleton.Types;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Generated classes read and write what the C code has, and refuse steps out of order.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class SkeletonTest {

  private static final long SELF = ProcessHandle.current().pid();

  // ---- without a kernel ------------------------------------------------------------------------

  /// Against the initializers in testkit/golden/src/types.bpf.c.
  @Test
  void variablesStartAsInitialized() {
    try (Types types = Types.open()) {
      assertEquals(200, types.dataInts().vU8());
      assertEquals(-100, types.dataInts().vS8());
      assertEquals(65535, types.dataInts().vU16());
      assertEquals(-32768, types.dataInts().vS16());
      assertEquals(4_294_967_295L, types.dataInts().vU32());
      assertEquals(-1L, types.dataInts().vU64(), "the same bits");
      assertTrue(types.dataInts().vTrue());
      assertFalse(types.dataInts().vFalse());
      Types.Bits bits = types.dataBits().vBits();
      assertEquals(1, bits.one());
      assertEquals(5, bits.three());
      assertEquals(-3, bits.sfour());
      assertTrue(bits.flag());
      assertEquals(Types.Plain.P_TEN, bits.kind());
      assertEquals(33, bits.afterGap());
      assertEquals(0x8123456789L, bits.forty());
      assertEquals(-1, bits.stwenty());
      assertEquals(0xa5, bits.full());
      Types.BitsCross cross = types.dataBits().vCross();
      assertEquals(
          new Types.BitsCross(0x11, 0x1abc, -5, 0x1122334455L, (short) -2), cross, "packed");
      assertEquals(0x89abcdefL, types.dataBits().vBitsUnion().whole());
      assertEquals("P_TEN", types.dataEnums().vPlain().toString());
      assertEquals("99", types.dataEnums().vPlainUnknown().toString());
      assertEquals(-77, types.dataEnums().vNegUnknown().value());
      assertEquals(Types.Big.B_HIGH, types.dataEnums().vBig());
      assertEquals(Types.ByteEnum.BE_B, types.dataEnums().vByteEnum());
      assertEquals(Types.Plain.P_ONE, types.dataEnums().vPlainArr(0));
      assertEquals(
          List.of(Types.Plain.P_ONE, Types.Plain.P_ZERO, new Types.Plain(42)),
          types.dataEnums().vPlainArr());
      assertEquals(BigInteger.ONE.negate(), types.dataWide().vS128());
      assertEquals(
          new BigInteger("112233445566778899aabbccddeeff00", 16), types.dataWide().vU128());
      assertThrows(IndexOutOfBoundsException.class, () -> types.dataEnums().vPlainArr(3));
    }
  }

  @Test
  void everyRecordComesBackAsItWasWritten() {
    Sample.Value value =
        new Sample.Value(
            -1,
            (short) -7,
            true,
            Sample.Mode.MODE_ALL,
            Sample.Address.ofV4(0x7f000001L),
            new Sample.ValueBits(7, (1 << 29) - 1, -8),
            Sample.ValueUnionAt40.ofSecond(4711),
            List.of(1, 2, 3, 65535));
    assertEquals(value, Sample.Value.CODEC.fromBytes(Sample.Value.CODEC.toBytes(value), 0));
    assertEquals(4711, value.unionAt40().second());
    assertEquals(4711L << 16, value.unionAt40().whole());
    assertEquals(16, value.from().v6().size());
    Sample.ValueBits wrong = new Sample.ValueBits(8, 0, 0);
    assertThrows(IllegalArgumentException.class, () -> Sample.ValueBits.CODEC.toBytes(wrong));
    assertThrows(
        IllegalArgumentException.class,
        () -> Sample.Address.CODEC.toBytes(new Sample.Address(Bytes.of((byte) 1))));
  }

  @Test
  void stepsOutOfOrderAreRefused() {
    Sample sample = Sample.open();
    assertFalse(sample.isLoaded());
    for (Runnable early :
        List.<Runnable>of(
            sample::counts, sample::attach, sample::attachCount, sample::object, sample::pass)) {
      IllegalStateException refused = assertThrows(IllegalStateException.class, early::run);
      assertEquals("not loaded yet: call load() first", refused.getMessage());
    }
    assertEquals(
        "'.kconfig' is known only once the object is loaded",
        assertThrows(IllegalStateException.class, () -> sample.kconfig().linuxKernelVersion())
            .getMessage()
            .replaceAll("'.*\\.kconfig'", "'.kconfig'"));
    assertThrows(IllegalArgumentException.class, () -> sample.rodata().target(-1));
    assertEquals(1, sample.rodata().target());
    sample.rodata().target(4_000_000_000L);
    assertEquals(4_000_000_000L, sample.rodata().target());
    sample.close();
    sample.close();
    for (Runnable late :
        List.<Runnable>of(
            sample::load, sample::counts, sample::attach, () -> sample.rodata().target())) {
      assertEquals("closed", assertThrows(IllegalStateException.class, late::run).getMessage());
    }
    Skeleton other = Skeleton.of(BpfObject.parse(Fixtures.object("sample"), "sample"));
    assertThrows(IllegalArgumentException.class, () -> other.variables(".nothing"));
  }

  // ---- with one --------------------------------------------------------------------------------

  @Test
  void countsWhatThisProcessDoes() {
    KernelGate.bpf();
    List<Sample.Event> events = new ArrayList<>();
    List<Long> others = new ArrayList<>();
    try (Sample sample = Sample.open()) {
      sample.rodata().target(SELF);
      sample.rodata().mode(Sample.Mode.MODE_ALL);
      sample.rodata().greeting("good morning");
      sample.bss().total(1000);
      sample.bss().limits(0, 1 << 30);
      sample.load();
      assertTrue(sample.isLoaded());
      RingBuffer ring = sample.events(events::add);
      RingBuffer other = sample.other(Codec.u32(), others::add);
      assertEquals(1, sample.attach().size(), "the one whose section says where");
      ring.poll(Duration.ofSeconds(5));
      other.poll(Duration.ofSeconds(5));

      assertTrue(sample.bss().total() > 1000, "goes on from what was set");
      assertTrue(sample.bss().classValue());
      assertEquals((byte) -3, sample.data().waitValue());
      assertEquals(0.5, sample.data().ratio());
      assertEquals("good morning", sample.rodata().greeting(), "constants can be read still");
      assertEquals(sample.kconfig().linuxKernelVersion(), sample.bss().seenVersion());
      assertTrue(sample.bss().seenVersion() > 5 << 16);
      sample.bss().limits(List.of(0L, 7L, 4_000_000_000L));
      assertEquals(4_000_000_000L, sample.bss().limits(2));
      assertThrows(IllegalStateException.class, () -> sample.rodata().target(1));
      assertThrows(IllegalStateException.class, sample::load);
      assertThrows(IllegalStateException.class, () -> sample.configure(object -> object));

      Sample.Event event = events.getFirst();
      assertEquals(SELF, event.process());
      assertEquals(Sample.Mode.MODE_ALL, event.mode());
      assertTrue(event.sequence() >= 1000);
      assertFalse(event.comm().isEmpty());
      assertEquals(SELF, others.getFirst());

      int met = 0;
      for (Map.Entry<Sample.Key, Sample.Value> entry : sample.counts()) {
        met++;
        assertEquals(7, entry.getKey().kind());
        assertEquals(SELF, entry.getKey().process());
        Sample.Value value = sample.counts().get(entry.getKey()).orElseThrow();
        assertTrue(value.seen());
        assertEquals(-2, value.small());
        assertEquals(Sample.Mode.MODE_ALL, value.mode());
        assertEquals(new Sample.ValueBits(5, 1 << 20, -1), value.bits());
        assertEquals(3, value.unionAt40().first());
        assertEquals(4, value.unionAt40().second());
        assertEquals(List.of(0, 0, 0, 65535), value.history());
      }
      assertTrue(met > 0);
      assertTrue(sample.loadMap().get(0).orElseThrow() > 0);
      assertSame(sample.loadMap(), sample.loadMap(), "one view");
      for (Map.Entry<Integer, List<Long>> entry : sample.byCpu()) {
        assertTrue(entry.getValue().stream().mapToLong(Long::longValue).sum() > 0);
      }
      assertEquals(SELF, sample.waiting().pop().orElseThrow());
      Bytes key = Bytes.of(new byte[] {1, 2, 3, 4, 5, 6});
      sample.untyped().put(key, Bytes.of(new byte[4]));
      assertEquals(1, sample.targets().info().maxEntries());
      assertEquals("pass", sample.pass().name());
      assertThrows(IllegalArgumentException.class, sample::countExits, "not loaded: `?`");
      assertEquals(key, sample.untyped().iterator().next().getKey());
    }
  }

  @Test
  void perfEventsAreHandedOver() {
    KernelGate.bpf();
    List<Integer> seen = new ArrayList<>();
    try (Sample sample = Sample.open()) {
      sample.rodata().target(SELF);
      sample.load();
      PerfBuffer samples =
          sample.samples(
              8,
              new PerfBuffer.Handler() {
                @Override
                public void sample(PerfBuffer.Place place, long timeNanos, byte[] data) {
                  seen.add(Codec.s32().fromBytes(data, 0));
                }

                @Override
                public void lost(PerfBuffer.Place place, long id, long count) {}

                @Override
                public void other(PerfBuffer.Place place, int type, int sizeBytes) {}
              });
      try (Link link = sample.attachCount()) {
        samples.poll(Duration.ofSeconds(5));
        assertTrue(link.fd().number() > 0);
      }
      assertTrue(seen.contains((int) SELF), seen.toString());
    }
  }

  @Test
  void programsForDevicesAreAttachedToOne(Kernel kernel) {
    KernelGate.needs(kernel, "5.9", "a link on a device");
    int loopback = 1;
    try (Sample sample = Sample.open()) {
      sample.load();
      try (Link link =
          sample.attachPass(
              program ->
                  Xdp.attach(program.fd(), Xdp.Options.of(loopback).withMode(Xdp.Mode.GENERIC)))) {
        assertTrue(link.id() > 0);
      }
      if (KernelVersion.running(kernel).atLeast(6, 6)) {
        assertTrue(sample.attachThrough(loopback).id() > 0);
      }
    }
  }

  @Test
  void nothingStaysOpen(Kernel kernel) {
    try (Skeleton skeleton = Skeleton.of(BpfObject.parse(Fixtures.object("sample"), "sample"))) {
      skeleton.configure(object -> object.changeMap("counts", map -> map.withMaxEntries(3)));
      skeleton.variables(".bss").write().s64(0, 1);
      skeleton.load(kernel, LoadOptions.DEFAULT);
      assertEquals(3, skeleton.map("counts").info().maxEntries());
      TypedMap<Integer, Long> load = skeleton.typed("load", Codec.s32(), Codec.s64());
      assertEquals(0, load.iterator().next().getKey(), "a walk that is not ended");
      skeleton.perCpu("by_cpu", Codec.s32(), Codec.s64());
      skeleton.queue("waiting", Codec.u32()).push(1L);
      skeleton.ring("events", _ -> {});
      skeleton.variables(".bss").read().s64(0);
      assertEquals(1, skeleton.attachAll().size());
      // Older kernels take a program only once at a raw tracepoint.
      if (KernelVersion.running(kernel).atLeast(6, 10)) {
        skeleton.attach("count");
      }
    }
  }

  @Test
  void whatTheKernelRefusesCanBeTriedAgain(Kernel kernel) {
    try (Skeleton skeleton = Skeleton.of(BpfObject.parse(Fixtures.object("sample"), "sample"))) {
      skeleton.configure(object -> object.changeMap("load", map -> map.withMaxEntries(0)));
      assertThrows(BpfException.class, () -> skeleton.load(kernel, LoadOptions.DEFAULT));
      assertFalse(skeleton.isLoaded());
      skeleton.configure(object -> object.changeMap("load", map -> map.withMaxEntries(1)));
      skeleton.load(kernel, LoadOptions.DEFAULT);
      assertTrue(skeleton.isLoaded());
    }
  }
}
