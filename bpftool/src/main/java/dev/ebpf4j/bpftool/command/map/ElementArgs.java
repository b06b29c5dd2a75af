package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.bpftool.command.Handles;
import dev.ebpf4j.bpftool.command.Session;
import dev.ebpf4j.bpftool.grammar.Args;
import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.map.MapShape;
import dev.ebpf4j.sys.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The words that name an element: `key DATA`, `value VALUE`, `any|noexist|exist`, in any order,
/// each once. A value that is a map or a program stays open until this is closed.
final class ElementArgs implements AutoCloseable {

  private final Session session;
  private final MapShape shape;
  private final byte[] key;
  private final byte[] value;
  private boolean wantsKey;
  private boolean wantsValue;
  private boolean wantsFlags;
  private long flags;
  private @Nullable Fd target;

  private ElementArgs(Session session, MapShape shape, boolean withValue) {
    this.session = session;
    this.shape = shape;
    this.key = new byte[shape.keySize()];
    this.value = new byte[shape.elementBytes()];
    this.wantsKey = shape.keySize() > 0;
    this.wantsValue = withValue && shape.valueSize() > 0;
    this.wantsFlags = withValue;
  }

  /// Reads a key, if the map has keys, and nothing else.
  static byte[] key(Session session, MapShape shape, Args args) {
    try (ElementArgs words = new ElementArgs(session, shape, false)) {
      words.read(args);
      return words.key;
    }
  }

  /// Reads a key and nothing else; the word must be there even where keys have no bytes.
  static byte[] neededKey(Session session, MapShape shape, Args args) {
    try (ElementArgs words = new ElementArgs(session, shape, false)) {
      words.wantsKey = true;
      words.read(args);
      return words.key;
    }
  }

  /// Reads a key and a value, as far as the map has them, and how to store them.
  static ElementArgs element(Session session, MapShape shape, Args args) {
    ElementArgs words = new ElementArgs(session, shape, true);
    try {
      words.read(args);
      return words;
    } catch (CommandException e) {
      words.close();
      throw e;
    }
  }

  byte[] key() {
    return key;
  }

  /// The bytes to store, of all processors.
  byte[] value() {
    return value;
  }

  /// BPF_ANY, BPF_NOEXIST or BPF_EXIST.
  long flags() {
    return flags;
  }

  private void read(Args args) {
    boolean hasValue = wantsFlags;
    while (!args.isEmpty()) {
      if (args.take("key")) {
        if (!wantsKey) {
          throw CommandException.failed(shape.keySize() > 0 ? "duplicate key" : "unnecessary key");
        }
        byte[] bytes = args.data("key", shape.keySize());
        System.arraycopy(bytes, 0, key, 0, bytes.length);
        wantsKey = false;
      } else if (args.take("value")) {
        if (!wantsValue) {
          boolean twice = hasValue && shape.valueSize() > 0;
          throw CommandException.failed(twice ? "duplicate value" : "unnecessary value");
        }
        readValue(args);
        wantsValue = false;
      } else if (args.is("any") || args.is("noexist") || args.is("exist")) {
        readFlags(args);
      } else {
        throw CommandException.failed("expected key or value, got: " + args.shown());
      }
    }
    if (wantsKey || wantsValue) {
      throw CommandException.failed("did not find " + (wantsKey ? "key" : "value"));
    }
  }

  private void readFlags(Args args) {
    if (!wantsFlags) {
      throw CommandException.failed("flags specified multiple times: " + args.shown());
    }
    wantsFlags = false;
    if (args.take("any")) {
      flags = BpfFlag.ANY;
    } else if (args.take("noexist")) {
      flags = BpfFlag.NOEXIST;
    } else {
      args.next();
      flags = BpfFlag.EXIST;
    }
  }

  private void readValue(Args args) {
    if (shape.isMapInMap()) {
      checkHandle(args, "map in map");
      store(Handles.map(session, args, BpfFlag.RDONLY));
    } else if (shape.type() == MapType.PROG_ARRAY) {
      checkHandle(args, "map of progs");
      if (args.is("id")) {
        session.notice(
            "Warning: updating program array via MAP_ID, make sure this map is kept open\n"
                + "         by some process or pinned otherwise update will be lost");
      }
      store(Handles.program(session, args));
    } else {
      byte[] bytes = args.data("value", shape.valueSize());
      for (int cpu = 0; cpu < shape.cpus(); cpu++) {
        System.arraycopy(bytes, 0, value, cpu * shape.strideBytes(), bytes.length);
      }
    }
  }

  private void checkHandle(Args args, String kind) {
    if (shape.valueSize() != Integer.BYTES) {
      throw CommandException.failed("value smaller than 4B for " + kind + "?");
    }
    if (args.count() < 2) {
      throw CommandException.failed("not enough value arguments for " + kind);
    }
  }

  private void store(Fd fd) {
    target = fd;
    ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).putInt(0, fd.number());
  }

  @Override
  public void close() {
    if (target != null) {
      target.close();
    }
  }
}
