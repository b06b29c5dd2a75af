package dev.ebpf4j.disasm.cfg;

import dev.ebpf4j.disasm.Annotations;
import dev.ebpf4j.disasm.SourceLines;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.InsnNames;
import dev.ebpf4j.insn.InsnText;
import dev.ebpf4j.util.TextBuffer;
import java.util.List;

/// Writes control flow as a graph for Graphviz: one cluster for each function, one node for each
/// block with its instructions, source lines and, if wanted, their places and the bytes.
public final class DotWriter {

  /// Most characters of a file name.
  private static final int MAX_PATH = 32;

  /// Shortest beginning of a file name that is worth leaving out.
  private static final int MIN_CUT = 3;

  private final Code code;
  private final InsnText text;
  private final Annotations annotations;
  private final boolean opcodes;
  private final boolean places;
  private final TextBuffer scratch = new TextBuffer();

  /// @param opcodes whether the bytes of each instruction are shown
  /// @param places whether file, line and column of source lines are shown
  public DotWriter(
      Code code, InsnNames names, Annotations annotations, boolean opcodes, boolean places) {
    this.code = code;
    this.text = new InsnText(names);
    this.annotations = annotations;
    this.opcodes = opcodes;
    this.places = places;
  }

  /// Writes the graph of all functions.
  public void write(List<FunctionFlow> functions, TextBuffer out) {
    out.text("digraph \"DOT graph for eBPF program\" {\n");
    for (FunctionFlow function : functions) {
      function(function, out);
    }
    out.text("}\n");
  }

  private void function(FunctionFlow function, TextBuffer out) {
    out.text("subgraph \"cluster_").dec(function.index()).text("\" {\n");
    out.text("\tstyle=\"dashed\";\n\tcolor=\"black\";\n\tlabel=\"func_");
    out.dec(function.index()).text(" ()\";\n");
    terminal(function, Block.ENTRY, "ENTRY", out);
    for (Block block : function.blocks()) {
      if (block.isOutside()) {
        outside(function, block, out);
      } else {
        block(function, block, out);
      }
    }
    terminal(function, Block.EXIT, "EXIT", out);
    for (Edge edge : function.edges()) {
      node(function, edge.from(), out.ch('\t')).text(":s -> ");
      node(function, edge.to(), out);
      out.text(":n [style=\"solid,bold\", color=black, weight=10, constraint=true];\n");
    }
    node(function, Block.ENTRY, out.ch('\t')).text(":s -> ");
    node(function, Block.EXIT, out).text(":n [style=\"invis\", constraint=true];\n}\n");
  }

  private static TextBuffer node(FunctionFlow function, int block, TextBuffer out) {
    return out.text("fn_").dec(function.index()).text("_bb_").dec(block);
  }

  private static void terminal(FunctionFlow function, int id, String name, TextBuffer out) {
    node(function, id, out.ch('\t')).text(" [shape=Mdiamond,style=filled,label=\"");
    out.text(name).text("\"];\n\n");
  }

  private static void outside(FunctionFlow function, Block block, TextBuffer out) {
    node(function, block.id(), out.ch('\t'));
    out.text(" [shape=octagon,style=\"filled,dashed\",label=\"outside: ");
    out.dec(block.start()).text("\"];\n\n");
  }

  private void block(FunctionFlow function, Block block, TextBuffer out) {
    node(function, block.id(), out.ch('\t')).text(" [shape=record,style=filled,label=\"{\\\n");
    int lastLine = -1;
    for (int slot = block.start(); slot < block.end(); slot += code.width(slot)) {
      if (slot > block.start()) {
        out.text("| ");
      }
      signature(slot, out);
      int line = annotations.lines().covering(slot, 0);
      if (line >= 0 && line != lastLine) {
        sourceLine(line, out);
        lastLine = line;
      }
      String note = annotations.notes().at(slot);
      if (note != null) {
        escaped(note, out);
      }
      instruction(slot, out);
    }
    out.text("}\"];\n\n");
  }

  private void signature(int slot, TextBuffer out) {
    int function = annotations.functions().indexAt(slot);
    String signature = function < 0 ? null : annotations.functions().signature(function);
    if (signature != null && !signature.isEmpty()) {
      out.text("; ").text(signature).text(":\\l\\\n");
    }
  }

  private void sourceLine(int line, TextBuffer out) {
    SourceLines lines = annotations.lines();
    String source = lines.text(line);
    if (source == null || source.isEmpty()) {
      return;
    }
    if (places) {
      String file = lines.file(line);
      out.text("; [").text(file == null ? "" : shortened(file)).text(" line:");
      out.dec(lines.line(line)).text(" col:").dec(lines.column(line)).text("]\\l\\\n");
    }
    escaped(source, out);
  }

  /// A remark, each character that means something to Graphviz behind a backslash.
  private static void escaped(String text, TextBuffer out) {
    out.text("; ");
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if ("\\\"{}<>| ".indexOf(text.charAt(i)) >= 0) {
        out.text(text.substring(start, i)).ch('\\');
        start = i;
      }
    }
    out.text(text.substring(start)).text("\\l\\\n");
  }

  /// The end of a path that is long, from a slash on.
  private static String shortened(String path) {
    if (path.length() <= MAX_PATH) {
      return path;
    }
    int cut = path.indexOf('/', path.length() - MAX_PATH);
    if (cut < 0) {
      cut = path.lastIndexOf('/');
    }
    return cut < MIN_CUT ? path : "..." + path.substring(cut);
  }

  private void instruction(int slot, TextBuffer out) {
    scratch.truncate(0);
    text.write(code, slot, scratch);
    out.dec(slot).text(": ");
    String shown = scratch.toString();
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      if (c == '<' || c == '>' || c == '|' || c == '&') {
        out.ch('\\');
      }
      out.ch(c);
    }
    out.text("\\l\\\n");
    if (opcodes) {
      out.text("\\ \\ \\ \\");
      int bytes = Code.SLOT * code.width(slot);
      for (int i = 0; i < bytes; i++) {
        out.ch(' ').hex(code.byteAt(slot * Code.SLOT + i), 2);
      }
      out.text("\\l\\\n");
    }
  }
}
