package dev.ebpf4j.map;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// A map with one value per key, seen as Java values. The descriptor stays with whoever opened it;
/// closing this frees only its buffers. For use in one thread at a time.
///
/// ```java
/// count.put(0, 90);
/// System.out.println(count.get(0).orElse(0));
/// count.forEach((key, value) -> System.out.println(key + " " + value)); // in batches
/// ```
///
/// @param <K> type of the keys
/// @param <V> type of the values
public final class TypedMap<K, V> implements Iterable<Map.Entry<K, V>>, AutoCloseable {

  private final Kernel kernel;
  private final Fd fd;
  private final MapAccess access;
  private final Codec<K> keys;
  private final Codec<V> values;
  private final OpenWalks walks = new OpenWalks();

  private TypedMap(Kernel kernel, Fd fd, MapShape shape, Codec<K> keys, Codec<V> values) {
    this.kernel = kernel;
    this.fd = fd;
    this.access = new MapAccess(kernel, fd, shape);
    this.keys = keys;
    this.values = values;
  }

  /// A view of the map behind `fd`.
  ///
  /// @throws IllegalArgumentException if the sizes differ from the map's, or if it is a per-CPU map
  public static <K, V> TypedMap<K, V> of(Kernel kernel, Fd fd, Codec<K> keys, Codec<V> values) {
    MapShape shape = MapShape.of(kernel, Maps.info(kernel, fd));
    checkSizes(fd, shape, keys.sizeBytes(), values.sizeBytes());
    if (shape.isPerCpu()) {
      throw new IllegalArgumentException(fd.what() + " has a value for each processor");
    }
    return new TypedMap<>(kernel, fd, shape, keys, values);
  }

  static void checkSizes(Fd fd, MapShape shape, int keySize, int valueSize) {
    if (shape.keySize() != keySize || shape.valueSize() != valueSize) {
      throw new IllegalArgumentException(
          fd.what()
              + " has keys of "
              + shape.keySize()
              + " bytes and values of "
              + shape.valueSize()
              + ", not of "
              + keySize
              + " and "
              + valueSize);
    }
  }

  /// The value at `key`, empty if there is none.
  public Optional<V> get(K key) {
    return value("BPF_MAP_LOOKUP_ELEM", false, key);
  }

  /// The value at `key`, which is removed. For hashes since Linux 5.14.
  public Optional<V> remove(K key) {
    return value("BPF_MAP_LOOKUP_AND_DELETE_ELEM", true, key);
  }

  private Optional<V> value(String operation, boolean remove, K key) {
    byte[] bytes = new byte[access.shape().elementBytes()];
    byte[] keyBytes = keys.toBytes(key);
    int result = remove ? access.lookupAndDelete(keyBytes, bytes) : access.lookup(keyBytes, bytes);
    if (result == -Errno.ENOENT) {
      return Optional.empty();
    }
    check(operation, result);
    return Optional.of(values.fromBytes(bytes, 0));
  }

  /// Sets the value at `key`, whether or not there was one.
  ///
  /// @throws SyscallException E2BIG if the map is full or the index past an array's end
  public void put(K key, V value) {
    check("BPF_MAP_UPDATE_ELEM", update(key, value, BpfFlag.ANY));
  }

  /// Sets the value at `key` if there is none.
  ///
  /// @return whether it was set
  public boolean putIfAbsent(K key, V value) {
    return unless(Errno.EEXIST, update(key, value, BpfFlag.NOEXIST));
  }

  /// Sets the value at `key` if there is one.
  ///
  /// @return whether it was set
  public boolean replace(K key, V value) {
    return unless(Errno.ENOENT, update(key, value, BpfFlag.EXIST));
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

  /// Hands over each element once, in the kernel's order; see [MapCursor] for what changes
  /// meanwhile do.
  public void forEach(BiConsumer<? super K, ? super V> action) {
    try (MapCursor cursor = MapCursor.open(kernel, fd, access.shape())) {
      while (cursor.next()) {
        if (cursor.lookupError() == 0) {
          action.accept(
              keys.fromBytes(cursor.keys(), cursor.keyOffset()),
              values.fromBytes(cursor.values(), cursor.valueOffset()));
        }
      }
      check("BPF_MAP_GET_NEXT_KEY", -cursor.endError());
    }
  }

  private int update(K key, V value, long flags) {
    return access.update(keys.toBytes(key), values.toBytes(value), flags);
  }

  private boolean unless(int expected, int result) {
    if (result == -expected) {
      return false;
    }
    check("BPF_MAP_UPDATE_ELEM", result);
    return true;
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
  public Iterator<Map.Entry<K, V>> iterator() {
    return new ElementWalk<>(MapCursor.open(kernel, fd, access.shape()), walks, fd) {
      @Override
      Map.Entry<K, V> element(MapCursor cursor) {
        return Map.entry(
            keys.fromBytes(cursor.keys(), cursor.keyOffset()),
            values.fromBytes(cursor.values(), cursor.valueOffset()));
      }
    };
  }

  @Override
  public void close() {
    walks.close();
    access.close();
  }
}
