package dev.ebpf4j.map;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Walks over the keys of a map one by one.
///
/// Asked for what follows a key that is not there any more, a hash answers with its first key, and
/// the walk would start over. So this looks back: if the key just met is gone, it goes on from the
/// latest one that is still there, and skips those that it met after that. A key that is taken away
/// and put back between two questions looks as if it had never gone; that the walk started over
/// shows then in the keys it began with. Of a map with fewer keys than it remembers of these, none
/// is met twice, whatever changes.
final class KeyWalk {

  /// How many of the keys last met it remembers, in their order.
  static final int MEMORY = 64;

  /// How many of the keys first met it remembers.
  private static final int BEGINNING = 4096;

  private final MapAccess access;
  private final boolean startsOver;
  private final byte[] value;
  private final byte[][] recent = new byte[MEMORY][];
  private final Set<ByteBuffer> first = new HashSet<>();
  private long steps;

  KeyWalk(MapAccess access) {
    this.access = access;
    this.value = new byte[Math.max(8, access.shape().elementBytes())];
    this.startsOver = startsOver(access.shape().type());
  }

  private static boolean startsOver(int type) {
    return switch (type) {
      case MapType.HASH,
          MapType.PERCPU_HASH,
          MapType.LRU_HASH,
          MapType.LRU_PERCPU_HASH,
          MapType.HASH_OF_MAPS,
          MapType.LPM_TRIE,
          MapType.DEVMAP_HASH,
          MapType.SOCKHASH,
          MapType.RHASH ->
          true;
      default -> false;
    };
  }

  /// Whether it still remembers all keys.
  boolean isAtBeginning() {
    return startsOver && steps < BEGINNING;
  }

  /// Counts `key` as met, so that the walk goes on behind it.
  void goOnAfter(byte[] key) {
    if (isAtBeginning()) {
      first.add(ByteBuffer.wrap(key));
    }
    recent[(int) (steps++ % MEMORY)] = key;
  }

  /// Finds the next key.
  ///
  /// @return 0 or a negative error number, ENOENT at the end
  int next(byte[] next) {
    byte[] last = steps == 0 ? null : recent(0);
    int result = access.nextKey(last, next);
    if (last != null && startsOver && (isGone(last) || (result >= 0 && isFirst(next)))) {
      result = recover(next);
    }
    if (result >= 0) {
      goOnAfter(next.clone());
    }
    return result;
  }

  private byte[] recent(int back) {
    return recent[(int) ((steps - 1 - back) % MEMORY)];
  }

  private boolean isGone(byte[] key) {
    return access.lookup(key, value) == -Errno.ENOENT;
  }

  private boolean isFirst(byte[] key) {
    return first.contains(ByteBuffer.wrap(key));
  }

  private int recover(byte[] next) {
    byte[] from = latestPresent();
    int result = access.nextKey(from, next);
    long patience = 2 * access.shape().capacity() + BEGINNING;
    while (result >= 0 && met(next)) {
      if (--patience < 0) {
        return -Errno.EAGAIN; // changes faster than it can be walked
      }
      result = access.nextKey(next.clone(), next);
    }
    return result;
  }

  /// Null if all that it remembers are gone: then there is no better place than the start.
  private byte @Nullable [] latestPresent() {
    for (int back = 1; back < Math.min(steps, MEMORY); back++) {
      if (!isGone(recent(back))) {
        return recent(back);
      }
    }
    return null;
  }

  private boolean met(byte[] key) {
    for (int back = 0; back < Math.min(steps, MEMORY); back++) {
      if (Arrays.equals(recent(back), key)) {
        return true;
      }
    }
    return isFirst(key);
  }
}
