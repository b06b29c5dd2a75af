package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.UsageException;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.map.MapAccess;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.MapShape;
import dev.ebpf4j.sys.Fd;

/// The one map that the words of a command name, open for work on its elements.
///
/// @param fd owned by this
record OneMap(Session session, Fd fd, MapInfo info, MapShape shape) implements AutoCloseable {

  /// Opens the map that the next two words name; fewer words are wrong usage.
  ///
  /// @param flags BPF_F_RDONLY to read only, else 0
  static OneMap open(Session session, Args args, int flags) {
    if (args.count() < 2) {
      throw new UsageException();
    }
    return named(session, args, flags);
  }

  /// As [#open], but fewer words are a handle that is wrong.
  static OneMap named(Session session, Args args, int flags) {
    Fd fd = Handles.map(session, args, flags);
    try {
      MapInfo info = MapDump.info(session, fd);
      return new OneMap(session, fd, info, MapShape.of(session.kernel(), info));
    } catch (RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  /// Access to its elements, to be closed by the caller.
  MapAccess access() {
    return new MapAccess(session.kernel(), fd, shape);
  }

  /// Shows one element in the form that `map dump` would give it.
  void show(byte[] key, byte[] value) {
    MapTypes types = MapTypes.of(session.kernel(), info);
    ElementWriter writer = new ElementWriter(shape, types);
    if (session.isJson()) {
      writer.json(session.json(), key, 0, value, 0);
    } else if (types != null) {
      JsonOut json = new JsonOut(session.out(), true);
      writer.typed(json, key, 0, value, 0);
      session.out().nl();
    } else {
      writer.plain(session.out(), key, 0, value, 0);
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
