package dev.ebpf4j.btf.encode;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.BtfExt.CoreRelo;
import dev.ebpf4j.btf.BtfExt.FuncInfo;
import dev.ebpf4j.btf.BtfExt.LineInfo;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/// Builds a `.BTF.ext` section. Program sections are named by the offset of their name among the
/// strings of the BTF that belongs to it; their parts stand in the order in which they first came
/// up, their records in the order of adding, which must be that of the instructions.
public final class BtfExtBuilder {

  private static final int HEADER_SIZE = 32;

  private final ByteOrder order;
  private final Table functions = new Table(2);
  private final Table lines = new Table(4);
  private final Table relocations = new Table(4);

  public BtfExtBuilder(ByteOrder order) {
    this.order = order;
  }

  public BtfExtBuilder add(int sectionName, FuncInfo info) {
    functions.part(sectionName).put(info.insnOffset()).put(info.type());
    return this;
  }

  public BtfExtBuilder add(int sectionName, LineInfo info) {
    lines
        .part(sectionName)
        .put(info.insnOffset())
        .put(info.fileName())
        .put(info.text())
        .put(info.lineColumn());
    return this;
  }

  public BtfExtBuilder add(int sectionName, CoreRelo info) {
    relocations
        .part(sectionName)
        .put(info.insnOffset())
        .put(info.type())
        .put(info.access())
        .put(info.kind());
    return this;
  }

  /// Whether nothing was added: an object has no `.BTF.ext` section then.
  public boolean isEmpty() {
    return functions.sizeBytes() + lines.sizeBytes() + relocations.sizeBytes() == 0;
  }

  /// The section's bytes.
  public byte[] build() {
    ByteWriter out =
        new ByteWriter(order).u16(BtfFormat.MAGIC).u8(BtfFormat.VERSION).u8(0).u32(HEADER_SIZE);
    int at = 0;
    for (Table table : new Table[] {functions, lines, relocations}) {
      out.u32(at).u32(table.sizeBytes());
      at += table.sizeBytes();
    }
    functions.write(out);
    lines.write(out);
    relocations.write(out);
    return out.toByteArray();
  }

  private static final class Table {
    private final int recordWords;
    private final Map<Integer, Words> parts = new LinkedHashMap<>();

    Table(int recordWords) {
      this.recordWords = recordWords;
    }

    Words part(int sectionName) {
      return parts.computeIfAbsent(sectionName, name -> new Words());
    }

    int sizeBytes() {
      int words = parts.isEmpty() ? 0 : 1;
      for (Words part : parts.values()) {
        words += 2 + part.size();
      }
      return words * Integer.BYTES;
    }

    void write(ByteWriter out) {
      if (parts.isEmpty()) {
        return;
      }
      out.u32((long) recordWords * Integer.BYTES);
      parts.forEach(
          (name, part) -> {
            out.u32(name).u32(part.size() / recordWords);
            for (int i = 0; i < part.size(); i++) {
              out.u32(part.get(i));
            }
          });
    }
  }
}
