package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.sys.Fd;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// Descriptors that one handle stood for, in the order of their ids; closed together.
public final class Fds implements AutoCloseable, Iterable<Fd> {

  private final List<Fd> fds = new ArrayList<>();

  Fds() {}

  /// One, that this owns from now on.
  public Fds(Fd only) {
    fds.add(only);
  }

  void add(Fd fd) {
    fds.add(fd);
  }

  public int size() {
    return fds.size();
  }

  public Fd get(int index) {
    return fds.get(index);
  }

  /// Gives the only one away.
  Fd release() {
    return fds.removeFirst();
  }

  @Override
  public Iterator<Fd> iterator() {
    return fds.iterator();
  }

  @Override
  public void close() {
    for (Fd fd : fds) {
      fd.close();
    }
  }
}
