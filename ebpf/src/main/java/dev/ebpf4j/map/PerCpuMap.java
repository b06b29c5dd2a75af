package dev.ebpf4j.map;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// A map with a value for each possible processor at every key. The descriptor stays with whoever
/// opened it. For use in one thread at a time.
///
/// @param <K> type of the keys
/// @param <V> type of the values
public final class PerCpuMap<K, V> implements Iterable<Map.Entry<K, List<V>>>, AutoCloseable {

  private final Kernel kernel;
  private final Fd fd;
  private final MapAccess access;
  private final Codec<K> keys;
  private final Codec<V> values;
  private final OpenWalks walks = new OpenWalks();

  private PerCpuMap(Kernel kernel, Fd fd, MapShape shape, Codec<K> keys, Codec<V> values) {
    this.kernel = kernel;
    this.fd = fd;
    this.access = new MapAccess(kernel, fd, shape);
    this.keys = keys;
    this.values = values;
  }

  /// A view of the map behind `fd`.
  ///
  /// @throws IllegalArgumentException if the sizes differ from the map's, or if it is no per-CPU
  ///     map
  public static <K, V> PerCpuMap<K, V> of(Kernel kernel, Fd fd, Codec<K> keys, Codec<V> values) {
    MapShape shape = MapShape.of(kernel, Maps.info(kernel, fd));
    TypedMap.checkSizes(fd, shape, keys.sizeBytes(), values.sizeBytes());
    if (!shape.isPerCpu()) {
      throw new IllegalArgumentException(fd.what() + " has one value for all processors");
    }
    return new PerCpuMap<>(kernel, fd, shape, keys, values);
  }

  /// Number of values at each key: the processors that this kernel could ever have.
  public int cpus() {
    return access.shape().cpus();
  }

  /// The values at `key`, by processor; empty if there are none.
  public Optional<List<V>> get(K key) {
    byte[] bytes = new byte[access.shape().elementBytes()];
    int result = access.lookup(keys.toBytes(key), bytes);
    if (result == -Errno.ENOENT) {
      return Optional.empty();
    }
    check("BPF_MAP_LOOKUP_ELEM", result);
    return Optional.of(decode(bytes, 0));
  }

  /// Sets the values at `key`.
  ///
  /// @param perCpu one for each processor, [#cpus()] in all
  public void put(K key, List<V> perCpu) {
    if (perCpu.size() != cpus()) {
      throw new IllegalArgumentException("need " + cpus() + " values, have " + perCpu.size());
    }
    byte[] bytes = new byte[access.shape().elementBytes()];
    for (int cpu = 0; cpu < cpus(); cpu++) {
      byte[] value = values.toBytes(perCpu.get(cpu));
      System.arraycopy(value, 0, bytes, cpu * access.shape().strideBytes(), value.length);
    }
    check("BPF_MAP_UPDATE_ELEM", access.update(keys.toBytes(key), bytes, BpfFlag.ANY));
  }

  /// Removes the element at `key`.
  ///
  /// @return whether there was one
  public boolean delete(K key) {
    int result = access.delete(keys.toBytes(key));
    if (result == -Errno.ENOENT) {
      return false;
    }
    check("BPF_MAP_DELETE_ELEM", result);
    return true;
  }

  /// Hands over each element once, in the kernel's order.
  public void forEach(BiConsumer<? super K, ? super List<V>> action) {
    try (MapCursor cursor = MapCursor.open(kernel, fd, access.shape())) {
      while (cursor.next()) {
        if (cursor.lookupError() == 0) {
          action.accept(
              keys.fromBytes(cursor.keys(), cursor.keyOffset()),
              decode(cursor.values(), cursor.valueOffset()));
        }
      }
      check("BPF_MAP_GET_NEXT_KEY", -cursor.endError());
    }
  }

  private List<V> decode(byte[] bytes, int offset) {
    List<V> perCpu = new ArrayList<>(cpus());
    for (int cpu = 0; cpu < cpus(); cpu++) {
      perCpu.add(values.fromBytes(bytes, offset + cpu * access.shape().strideBytes()));
    }
    return perCpu;
  }

  private void check(String operation, int result) {
    if (result < 0) {
      throw SyscallException.of(operation, fd.what(), -result);
    }
  }

  /// Walks over the elements as [#forEach(BiConsumer)] does; the map may be changed meanwhile, but
  /// not through the iterator. A walk that is not taken to its end holds memory until this is
  /// closed.
  @Override
  public Iterator<Map.Entry<K, List<V>>> iterator() {
    return new ElementWalk<>(MapCursor.open(kernel, fd, access.shape()), walks, fd) {
      @Override
      Map.Entry<K, List<V>> element(MapCursor cursor) {
        return Map.entry(
            keys.fromBytes(cursor.keys(), cursor.keyOffset()),
            decode(cursor.values(), cursor.valueOffset()));
      }
    };
  }

  @Override
  public void close() {
    walks.close();
    access.close();
  }
}
