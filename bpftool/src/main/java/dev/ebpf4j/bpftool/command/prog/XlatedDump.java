package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.disasm.Annotations;
import dev.ebpf4j.disasm.CodeListing;
import dev.ebpf4j.disasm.SourceLines;
import dev.ebpf4j.disasm.cfg.ControlFlow;
import dev.ebpf4j.disasm.cfg.DotWriter;
import dev.ebpf4j.disasm.cfg.SvgWriter;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.InsnNames;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// The BPF instructions of one program, with all that a listing of them needs.
///
/// @param loaded whether they come out of the kernel, and not out of a file
record XlatedDump(Code code, InsnNames names, Annotations annotations, boolean loaded) {

  /// Width of the numbers before the instructions.
  private static final int INDEX_WIDTH = 4;

  /// One line for each instruction, with function signatures and source lines between them.
  void plain(TextBuffer out, DumpOptions options) {
    CodeListing listing = new CodeListing(code, names, annotations);
    while (listing.next()) {
      String signature = listing.signature();
      if (signature != null && !signature.isEmpty()) {
        out.text(signature).text(":\n");
      }
      plainLine(annotations.lines(), listing.line(), options.places(), out);
      String note = listing.note();
      if (note != null) {
        out.text("; ").text(note).nl();
      }
      int slot = listing.slot();
      for (int limit = 1000, i = 1; i < INDEX_WIDTH; i++, limit /= 10) {
        if (slot < limit) {
          out.ch(' ');
        }
      }
      out.dec(slot).text(": ");
      listing.text(out);
      out.nl();
      if (options.opcodes()) {
        out.text("      ");
        for (int i = 0; i < listing.width() * Code.SLOT; i++) {
          out.ch(' ').hex(code.byteAt(slot * Code.SLOT + i), 2);
        }
        out.nl();
      }
    }
    trailing(out);
  }

  /// Bytes that make no whole instruction.
  private void trailing(TextBuffer out) {
    int count = code.trailingBytes();
    if (count > 0) {
      out.text("; ").dec(count).text(" bytes are no whole instruction:");
      for (int i = 0; i < count; i++) {
        out.ch(' ').hex(code.byteAt(code.slots() * Code.SLOT + i), 2);
      }
      out.nl();
    }
  }

  /// A source line; nothing for a record number below 0.
  static void plainLine(SourceLines lines, int line, boolean places, TextBuffer out) {
    String text = line < 0 ? null : lines.text(line);
    if (text == null) {
      return;
    }
    out.text("; ").text(text);
    if (places) {
      String file = lines.file(line);
      out.text(" [file:").text(file == null ? "" : file);
      out.text(" line_num:").dec(lines.line(line));
      out.text(" line_col:").dec(lines.column(line)).ch(']');
    }
    out.nl();
  }

  /// An array with one object for each instruction.
  void json(JsonOut json, DumpOptions options) {
    CodeListing listing = new CodeListing(code, names, annotations);
    TextBuffer text = new TextBuffer();
    json.beginArray();
    while (listing.next()) {
      json.beginObject();
      String signature = listing.signature();
      if (signature != null && !signature.isEmpty()) {
        json.field("proto", signature);
      }
      jsonLine(annotations.lines(), listing.line(), options.places(), json);
      member("note", listing.note(), json);
      text.truncate(0);
      listing.text(text);
      json.field("disasm", text.toString());
      if (options.opcodes()) {
        opcodes(listing.slot(), listing.width(), json);
      }
      json.endObject();
    }
    json.endArray();
  }

  /// Members for a source line; none for a record number below 0.
  static void jsonLine(SourceLines lines, int line, boolean places, JsonOut json) {
    if (line < 0) {
      return;
    }
    member("src", lines.text(line), json);
    if (places) {
      member("file", lines.file(line), json);
      if (lines.line(line) != 0) {
        json.field("line_num", lines.line(line));
      }
      if (lines.column(line) != 0) {
        json.field("line_col", lines.column(line));
      }
    }
  }

  private static void member(String name, @Nullable String text, JsonOut json) {
    if (text != null) {
      json.field(name, text);
    }
  }

  private void opcodes(int slot, int width, JsonOut json) {
    json.beginObject("opcodes");
    json.name("code").hex(code.opcode(slot), 2);
    json.name("src_reg").hex(code.src(slot), 1);
    json.name("dst_reg").hex(code.dst(slot), 1);
    bytes("off", slot * Code.SLOT + 2, 2, json);
    bytes("imm", slot * Code.SLOT + 4, width * Code.SLOT - 4, json);
    json.endObject();
  }

  private void bytes(String name, int from, int count, JsonOut json) {
    json.beginArray(name);
    for (int i = 0; i < count; i++) {
      json.hex(code.byteAt(from + i), 2);
    }
    json.endArray();
  }

  /// Control flow for Graphviz.
  void dot(TextBuffer out, DumpOptions options) {
    new DotWriter(code, names, annotations, options.opcodes(), options.places())
        .write(ControlFlow.of(code, loaded), out);
  }

  /// Control flow as a drawing.
  byte[] svg(DumpOptions options) {
    TextBuffer out = new TextBuffer();
    new SvgWriter(code, names, annotations, options.opcodes(), options.places())
        .write(ControlFlow.of(code, loaded), out);
    return out.toByteArray();
  }
}
