package dev.ebpf4j.testkit;

import dev.ebpf4j.sys.FdListener;
import java.util.Map;
import java.util.TreeMap;

/// Remembers which descriptors have an owner, to find those that were never closed.
public final class FdTracker implements FdListener {

  private final Map<Integer, String> open = new TreeMap<>();

  @Override
  public synchronized void opened(int fd, String what) {
    String before = open.put(fd, what);
    if (before != null) {
      throw new IllegalStateException(
          "descriptor " + fd + " has two owners: " + before + " and " + what);
    }
  }

  @Override
  public synchronized void closed(int fd) {
    if (open.remove(fd) == null) {
      throw new IllegalStateException("descriptor " + fd + " is closed by who does not own it");
    }
  }

  /// Number and meaning of each descriptor that is open now.
  public synchronized Map<Integer, String> open() {
    return new TreeMap<>(open);
  }
}
