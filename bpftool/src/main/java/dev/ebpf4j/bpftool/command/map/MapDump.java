package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.bpftool.command.Command;
import dev.ebpf4j.bpftool.command.Failures;
import dev.ebpf4j.bpftool.command.Fds;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.bpftool.grammar.UsageException;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.map.MapCursor;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.MapShape;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.util.TextBuffer;
import java.util.ArrayList;
import java.util.List;

/// `map dump MAP`: all elements of one map, or of all maps of a name. They are written as they are
/// read, so memory does not grow with the map.
final class MapDump implements Command {

  /// Bytes of the largest value that gets a [FixedLayout].
  private static final int MOST_LAID_OUT = 64 * 1024;

  @Override
  public void run(Session session, Args args) {
    if (args.count() != 2) {
      throw new UsageException();
    }
    try (Fds fds = Handles.maps(session, args, BpfFlag.RDONLY)) {
      List<MapInfo> infos = new ArrayList<>(fds.size());
      boolean typed = true;
      for (Fd fd : fds) {
        MapInfo info = info(session, fd);
        infos.add(info);
        typed &= info.btfId().value() != 0;
      }
      if (session.isJson()) {
        asJson(session, session.json(), fds, infos, false);
      } else if (typed) {
        JsonOut json = new JsonOut(session.out(), true);
        try {
          asJson(session, json, fds, infos, true);
        } finally {
          if (!json.expectsValue()) {
            json.closeTo(0);
            session.out().nl();
          }
        }
      } else {
        asText(session, fds, infos);
      }
    }
  }

  static MapInfo info(Session session, Fd fd) {
    try {
      return Maps.info(session.kernel(), fd);
    } catch (SyscallException e) {
      throw Failures.failed(session, "can't get map info", e);
    }
  }

  private static void asText(Session session, Fds fds, List<MapInfo> infos) {
    TextBuffer out = session.out();
    for (int i = 0; i < fds.size(); i++) {
      MapInfo info = infos.get(i);
      if (fds.size() > 1) {
        out.text(i == 0 ? "" : "\n");
        MapHeaders.of(session.kernel(), info).plain(out);
        out.nl();
      }
      warn(session, info);
      try (MapCursor cursor = open(session.kernel(), fds.get(i), info)) {
        ElementWriter writer = new ElementWriter(cursor.shape(), null);
        long shown = text(out, cursor, writer);
        checkEnd(cursor, info);
        out.text("Found ").unsigned(shown).text(shown == 1 ? " element\n" : " elements\n");
      }
    }
  }

  private static MapCursor open(Kernel kernel, Fd fd, MapInfo info) {
    return MapCursor.open(kernel, fd, MapShape.of(kernel, info));
  }

  /// @return number of elements whose value could be read
  private static long text(TextBuffer out, MapCursor cursor, ElementWriter writer) {
    FixedLayout layout = null;
    if (hasLayout(cursor.shape())) {
      layout = layout(cursor.shape(), (text, key, value) -> writer.plain(text, key, 0, value, 0));
    }
    long shown = 0;
    while (cursor.next()) {
      byte[] keys = cursor.keys();
      if (cursor.lookupError() == 0) {
        if (layout != null) {
          layout.write(out, keys, cursor.keyOffset(), cursor.values(), cursor.valueOffset());
        } else {
          writer.plain(out, keys, cursor.keyOffset(), cursor.values(), cursor.valueOffset());
        }
        shown++;
      } else if (!writer.isHole(cursor.lookupError())) {
        writer.plainFailure(out, keys, cursor.keyOffset(), cursor.lookupError());
      }
    }
    return shown;
  }

  /// Whether it pays to work out a layout: a huge element would be held several times over.
  private static boolean hasLayout(MapShape shape) {
    return !shape.isMapInMap() && shape.elementBytes() <= MOST_LAID_OUT;
  }

  private static FixedLayout layout(MapShape shape, FixedLayout.Plain plain) {
    int[] shown = new int[shape.cpus() * shape.valueSize()];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = i / shape.valueSize() * shape.strideBytes() + i % shape.valueSize();
    }
    return FixedLayout.of(shape.keySize(), shape.elementBytes(), shown, plain);
  }

  /// @param values whether to show typed values alone, as people read them
  private static void asJson(
      Session session, JsonOut json, Fds fds, List<MapInfo> infos, boolean values) {
    if (fds.size() == 1) {
      elements(session, json, fds.get(0), infos.getFirst(), values);
      return;
    }
    json.beginArray();
    for (int i = 0; i < fds.size(); i++) {
      json.beginObject();
      MapHeaders.of(session.kernel(), infos.get(i)).json(json);
      json.name("elements");
      elements(session, json, fds.get(i), infos.get(i), values);
      json.endObject();
    }
    json.endArray();
  }

  private static void elements(Session session, JsonOut json, Fd fd, MapInfo info, boolean values) {
    warn(session, info);
    MapTypes types = MapTypes.of(session.kernel(), info);
    try (MapCursor cursor = open(session.kernel(), fd, info)) {
      boolean some = cursor.next();
      if (!some) {
        checkEnd(cursor, info);
      }
      json.beginArray();
      ElementWriter writer = new ElementWriter(cursor.shape(), types);
      if (types == null) {
        bytes(session, json, cursor, some, writer);
      } else {
        for (; some; some = cursor.next()) {
          typed(json, cursor, writer, values);
        }
      }
      checkEnd(cursor, info);
      json.endArray();
    }
  }

  private static void typed(JsonOut json, MapCursor cursor, ElementWriter writer, boolean values) {
    if (cursor.lookupError() != 0) {
      failure(json, cursor, writer);
    } else if (values) {
      writer.typed(json, cursor.keys(), cursor.keyOffset(), cursor.values(), cursor.valueOffset());
    } else {
      writer.json(json, cursor.keys(), cursor.keyOffset(), cursor.values(), cursor.valueOffset());
    }
  }

  private static void failure(JsonOut json, MapCursor cursor, ElementWriter writer) {
    if (!writer.isHole(cursor.lookupError())) {
      writer.jsonFailure(json, cursor.keys(), cursor.keyOffset(), cursor.lookupError());
    }
  }

  /// Elements without types: in JSON each has the same layout.
  private static void bytes(
      Session session, JsonOut json, MapCursor cursor, boolean some, ElementWriter writer) {
    boolean asHex = !session.isJson();
    boolean fixed = !asHex && hasLayout(cursor.shape());
    FixedLayout layout = null;
    for (boolean more = some; more; more = cursor.next()) {
      if (cursor.lookupError() != 0) {
        failure(json, cursor, writer);
      } else if (asHex) {
        writer.plain(
            json.verbatim(),
            cursor.keys(),
            cursor.keyOffset(),
            cursor.values(),
            cursor.valueOffset());
      } else if (fixed) {
        if (layout == null) {
          layout = jsonLayout(session, json.depth(), cursor.shape(), writer);
        }
        layout.write(
            json.verbatim(),
            cursor.keys(),
            cursor.keyOffset(),
            cursor.values(),
            cursor.valueOffset());
      } else {
        writer.json(json, cursor.keys(), cursor.keyOffset(), cursor.values(), cursor.valueOffset());
      }
    }
  }

  /// The layout of an element inside as many containers as are open.
  private static FixedLayout jsonLayout(
      Session session, int depth, MapShape shape, ElementWriter writer) {
    return layout(
        shape,
        (text, key, value) -> {
          TextBuffer whole = new TextBuffer();
          JsonOut nested = new JsonOut(whole, session.options().pretty());
          for (int i = 0; i < depth; i++) {
            nested.beginArray();
          }
          int start = whole.length();
          writer.json(nested, key, 0, value, 0);
          text.bytes(whole.toByteArray(), start, whole.length() - start);
        });
  }

  private static void warn(Session session, MapInfo info) {
    if (info.type() == MapType.REUSEPORT_SOCKARRAY && info.valueSize() != Long.BYTES) {
      session.notice(
          "Warning: cannot read values from reuseport_sockarray map with value_size != 8");
    }
  }

  private static void checkEnd(MapCursor cursor, MapInfo info) {
    int error = cursor.endError();
    if (error == 0) {
      return;
    }
    if (cursor.met() == 0 && isUnknown(error)) {
      String type = MapType.name(info.type());
      String what = type == null ? "of type " + info.type() : "of type " + type;
      throw CommandException.errno("map " + what + " does not support iteration", error);
    }
    String text = error == Errno.EAGAIN ? "map changes faster than it can be read" : null;
    throw CommandException.errno(
        "can't get next key: " + (text == null ? Errno.message(error) : text), error);
  }

  private static boolean isUnknown(int error) {
    return error == Errno.EINVAL || error == Errno.EOPNOTSUPP || error == Errno.ENOTSUPP;
  }
}
