package dev.ebpf4j.map;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.util.Optional;

/// A queue or stack in the kernel. Since Linux 4.20. The descriptor stays with whoever opened it.
/// For use in one thread at a time.
///
/// @param <V> type of the values
public final class QueueMap<V> implements AutoCloseable {

  private static final byte[] NO_KEY = new byte[0];

  private final Fd fd;
  private final MapAccess access;
  private final Codec<V> values;

  private QueueMap(Kernel kernel, Fd fd, MapShape shape, Codec<V> values) {
    this.fd = fd;
    this.access = new MapAccess(kernel, fd, shape);
    this.values = values;
  }

  /// A view of the map behind `fd`.
  ///
  /// @throws IllegalArgumentException if the size differs from the map's, or if it is no queue or
  ///     stack
  public static <V> QueueMap<V> of(Kernel kernel, Fd fd, Codec<V> values) {
    MapShape shape = MapShape.of(kernel, Maps.info(kernel, fd));
    TypedMap.checkSizes(fd, shape, 0, values.sizeBytes());
    if (!MapShape.isQueue(shape.type())) {
      throw new IllegalArgumentException(fd.what() + " is no queue or stack");
    }
    return new QueueMap<>(kernel, fd, shape, values);
  }

  /// Adds a value.
  ///
  /// @throws SyscallException E2BIG if it is full
  public void push(V value) {
    check("BPF_MAP_UPDATE_ELEM", access.update(NO_KEY, values.toBytes(value), BpfFlag.ANY));
  }

  /// The value that [#pop()] would take, empty if there is none.
  public Optional<V> peek() {
    byte[] bytes = new byte[values.sizeBytes()];
    return value("BPF_MAP_LOOKUP_ELEM", access.lookup(NO_KEY, bytes), bytes);
  }

  /// Takes the oldest value of a queue, the youngest of a stack; empty if there is none.
  public Optional<V> pop() {
    byte[] bytes = new byte[values.sizeBytes()];
    return value("BPF_MAP_LOOKUP_AND_DELETE_ELEM", access.lookupAndDelete(NO_KEY, bytes), bytes);
  }

  private Optional<V> value(String operation, int result, byte[] bytes) {
    if (result == -Errno.ENOENT) {
      return Optional.empty();
    }
    check(operation, result);
    return Optional.of(values.fromBytes(bytes, 0));
  }

  private void check(String operation, int result) {
    if (result < 0) {
      throw SyscallException.of(operation, fd.what(), -result);
    }
  }

  @Override
  public void close() {
    access.close();
  }
}
