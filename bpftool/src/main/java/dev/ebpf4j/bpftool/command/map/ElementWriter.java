package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.bpftool.out.HexText;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.bpftool.out.ValueWriter;
import dev.ebpf4j.map.MapShape;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// Writes one element of a map in each of its forms: as bytes for people, as typed values for
/// people, and as JSON with both.
final class ElementWriter {

  /// Keys or values longer than this start on a line of their own.
  private static final int LONG = 16;

  /// Key and value share a line up to this many bytes in all.
  private static final int ONE_LINE = 24;

  private static final JsonOut.Name KEY = new JsonOut.Name("key");
  private static final JsonOut.Name VALUE = new JsonOut.Name("value");
  private static final JsonOut.Name FORMATTED = new JsonOut.Name("formatted");
  private static final JsonOut.Name CPU = new JsonOut.Name("cpu");

  private final MapShape shape;
  private final @Nullable MapTypes types;

  ElementWriter(MapShape shape, @Nullable MapTypes types) {
    this.shape = shape;
    this.types = types;
  }

  /// An element as bytes.
  void plain(TextBuffer out, byte[] key, int keyOffset, byte[] value, int valueOffset) {
    if (shape.isPerCpu()) {
      plainPerCpu(out, key, keyOffset, value, valueOffset);
      return;
    }
    int keySize = shape.keySize();
    int valueSize = shape.valueSize();
    boolean ownLines = keySize > LONG || valueSize > LONG;
    boolean oneLine = keySize + valueSize <= ONE_LINE && !ownLines;
    if (keySize > 0) {
      out.text("key:").ch(ownLines ? '\n' : ' ');
      HexText.rows(out, key, keyOffset, keySize);
      out.text(oneLine ? "  " : "\n");
    }
    if (valueSize > 0) {
      if (shape.isMapInMap()) {
        out.text("inner_map_id: ").unsigned(u32(value, valueOffset)).ch(' ');
      } else {
        out.text("value:").ch(ownLines ? '\n' : ' ');
        HexText.rows(out, value, valueOffset, valueSize);
      }
    }
    out.nl();
  }

  private void plainPerCpu(
      TextBuffer out, byte[] key, int keyOffset, byte[] value, int valueOffset) {
    out.text("key:\n");
    HexText.rows(out, key, keyOffset, shape.keySize());
    out.nl();
    for (int cpu = 0; cpu < shape.cpus(); cpu++) {
      out.text("value (CPU ");
      if (cpu < 10) {
        out.ch('0');
      }
      out.dec(cpu).text("):").ch(shape.valueSize() > LONG ? '\n' : ' ');
      HexText.rows(out, value, valueOffset + cpu * shape.strideBytes(), shape.valueSize());
      out.nl();
    }
  }

  /// An element whose value cannot be read.
  void plainFailure(TextBuffer out, byte[] key, int keyOffset, int errno) {
    String message = failure(errno);
    int keySize = shape.keySize();
    boolean ownLines = keySize > LONG || message.length() > LONG;
    boolean oneLine = keySize + message.length() <= ONE_LINE && !ownLines;
    out.text("key:").ch(ownLines ? '\n' : ' ');
    HexText.rows(out, key, keyOffset, keySize);
    out.text(oneLine ? "  " : "\n");
    out.text("value:").ch(ownLines ? '\n' : ' ').text(message).nl();
  }

  private String failure(int errno) {
    if (errno == Errno.ENOENT) {
      return "<no entry>";
    }
    if (errno == Errno.ENOSPC && shape.type() == MapType.REUSEPORT_SOCKARRAY) {
      return "<cannot read>";
    }
    return Errno.message(errno);
  }

  /// Whether an element is passed over in silence: places of these maps that hold nothing.
  boolean isHole(int errno) {
    return errno == Errno.ENOENT && (shape.isMapInMap() || shape.type() == MapType.PROG_ARRAY);
  }

  /// An element as typed values.
  void typed(JsonOut json, byte[] key, int keyOffset, byte[] value, int valueOffset) {
    typed(json, new ValueWriter(json, true), key, keyOffset, value, valueOffset);
  }

  private void typed(
      JsonOut json, ValueWriter writer, byte[] key, int keyOffset, byte[] value, int valueOffset) {
    if (types == null) {
      throw new IllegalStateException("no types");
    }
    json.beginObject();
    if (types.key() != null) {
      json.name(KEY);
      types.key().format(key, keyOffset, writer);
    }
    if (shape.isPerCpu()) {
      json.beginArray("values");
      for (int cpu = 0; cpu < shape.cpus(); cpu++) {
        json.beginObject().name(CPU).unsigned(cpu).name(VALUE);
        types.value().format(value, valueOffset + cpu * shape.strideBytes(), writer);
        json.endObject();
      }
      json.endArray();
    } else {
      json.name(VALUE);
      types.value().format(value, valueOffset, writer);
    }
    json.endObject();
  }

  /// An element as JSON: its bytes, and its typed values if it has types.
  void json(JsonOut json, byte[] key, int keyOffset, byte[] value, int valueOffset) {
    json.beginObject();
    json.name(KEY).hexBytes(key, keyOffset, shape.keySize());
    if (shape.isPerCpu()) {
      json.beginArray("values");
      for (int cpu = 0; cpu < shape.cpus(); cpu++) {
        json.beginObject().name(CPU).unsigned(cpu).name(VALUE);
        json.hexBytes(value, valueOffset + cpu * shape.strideBytes(), shape.valueSize());
        json.endObject();
      }
      json.endArray();
    } else {
      json.name(VALUE).hexBytes(value, valueOffset, shape.valueSize());
      if (shape.isMapInMap()) {
        json.u32("inner_map_id", u32(value, valueOffset));
      }
    }
    if (types != null) {
      json.name(FORMATTED);
      typed(json, new ValueWriter(json, false), key, keyOffset, value, valueOffset);
    }
    json.endObject();
  }

  /// An element whose value cannot be read, as JSON.
  void jsonFailure(JsonOut json, byte[] key, int keyOffset, int errno) {
    json.beginObject();
    json.name(KEY).hexBytes(key, keyOffset, shape.keySize());
    json.beginObject("value").field("error", Errno.message(errno)).endObject();
    json.endObject();
  }

  private static int u32(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff)
        | (bytes[offset + 1] & 0xff) << 8
        | (bytes[offset + 2] & 0xff) << 16
        | bytes[offset + 3] << 24;
  }
}
