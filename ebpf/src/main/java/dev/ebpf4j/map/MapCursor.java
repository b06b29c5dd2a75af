package dev.ebpf4j.map;

import dev.ebpf4j.abi.AttrMapBatch;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Walks over all elements of a map in the kernel's order, in batches where the kernel has them for
/// the type, else key by key. Memory does not grow with the map.
///
/// An element that stays in the map unchanged during the walk is met exactly once, as long as
/// walking goes in batches. Key by key that holds for maps of up to some thousands of elements, for
/// larger ones unless more than some dozens of the keys last met are deleted at once; a walk that
/// can reach no end for changes is ended with EAGAIN.
///
/// ```java
/// try (MapCursor cursor = MapCursor.open(kernel, fd, shape)) {
///   while (cursor.next()) {
///     use(cursor.keys(), cursor.keyOffset(), cursor.values(), cursor.valueOffset());
///   }
/// }
/// ```
public final class MapCursor implements AutoCloseable {

  /// Entries of the first batch; later ones follow what came back.
  private static final int FIRST_BATCH = 64;

  /// Bytes of keys and values that a batch should not exceed, unless one bucket needs it.
  private static final int BATCH_BYTES = 512 * 1024;

  /// Bytes that a batch may reach where the kernel says that one bucket does not fit.
  private static final int BATCH_LIMIT = 256 * 1024 * 1024;

  /// A walk by keys ends after twice the map's capacity and this.
  private static final int SLACK = 64;

  private final Kernel kernel;
  private final Fd fd;
  private final MapShape shape;
  private final int usualBatch;

  private byte[] keys = new byte[0];
  private byte[] values = new byte[0];
  private int index = -1;
  private int filled;
  private int lookupError;
  private int endError;
  private long met;
  private boolean ended;

  /// The last keys of the last batch, one behind the other.
  private byte @Nullable [] endOfBatch;

  private boolean batches;
  private int batchSize;
  private boolean started;
  private Arena arena = Arena.ofConfined();
  private final Attr attr = new Attr(AttrMapBatch.SIZE);
  private final MemorySegment inBatch;
  private final MemorySegment outBatch;
  private MemorySegment nativeKeys = MemorySegment.NULL;
  private MemorySegment nativeValues = MemorySegment.NULL;

  private final MapAccess access;
  private final KeyWalk walk;

  private MapCursor(Kernel kernel, Fd fd, MapShape shape) {
    this.kernel = kernel;
    this.fd = fd;
    this.shape = shape;
    this.access = new MapAccess(kernel, fd, shape);
    this.walk = new KeyWalk(access);
    long entry = Math.max(1L, (long) shape.keySize() + shape.elementBytes());
    long most = Math.max(1, Math.min(shape.capacity(), BATCH_BYTES / entry));
    this.usualBatch = (int) most;
    this.batchSize = (int) Math.min(FIRST_BATCH, most);
    this.batches = mayBatch(shape.type());
    this.inBatch = attr.allocate(Math.max(8, shape.keySize()));
    this.outBatch = attr.allocate(Math.max(8, shape.keySize()));
  }

  /// Starts before the first element. `fd` stays the caller's and must stay open.
  public static MapCursor open(Kernel kernel, Fd fd, MapShape shape) {
    return new MapCursor(kernel, fd, shape);
  }

  /// Types whose elements can always be read, so that a batch says no less than a walk by keys.
  private static boolean mayBatch(int type) {
    return switch (type) {
      case MapType.HASH,
          MapType.ARRAY,
          MapType.PERCPU_HASH,
          MapType.PERCPU_ARRAY,
          MapType.LRU_HASH,
          MapType.LRU_PERCPU_HASH,
          MapType.LPM_TRIE,
          MapType.ARRAY_OF_MAPS,
          MapType.HASH_OF_MAPS ->
          true;
      default -> false;
    };
  }

  /// Goes to the next element.
  ///
  /// @return false at the end; then [#endError()] says why
  public boolean next() {
    if (++index < filled) {
      return true;
    }
    while (!ended) {
      if (batches) {
        fillBatch();
      } else {
        fillOne();
      }
      if (filled > 0) {
        index = 0;
        return true;
      }
    }
    index = filled;
    return false;
  }

  /// Bytes that hold the current key, at [#keyOffset()].
  public byte[] keys() {
    return keys;
  }

  public int keyOffset() {
    return index * shape.keySize();
  }

  /// Bytes that hold the current value, at [#valueOffset()]; in a per-CPU map one value for each
  /// processor, [MapShape#strideBytes()] apart.
  public byte[] values() {
    return values;
  }

  public int valueOffset() {
    return index * shape.elementBytes();
  }

  /// 0, or the positive error number of reading the current element's value, which then is not
  /// there.
  public int lookupError() {
    return lookupError;
  }

  /// Why the walk ended: 0 at the regular end, or a positive error number; EAGAIN if the map
  /// changed faster than it could be walked. A map that cannot be
  /// walked at all ends at once, with EINVAL, EOPNOTSUPP or ENOTSUPP.
  public int endError() {
    return endError;
  }

  /// How many elements were met so far.
  public long met() {
    return met;
  }

  /// The shape of the map.
  public MapShape shape() {
    return shape;
  }

  private void end(int error) {
    ended = true;
    endError = error;
  }

  private void fillBatch() {
    filled = 0;
    reserve();
    int attempts = 3; // kernels before 6.15 say EINTR where elements vanish under a batch
    while (true) {
      long result = callBatch();
      int count = Math.min(attr.u32(AttrMapBatch.COUNT), batchSize);
      if (result >= 0 || result == -Errno.ENOENT) {
        take(count, result < 0);
        return;
      }
      if (result == -Errno.ENOSPC && grow()) {
        continue;
      }
      if (result == -Errno.ENOMEM && shrink()) {
        continue;
      }
      if (result == -Errno.EINTR && --attempts > 0) {
        continue;
      }
      // Not for this kernel, type or caller, or not just now: go on key by key from here.
      batches = false;
      return;
    }
  }

  private long callBatch() {
    attr.clear();
    attr.pointer(AttrMapBatch.IN_BATCH, started ? inBatch : MemorySegment.NULL)
        .pointer(AttrMapBatch.OUT_BATCH, outBatch)
        .pointer(AttrMapBatch.KEYS, nativeKeys)
        .pointer(AttrMapBatch.VALUES, nativeValues)
        .u32(AttrMapBatch.COUNT, batchSize)
        .u32(AttrMapBatch.MAP_FD, fd.number());
    // Entered directly: EINTR has a meaning of its own here.
    return kernel.enter(
        Call.BPF, BpfCommand.MAP_LOOKUP_BATCH, attr.address(), attr.size(), 0, 0, 0);
  }

  private void take(int count, boolean last) {
    int keySize = shape.keySize();
    Memory.read(nativeKeys, 0, keys, 0, count * keySize);
    int valueBytes = count * shape.elementBytes();
    Memory.read(nativeValues, 0, values, 0, valueBytes);
    filled = count;
    met += count;
    remember(count);
    if (last) {
      end(0);
      return;
    }
    MemorySegment.copy(outBatch, 0, inBatch, 0, inBatch.byteSize());
    started = true;
    if (count == batchSize || count > batchSize / 2) {
      batchSize = (int) Math.min(usualBatch, batchSize * 4L);
    }
  }

  /// Keeps what a walk key by key will need to know, if it comes to that.
  private void remember(int count) {
    int keySize = shape.keySize();
    for (int i = 0; i < count && walk.isAtBeginning(); i++) {
      walk.goOnAfter(Arrays.copyOfRange(keys, i * keySize, (i + 1) * keySize));
    }
    if (count > 0) {
      int from = Math.max(0, count - KeyWalk.MEMORY);
      endOfBatch = Arrays.copyOfRange(keys, from * keySize, count * keySize);
    }
  }

  /// One bucket alone has more than fits.
  private boolean grow() {
    long entry = (long) shape.keySize() + shape.elementBytes();
    long wanted = batchSize * 4L;
    if (batchSize >= shape.capacity() || wanted * entry > BATCH_LIMIT) {
      return false;
    }
    batchSize = (int) Math.min(wanted, shape.capacity());
    reserve();
    return true;
  }

  private boolean shrink() {
    if (batchSize <= 1) {
      return false;
    }
    batchSize /= 2;
    return true;
  }

  /// Makes room for [#batchSize] entries.
  private void reserve() {
    long keyBytes = (long) batchSize * shape.keySize();
    long valueBytes = (long) batchSize * shape.elementBytes();
    if (nativeKeys.byteSize() >= keyBytes && nativeValues.byteSize() >= valueBytes) {
      return;
    }
    arena.close();
    arena = Arena.ofConfined();
    nativeKeys = arena.allocate(Math.max(8, keyBytes), 8);
    nativeValues = arena.allocate(Math.max(8, valueBytes), 8);
    keys = new byte[Math.toIntExact(keyBytes)];
    values = new byte[Math.toIntExact(valueBytes)];
  }

  private void fillOne() {
    filled = 0;
    if (keys.length < shape.keySize() || values.length < shape.elementBytes()) {
      keys = new byte[shape.keySize()];
      values = new byte[Math.max(8, shape.elementBytes())];
    }
    byte[] before = endOfBatch;
    if (before != null) {
      for (int at = 0; at < before.length; at += shape.keySize()) {
        walk.goOnAfter(Arrays.copyOfRange(before, at, at + shape.keySize()));
      }
      endOfBatch = null;
    }
    byte[] key = new byte[shape.keySize()];
    int result = walk.next(key);
    if (result < 0) {
      end(result == -Errno.ENOENT ? 0 : -result);
      return;
    }
    if (shape.capacity() > 0 && met > 2 * shape.capacity() + SLACK) {
      end(Errno.EAGAIN); // changes faster than it can be walked
      return;
    }
    System.arraycopy(key, 0, keys, 0, key.length);
    lookupError = -Math.min(0, access.lookup(key, values));
    filled = 1;
    met++;
  }

  @Override
  public void close() {
    arena.close();
    attr.close();
    access.close();
  }
}
