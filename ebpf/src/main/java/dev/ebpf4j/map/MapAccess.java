package dev.ebpf4j.map;

import dev.ebpf4j.abi.AttrMapElem;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Memory;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Elements of one map as bytes, one system call each. Results are the kernel's: 0 or a negative
/// error number. For use in one thread; the descriptor stays the caller's.
public final class MapAccess implements AutoCloseable {

  private final Kernel kernel;
  private final Fd fd;
  private final MapShape shape;
  private final Attr attr = new Attr(AttrMapElem.SIZE);
  private final MemorySegment key;
  private final MemorySegment value;

  public MapAccess(Kernel kernel, Fd fd, MapShape shape) {
    this.kernel = kernel;
    this.fd = fd;
    this.shape = shape;
    this.key = attr.allocate(shape.keySize());
    // Room for the next key, too. A map without value size still wants an address.
    this.value = attr.allocate(Math.max(8, Math.max(shape.keySize(), shape.elementBytes())));
    attr.u32(AttrMapElem.MAP_FD, fd.number());
  }

  public MapShape shape() {
    return shape;
  }

  /// Reads the value at `keyBytes` into `valueBytes`, of [MapShape#elementBytes()].
  public int lookup(byte[] keyBytes, byte[] valueBytes) {
    return lookup(BpfCommand.MAP_LOOKUP_ELEM, keyBytes, valueBytes);
  }

  /// Reads the value at `keyBytes` into `valueBytes` and removes it. For queues since Linux 4.20,
  /// for hashes since 5.14.
  public int lookupAndDelete(byte[] keyBytes, byte[] valueBytes) {
    return lookup(BpfCommand.MAP_LOOKUP_AND_DELETE_ELEM, keyBytes, valueBytes);
  }

  private int lookup(int command, byte[] keyBytes, byte[] valueBytes) {
    setKey(keyBytes);
    int result = call(command, value, 0);
    if (result >= 0) {
      Memory.read(value, 0, valueBytes, 0, shape.elementBytes());
    }
    return result;
  }

  /// Writes the value at `keyBytes`.
  ///
  /// @param flags BPF_ANY, BPF_NOEXIST, BPF_EXIST, BPF_F_LOCK
  public int update(byte[] keyBytes, byte[] valueBytes, long flags) {
    setKey(keyBytes);
    Memory.write(valueBytes, 0, value, 0, valueBytes.length);
    return call(BpfCommand.MAP_UPDATE_ELEM, value, flags);
  }

  /// Removes the element at `keyBytes`.
  public int delete(byte[] keyBytes) {
    setKey(keyBytes);
    return call(BpfCommand.MAP_DELETE_ELEM, MemorySegment.NULL, 0);
  }

  /// Finds the key after `keyBytes`, or the first one if that is null. If `keyBytes` is not in the
  /// map, a hash starts over from its first key.
  public int nextKey(byte @Nullable [] keyBytes, byte[] next) {
    if (keyBytes != null) {
      setKey(keyBytes);
    }
    attr.pointer(AttrMapElem.KEY, keyBytes == null ? MemorySegment.NULL : key);
    attr.pointer(AttrMapElem.NEXT_KEY, value).u64(AttrMapElem.FLAGS, 0);
    int result = (int) attr.call(kernel, BpfCommand.MAP_GET_NEXT_KEY);
    if (result >= 0) {
      Memory.read(value, 0, next, 0, shape.keySize());
    }
    return result;
  }

  /// Forbids further changes through bpf(2). Since Linux 5.2.
  public static int freeze(Kernel kernel, Fd fd) {
    try (Attr attr = new Attr(AttrMapElem.MAP_FD + 4)) {
      return (int) attr.u32(AttrMapElem.MAP_FD, fd.number()).call(kernel, BpfCommand.MAP_FREEZE);
    }
  }

  private void setKey(byte[] bytes) {
    Memory.write(bytes, 0, key, 0, shape.keySize());
  }

  private int call(int command, MemorySegment target, long flags) {
    attr.pointer(AttrMapElem.KEY, shape.keySize() == 0 ? MemorySegment.NULL : key);
    attr.pointer(AttrMapElem.VALUE, target).u64(AttrMapElem.FLAGS, flags);
    return (int) attr.call(kernel, command);
  }

  /// What it works on, in messages.
  public String what() {
    return fd.what();
  }

  @Override
  public void close() {
    attr.close();
  }
}
