package dev.ebpf4j.map;

import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Fd;
import java.util.Iterator;
import java.util.NoSuchElementException;

/// A walk over the elements of a map that frees its memory at the end.
///
/// @param <E> an element
abstract class ElementWalk<E> implements Iterator<E> {

  private final MapCursor cursor;
  private final OpenWalks walks;
  private final Fd fd;

  /// Whether the cursor stands on an element that was not handed out.
  private boolean waiting;

  private boolean ended;

  ElementWalk(MapCursor cursor, OpenWalks walks, Fd fd) {
    this.cursor = cursor;
    this.walks = walks;
    this.fd = fd;
    walks.add(cursor);
  }

  /// The element that the cursor stands on.
  abstract E element(MapCursor at);

  @Override
  public boolean hasNext() {
    while (!waiting && !ended) {
      if (cursor.next()) {
        waiting = cursor.lookupError() == 0;
      } else {
        ended = true;
        int error = cursor.endError();
        walks.end(cursor);
        if (error != 0) {
          throw SyscallException.of("BPF_MAP_GET_NEXT_KEY", fd.what(), error);
        }
      }
    }
    return waiting;
  }

  @Override
  public E next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    waiting = false;
    return element(cursor);
  }
}
