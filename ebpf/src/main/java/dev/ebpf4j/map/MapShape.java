package dev.ebpf4j.map;

import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.procfs.Cpus;
import dev.ebpf4j.sys.Kernel;

/// What one must know of a map to read and write its elements.
///
/// @param type see [MapType]
/// @param keySize bytes of a key; 0 for queues and the like
/// @param valueSize bytes of one value; in a per-CPU map, of one processor's value
/// @param maxEntries unsigned 32 bits
/// @param cpus values of an element: the number of possible processors in a per-CPU map, else 1
public record MapShape(int type, int keySize, int valueSize, int maxEntries, int cpus) {

  /// The shape of the map that `info` tells of.
  ///
  /// @throws MalformedException if keys or values have 2 GB or more, which no kernel allows
  public static MapShape of(Kernel kernel, MapInfo info) {
    int type = info.type();
    if (info.keySize() < 0 || info.valueSize() < 0) {
      throw new MalformedException("map", -1, "keys or values of 2 GB or more");
    }
    int cpus = isPerCpu(type) ? Cpus.possible(kernel) : 1;
    return new MapShape(type, info.keySize(), info.valueSize(), info.maxEntries(), cpus);
  }

  /// Whether each processor has a value of its own.
  public static boolean isPerCpu(int type) {
    return type == MapType.PERCPU_HASH
        || type == MapType.PERCPU_ARRAY
        || type == MapType.LRU_PERCPU_HASH
        || type == MapType.PERCPU_CGROUP_STORAGE;
  }

  /// Whether the values are maps: written as descriptors, read as ids.
  public static boolean isMapInMap(int type) {
    return type == MapType.ARRAY_OF_MAPS || type == MapType.HASH_OF_MAPS;
  }

  /// Whether elements have no key: they are pushed and popped.
  public static boolean isQueue(int type) {
    return type == MapType.QUEUE || type == MapType.STACK;
  }

  public boolean isPerCpu() {
    return isPerCpu(type);
  }

  public boolean isMapInMap() {
    return isMapInMap(type);
  }

  /// Bytes from one processor's value to the next.
  public int strideBytes() {
    return isPerCpu() ? (valueSize + 7) & ~7 : valueSize;
  }

  /// Bytes that the kernel reads and writes for one element's value, of all processors.
  public int elementBytes() {
    return isPerCpu() ? Math.multiplyExact(strideBytes(), cpus) : valueSize;
  }

  /// Most entries there can be, as the unsigned number it is.
  public long capacity() {
    return Integer.toUnsignedLong(maxEntries);
  }
}
