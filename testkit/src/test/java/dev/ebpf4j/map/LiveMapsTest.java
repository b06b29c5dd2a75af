package dev.ebpf4j.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.error.PermissionDeniedException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Specimens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Maps of the running kernel through the typed views.
@Tag("vm")
@ExtendWith(LiveKernel.class)
class LiveMapsTest {

  @Test
  void hashElements(Kernel kernel) {
    try (Fd fd = Specimens.map(kernel, MapType.HASH, 4, 8, 3, 0, "h");
        TypedMap<Integer, Long> map = TypedMap.of(kernel, fd, Codec.s32(), Codec.s64())) {
      assertEquals(Optional.empty(), map.get(1));
      map.put(1, 10L);
      map.put(1, 11L);
      assertEquals(Optional.of(11L), map.get(1));
      assertFalse(map.putIfAbsent(1, 12L));
      assertTrue(map.putIfAbsent(2, 20L));
      assertTrue(map.replace(2, 21L));
      assertFalse(map.replace(3, 30L));
      assertTrue(map.delete(1));
      assertFalse(map.delete(1));
      map.put(4, -1L);
      map.put(5, Long.MIN_VALUE);
      SyscallException full = assertThrows(SyscallException.class, () -> map.put(6, 0L));
      assertEquals(Errno.E2BIG, full.errno());
      assertEquals(Map.of(2, 21L, 4, -1L, 5, Long.MIN_VALUE), contents(map));
    }
  }

  @Test
  void removeGivesTheValue(Kernel kernel) {
    KernelGate.needs(kernel, "5.14", "lookup and delete in hashes");
    try (Fd fd = Specimens.map(kernel, MapType.HASH, 4, 8, 3, 0, "h");
        TypedMap<Integer, Long> map = TypedMap.of(kernel, fd, Codec.s32(), Codec.s64())) {
      map.put(1, 10L);
      assertEquals(Optional.of(10L), map.remove(1));
      assertEquals(Optional.empty(), map.remove(1));
    }
  }

  @Test
  void oddSizesInBatches(Kernel kernel) {
    for (int keySize : new int[] {1, 3, 7}) {
      for (int valueSize : new int[] {1, 5, 12, 13}) {
        int entries = keySize == 1 ? 256 : 3000;
        try (Fd fd = Specimens.map(kernel, MapType.HASH, keySize, valueSize, entries, 0, "odd");
            TypedMap<byte[], byte[]> map =
                TypedMap.of(kernel, fd, Codec.bytes(keySize), Codec.bytes(valueSize))) {
          for (int i = 0; i < entries; i++) {
            map.put(number(i, keySize), number(i * 31, valueSize));
          }
          int[] sum = {0};
          map.forEach(
              (key, value) -> {
                int i = number(key);
                assertEquals(number(number(i * 31, valueSize)), number(value));
                sum[0] += 1;
              });
          assertEquals(entries, sum[0]);
        }
      }
    }
  }

  private static byte[] number(int value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < Math.min(4, size); i++) {
      bytes[i] = (byte) (value >> (8 * i));
    }
    return bytes;
  }

  private static int number(byte[] bytes) {
    int value = 0;
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      value |= (bytes[i] & 0xff) << (8 * i);
    }
    return value;
  }

  @Test
  void everyKindOfHashAndArrayIsWalkedInFull(Kernel kernel) {
    int[] types = {
      MapType.HASH, MapType.LRU_HASH, MapType.ARRAY, MapType.LPM_TRIE,
    };
    for (int type : types) {
      boolean trie = type == MapType.LPM_TRIE;
      int flags = trie ? BpfFlag.NO_PREALLOC : 0;
      int keySize = trie ? 8 : 4;
      try (Fd fd = Specimens.map(kernel, type, keySize, 8, 5000, flags, "walk");
          TypedMap<byte[], Long> map = TypedMap.of(kernel, fd, Codec.bytes(keySize), Codec.s64())) {
        for (int i = 0; i < 1000; i++) {
          byte[] key = number(i, keySize);
          if (trie) {
            System.arraycopy(key, 0, key, 4, 4);
            System.arraycopy(number(32, 4), 0, key, 0, 4);
          }
          map.put(key, i + 1L);
        }
        long[] sum = {0};
        map.forEach((_, value) -> sum[0] += value);
        assertEquals(1000L * 1001 / 2, sum[0], "type " + type);
      }
    }
  }

  @Test
  void oneMillionEntries(Kernel kernel) {
    int count = 1_000_000;
    try (Fd fd = Specimens.map(kernel, MapType.ARRAY, 4, 8, count, 0, "big");
        TypedMap<Integer, Long> map = TypedMap.of(kernel, fd, Codec.s32(), Codec.s64())) {
      map.put(count - 1, 5L);
      long[] sums = {0, 0};
      map.forEach(
          (key, value) -> {
            sums[0] += key;
            sums[1] += value;
          });
      assertEquals((long) count * (count - 1) / 2, sums[0]);
      assertEquals(5, sums[1]);
    }
  }

  @Test
  void hugeAndSparse(Kernel kernel) {
    try (Fd fd =
            Specimens.map(kernel, MapType.HASH, 4, 8, 4_000_000, BpfFlag.NO_PREALLOC, "sparse");
        TypedMap<Integer, Long> map = TypedMap.of(kernel, fd, Codec.s32(), Codec.s64())) {
      map.put(1, 1L);
      map.put(77, 2L);
      assertEquals(Map.of(1, 1L, 77, 2L), contents(map));
    }
  }

  @Test
  void perCpuValues(Kernel kernel) {
    for (int type : new int[] {MapType.PERCPU_HASH, MapType.PERCPU_ARRAY}) {
      try (Fd fd = Specimens.map(kernel, type, 4, 12, 100, 0, "percpu");
          PerCpuMap<Integer, byte[]> map = PerCpuMap.of(kernel, fd, Codec.s32(), Codec.bytes(12))) {
        List<byte[]> perCpu = new ArrayList<>();
        for (int cpu = 0; cpu < map.cpus(); cpu++) {
          perCpu.add(number(cpu + 7, 12));
        }
        map.put(3, perCpu);
        List<byte[]> read = map.get(3).orElseThrow();
        for (int cpu = 0; cpu < map.cpus(); cpu++) {
          assertEquals(cpu + 7, number(read.get(cpu)));
        }
        int[] count = {0};
        int[] found = {0};
        map.forEach(
            (key, values) -> {
              count[0]++;
              if (key == 3) {
                found[0] += number(values.getLast());
              }
            });
        assertEquals(type == MapType.PERCPU_HASH ? 1 : 100, count[0]);
        assertEquals(map.cpus() - 1 + 7, found[0]);
        assertThrows(IllegalArgumentException.class, () -> map.put(1, List.of()));
      }
    }
  }

  @Test
  void queueAndStack(Kernel kernel) {
    for (int type : new int[] {MapType.QUEUE, MapType.STACK}) {
      try (Fd fd = Specimens.map(kernel, type, 0, 4, 2, 0, "q");
          QueueMap<Integer> map = QueueMap.of(kernel, fd, Codec.s32())) {
        assertEquals(Optional.empty(), map.pop());
        map.push(1);
        map.push(2);
        assertEquals(Errno.E2BIG, assertThrows(SyscallException.class, () -> map.push(3)).errno());
        int first = type == MapType.QUEUE ? 1 : 2;
        assertEquals(Optional.of(first), map.peek());
        assertEquals(Optional.of(first), map.pop());
        assertEquals(Optional.of(3 - first), map.pop());
        assertEquals(Optional.empty(), map.peek());
      }
    }
  }

  @Test
  void mapsInMapsHaveIds(Kernel kernel) {
    try (Fd inner = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "inner");
        Fd fd = Specimens.map(kernel, MapType.HASH_OF_MAPS, 4, 4, 10, 0, "outer", inner.number());
        TypedMap<Integer, Integer> map = TypedMap.of(kernel, fd, Codec.s32(), Codec.s32())) {
      map.put(5, inner.number());
      int id = Maps.info(kernel, inner).id().value();
      assertEquals(Optional.of(id), map.get(5));
      assertEquals(Map.of(5, id), contents(map));
    }
  }

  @Test
  void arrayOfMapsWithHoles(Kernel kernel) {
    try (Fd inner = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "inner");
        Fd fd = Specimens.map(kernel, MapType.ARRAY_OF_MAPS, 4, 4, 50, 0, "outer", inner.number());
        TypedMap<Integer, Integer> map = TypedMap.of(kernel, fd, Codec.s32(), Codec.s32())) {
      map.put(5, inner.number());
      map.put(40, inner.number());
      int id = Maps.info(kernel, inner).id().value();
      assertEquals(Map.of(5, id, 40, id), contents(map));
    }
  }

  @Test
  void frozenMapRefusesWrites(Kernel kernel) {
    KernelGate.needs(kernel, "5.2", "freezing");
    try (Fd fd = Specimens.map(kernel, MapType.ARRAY, 4, 8, 3, 0, "h");
        TypedMap<Integer, Long> map = TypedMap.of(kernel, fd, Codec.s32(), Codec.s64())) {
      assertEquals(0, MapAccess.freeze(kernel, fd));
      assertThrows(PermissionDeniedException.class, () -> map.put(0, 1L));
      assertEquals(Optional.of(0L), map.get(0));
    }
  }

  @Test
  void wrongSizesAndKindsAreRefused(Kernel kernel) {
    try (Fd fd = Specimens.map(kernel, MapType.ARRAY, 4, 8, 3, 0, "h")) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> TypedMap.of(kernel, fd, Codec.s32(), Codec.s32()));
      assertTrue(e.getMessage().contains("values of 8"), e.getMessage());
      assertThrows(
          IllegalArgumentException.class, () -> PerCpuMap.of(kernel, fd, Codec.s32(), Codec.s64()));
      assertThrows(IllegalArgumentException.class, () -> QueueMap.of(kernel, fd, Codec.s64()));
    }
  }

  @Test
  void mapThatCannotBeWalkedSaysSo(Kernel kernel) {
    try (Fd fd = Specimens.map(kernel, MapType.QUEUE, 0, 4, 2, 0, "q");
        MapCursor cursor = MapCursor.open(kernel, fd, MapShape.of(kernel, Maps.info(kernel, fd)))) {
      assertFalse(cursor.next());
      assertEquals(Errno.EINVAL, cursor.endError());
    }
  }

  private static <K, V> Map<K, V> contents(TypedMap<K, V> map) {
    Map<K, V> contents = new HashMap<>();
    map.forEach(
        (key, value) -> {
          if (contents.put(key, value) != null) {
            throw new AssertionError("met twice: " + key);
          }
        });
    return contents;
  }
}
