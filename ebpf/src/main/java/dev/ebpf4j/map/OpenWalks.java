package dev.ebpf4j.map;

import java.util.LinkedHashSet;
import java.util.Set;

/// The walks over a map that have not come to their end.
final class OpenWalks implements AutoCloseable {

  private final Set<MapCursor> cursors = new LinkedHashSet<>();

  void add(MapCursor cursor) {
    cursors.add(cursor);
  }

  void end(MapCursor cursor) {
    cursors.remove(cursor);
    cursor.close();
  }

  @Override
  public void close() {
    cursors.forEach(MapCursor::close);
    cursors.clear();
  }
}
