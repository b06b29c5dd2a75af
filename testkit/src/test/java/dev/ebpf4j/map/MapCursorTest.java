package dev.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.sys.Fd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Batches, their fallbacks, and changes meanwhile, against a fake kernel.
class MapCursorTest {

  private static final int CAPACITY = 100_000;

  private static MapShape shape(int capacity) {
    return new MapShape(MapType.HASH, 4, 8, capacity, 1);
  }

  private record Walk(List<Integer> keys, int endError) {}

  private static Walk walk(FakeHash map, int capacity) {
    List<Integer> met = new ArrayList<>();
    try (Fd fd = Fd.own(map.kernel, 3, "map");
        MapCursor cursor = MapCursor.open(map.kernel, fd, shape(capacity))) {
      while (cursor.next()) {
        int key = Codec.s32().fromBytes(cursor.keys(), cursor.keyOffset());
        if (cursor.lookupError() == 0) {
          assertEquals(2L * key, Codec.s64().fromBytes(cursor.values(), cursor.valueOffset()));
          met.add(key);
        }
      }
      assertFalse(cursor.next(), "an end is an end");
      return new Walk(met, cursor.endError());
    }
  }

  private static FakeHash filled(int buckets, int entries) {
    FakeHash map = new FakeHash(buckets);
    for (int i = 0; i < entries; i++) {
      map.add(i);
    }
    return map;
  }

  @Test
  void emptyMapEndsAtOnce() {
    FakeHash map = new FakeHash(4);
    assertEquals(new Walk(List.of(), 0), walk(map, CAPACITY));
    assertEquals(1, map.kernel.entered(BpfCommand.MAP_LOOKUP_BATCH));
  }

  @Test
  void batchesGrowWithWhatComesBack() {
    FakeHash map = filled(50_000, 90_000);
    assertEquals(map.all(), walk(map, CAPACITY).keys());
    assertTrue(map.kernel.entered(BpfCommand.MAP_LOOKUP_BATCH) < 12, map.kernel.toString());
    assertEquals(0, map.kernel.entered(BpfCommand.MAP_GET_NEXT_KEY));
  }

  @Test
  void batchStaysSmallWhereLittleComesBack() {
    FakeHash map = filled(1000, 20);
    assertEquals(map.all(), walk(map, 16_000_000).keys());
    assertEquals(64, map.largestBatch);
  }

  @Test
  void bucketLargerThanTheBatchMakesItGrow() {
    FakeHash map = filled(1, 5000);
    assertEquals(map.all(), walk(map, CAPACITY).keys());
    assertEquals(0, map.kernel.entered(BpfCommand.MAP_GET_NEXT_KEY));
  }

  @Test
  void bucketLargerThanTheCapacityIsWalkedByKeys() {
    FakeHash map = filled(1, 200);
    assertEquals(map.all(), walk(map, 190).keys());
  }

  @Test
  void kernelShortOfMemoryGetsSmallerBatches() {
    FakeHash map = filled(1000, 1000);
    int[] calls = {0};
    map.meanwhile =
        command ->
            command == BpfCommand.MAP_LOOKUP_BATCH && calls[0]++ % 3 == 1 ? -Errno.ENOMEM : 0;
    assertEquals(map.all(), walk(map, CAPACITY).keys());
  }

  @Test
  void withoutBatchesItGoesKeyByKey() {
    for (int errno :
        new int[] {Errno.ENOTSUPP, Errno.EINVAL, Errno.EPERM, Errno.EOPNOTSUPP, Errno.ENOMEM}) {
      FakeHash map = filled(7, 100);
      map.meanwhile = command -> command == BpfCommand.MAP_LOOKUP_BATCH ? -errno : 0;
      assertEquals(new Walk(map.all(), 0), walk(map, CAPACITY));
    }
  }

  @Test
  void endlessInterruptionsEndTheBatchesAndNotTheWalk() {
    FakeHash map = filled(100, 1000);
    int[] calls = {0};
    map.meanwhile =
        command -> command == BpfCommand.MAP_LOOKUP_BATCH && calls[0]++ > 0 ? -Errno.EINTR : 0;
    assertEquals(map.all(), walk(map, CAPACITY).keys());
  }

  @Test
  void batchesThatEndHalfWayGoOnByKeys() {
    FakeHash map = filled(100, 1000);
    int[] calls = {0};
    map.meanwhile =
        command -> command == BpfCommand.MAP_LOOKUP_BATCH && calls[0]++ > 1 ? -Errno.EFAULT : 0;
    assertEquals(new Walk(map.all(), 0), walk(map, CAPACITY));
  }

  @Test
  void errorOfTheWalkIsToldAtTheEnd() {
    FakeHash map = filled(10, 10);
    map.meanwhile = _ -> -Errno.EINVAL;
    assertEquals(new Walk(List.of(), Errno.EINVAL), walk(map, CAPACITY));
  }

  @Test
  void deletingEachKeyWhileWalkingByKeysLosesAndRepeatsNothing() {
    FakeHash map = filled(16, 64);
    Set<Integer> stay = new HashSet<>();
    for (int i = 0; i < 64; i += 2) {
      stay.add(i);
    }
    List<Integer> met = new ArrayList<>();
    map.meanwhile = command -> command == BpfCommand.MAP_LOOKUP_BATCH ? -Errno.ENOTSUPP : 0;
    try (Fd fd = Fd.own(map.kernel, 3, "map");
        MapCursor cursor = MapCursor.open(map.kernel, fd, shape(CAPACITY))) {
      while (cursor.next()) {
        int key = Codec.s32().fromBytes(cursor.keys(), cursor.keyOffset());
        met.add(key);
        if (!stay.contains(key)) {
          map.delete(key);
        }
      }
      assertEquals(0, cursor.endError());
    }
    assertEquals(64, met.size());
    assertEquals(64, new HashSet<>(met).size());
  }

  @Test
  void mapThatChangesTooFastEnds() {
    FakeHash map = filled(1, 200);
    int[] fresh = {1000};
    map.meanwhile =
        command -> {
          if (command == BpfCommand.MAP_LOOKUP_BATCH) {
            return -Errno.ENOTSUPP;
          }
          map.add(fresh[0]++);
          return 0;
        };
    assertEquals(Errno.EAGAIN, walk(map, 200).endError());
  }

  /// Some keys stay, others come and go at every call: those that stay are met exactly once.
  @Property(tries = 3000)
  void whatStaysIsMetOnce(
      @ForAll @IntRange(min = 1, max = 40) int buckets,
      @ForAll @IntRange(min = 0, max = 300) int entries,
      @ForAll boolean batches,
      @ForAll @IntRange(min = 0, max = 9) int failing,
      @ForAll long seed) {
    Random random = new Random(seed);
    FakeHash map = filled(buckets, entries);
    List<Integer> stay = map.all();
    List<Integer> guests = new ArrayList<>();
    map.meanwhile =
        command -> {
          for (int i = random.nextInt(3); i > 0; i--) {
            int guest = 1000 + random.nextInt(100);
            if (guests.contains(guest)) {
              guests.remove((Integer) guest);
              map.delete(guest);
            } else {
              guests.add(guest);
              map.add(guest);
            }
          }
          if (command != BpfCommand.MAP_LOOKUP_BATCH) {
            return 0;
          }
          if (!batches) {
            return -Errno.ENOTSUPP;
          }
          return random.nextInt(10) < failing ? -Errno.EINTR : 0;
        };
    Walk walk = walk(map, CAPACITY);
    assertEquals(0, walk.endError());
    Map<Integer, Integer> times = new HashMap<>();
    walk.keys().forEach(key -> times.merge(key, 1, Integer::sum));
    for (int key : stay) {
      assertEquals(1, times.getOrDefault(key, 0), "key " + key);
    }
  }
}
