package dev.ebpf4j.disasm.cfg;

import dev.ebpf4j.disasm.Annotations;
import dev.ebpf4j.disasm.SourceLines;
import dev.ebpf4j.disasm.cfg.FlowLayout.Node;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.InsnNames;
import dev.ebpf4j.insn.InsnText;
import dev.ebpf4j.util.TextBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Draws control flow as SVG, without any other program: one frame for each function, one box for
/// each block with its instructions and source lines. Ways to the next instruction are grey, jumps
/// blue, conditional jumps green, ways back red.
public final class SvgWriter {

  private static final double FONT = 11;
  private static final double CHARACTER = 6.62;
  private static final double LINE = 14;
  private static final double PADDING = 6;
  private static final double MARGIN = 24;
  private static final double TITLE = 26;
  private static final int MAX_LINE = 96;

  private static final int CODE = 0;
  private static final int SOURCE = 1;
  private static final int SIGNATURE = 2;
  private static final int BYTES = 3;
  private static final String[] CLASSES = {"", " class=\"s\"", " class=\"f\"", " class=\"o\""};

  private static final String STYLE =
      "text{font:11px ui-monospace,\"DejaVu Sans Mono\",Menlo,Consolas,monospace;fill:#1f2328;"
          + "white-space:pre}"
          + ".s{fill:#1a7f37}.f{font-weight:bold}.o{fill:#6e7781}.t{font-size:13px;font-weight:bold}"
          + ".b{fill:#fff;stroke:#57606a}.e{fill:#ddf4ff;stroke:#0969da}"
          + ".u{fill:#fff8c5;stroke:#9a6700;stroke-dasharray:4 2}"
          + ".g{fill:#f6f8fa;stroke:#8c959f;stroke-dasharray:6 4}"
          + "path{fill:none;stroke:#57606a;stroke-width:1.3}"
          + ".FALL{stroke:#57606a}.JUMP{stroke:#0969da}.TAKEN{stroke:#1a7f37}"
          + ".back{stroke:#cf222e}.lane{stroke:#8250df}";

  /// A line of text in a box.
  private record Line(int kind, String text) {}

  private final Code code;
  private final InsnText text;
  private final Annotations annotations;
  private final boolean opcodes;
  private final boolean places;
  private final TextBuffer scratch = new TextBuffer();

  /// @param opcodes whether the bytes of each instruction are shown
  /// @param places whether file, line and column of source lines are shown
  public SvgWriter(
      Code code, InsnNames names, Annotations annotations, boolean opcodes, boolean places) {
    this.code = code;
    this.text = new InsnText(names);
    this.annotations = annotations;
    this.opcodes = opcodes;
    this.places = places;
  }

  /// Writes the drawing of all functions, one below the other.
  public void write(List<FunctionFlow> functions, TextBuffer out) {
    TextBuffer body = new TextBuffer();
    double y = MARGIN;
    double width = 0;
    for (FunctionFlow function : functions) {
      Drawing drawing = new Drawing(function);
      drawing.write(MARGIN, y, body);
      y += drawing.height() + MARGIN;
      width = Math.max(width, drawing.width());
    }
    out.text(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"");
    number(out.text(" width=\""), width + 2 * MARGIN);
    number(out.text("\" height=\""), y);
    number(out.text("\" viewBox=\"0 0 "), width + 2 * MARGIN);
    number(out.ch(' '), y);
    out.text("\">\n<style>").text(STYLE).text("</style>\n<defs>\n");
    for (String kind : new String[] {"FALL", "JUMP", "TAKEN", "back", "lane"}) {
      out.text("<marker id=\"").text(kind).text("\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\"");
      out.text(" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"").text(kind);
      out.text("\" d=\"M0 1L7 4L0 7\"/></marker>\n");
    }
    out.text("</defs>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    out.bytes(body.toByteArray()).text("</svg>\n");
  }

  private static TextBuffer number(TextBuffer out, double value) {
    long tenths = Math.round(value * 10);
    if (tenths < 0) {
      out.ch('-');
      tenths = -tenths;
    }
    out.dec(tenths / 10);
    return tenths % 10 == 0 ? out : out.ch('.').dec(tenths % 10);
  }

  private static void escaped(TextBuffer out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.text("&lt;");
        case '>' -> out.text("&gt;");
        case '&' -> out.text("&amp;");
        default -> {
          boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length();
          if (c < 0x20 || (!pair && Character.isSurrogate(c)) || c >= 0xfffe) {
            out.ch(' ');
          } else {
            out.text(text.substring(i, pair ? i + 2 : i + 1));
            i += pair ? 1 : 0;
          }
        }
      }
    }
  }

  /// The lines of a block.
  private List<Line> lines(Block block) {
    List<Line> lines = new ArrayList<>();
    if (block.isOutside()) {
      lines.add(new Line(CODE, "outside: " + block.start()));
      return lines;
    }
    int lastLine = -1;
    for (int slot = block.start(); slot < block.end(); slot += code.width(slot)) {
      int function = annotations.functions().indexAt(slot);
      String signature = function < 0 ? null : annotations.functions().signature(function);
      if (signature != null) {
        lines.add(new Line(SIGNATURE, signature));
      }
      int line = annotations.lines().covering(slot, 0);
      if (line >= 0 && (lastLine < 0 || places || !sameText(line, lastLine))) {
        source(line, lastLine, lines);
      }
      lastLine = line;
      String note = annotations.notes().at(slot);
      if (note != null) {
        lines.add(new Line(SOURCE, "; " + note));
      }
      instruction(slot, lines);
    }
    return lines;
  }

  private boolean sameText(int line, int other) {
    return line == other
        || Objects.equals(annotations.lines().text(line), annotations.lines().text(other));
  }

  private void source(int line, int lastLine, List<Line> lines) {
    if (line == lastLine) {
      return;
    }
    SourceLines source = annotations.lines();
    String shown = source.text(line);
    if (shown == null || shown.isEmpty()) {
      return;
    }
    if (places) {
      String place = source.file(line) + ":" + source.line(line) + ":" + source.column(line);
      lines.add(new Line(SOURCE, "; [" + place + "]"));
    }
    lines.add(new Line(SOURCE, "; " + shown.replace('\t', ' ')));
  }

  private void instruction(int slot, List<Line> lines) {
    scratch.truncate(0);
    scratch.dec(slot).text(": ");
    text.write(code, slot, scratch);
    lines.add(new Line(CODE, scratch.toString()));
    if (opcodes) {
      scratch.truncate(0);
      scratch.text("   ");
      for (int i = 0; i < Code.SLOT * code.width(slot); i++) {
        scratch.ch(' ').hex(code.byteAt(slot * Code.SLOT + i), 2);
      }
      lines.add(new Line(BYTES, scratch.toString()));
    }
  }

  private static String cut(String line) {
    return line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE - 1) + "…";
  }

  /// One function.
  private final class Drawing {
    private final FunctionFlow flow;
    private final List<List<Line>> content = new ArrayList<>();
    private final FlowLayout layout;

    /// Kinds of the ways, by their ends.
    private final Map<Long, String> kinds = new HashMap<>();

    private double left;
    private double top;

    Drawing(FunctionFlow flow) {
      this.flow = flow;
      content.add(List.of(new Line(SIGNATURE, "ENTRY")));
      content.add(List.of(new Line(SIGNATURE, "EXIT")));
      for (Block block : flow.blocks()) {
        content.add(lines(block));
      }
      double[] widths = new double[content.size()];
      double[] heights = new double[content.size()];
      for (int i = 0; i < widths.length; i++) {
        int longest = 0;
        for (Line line : content.get(i)) {
          longest = Math.max(longest, Math.min(MAX_LINE, line.text().length()));
        }
        widths[i] = longest * CHARACTER + 2 * PADDING;
        heights[i] = content.get(i).size() * LINE + 2 * PADDING;
      }
      layout = new FlowLayout(flow, widths, heights);
      for (Edge edge : flow.edges()) {
        kinds.putIfAbsent(ends(edge.from(), edge.to()), edge.kind().name());
      }
    }

    double width() {
      String title = title();
      double titleWidth = title == null ? 0 : (title.length() + 12) * CHARACTER * 13 / FONT;
      return Math.max(layout.width() + 2 * MARGIN, titleWidth);
    }

    double height() {
      return layout.height() + TITLE + 2 * MARGIN;
    }

    void write(double x, double y, TextBuffer out) {
      left = x + MARGIN;
      top = y + MARGIN + TITLE;
      rectangle(out, "g", x, y, width(), height());
      number(out.text("<text class=\"t\" x=\""), x + PADDING * 2);
      number(out.text("\" y=\""), y + TITLE * 0.7).text("\">func_").dec(flow.index());
      String title = title();
      if (title != null) {
        out.text(": ");
        escaped(out, title);
      }
      out.text("</text>\n");
      for (List<Node> row : layout.rows()) {
        for (Node node : row) {
          ways(node, out);
        }
      }
      for (Edge edge : flow.edges()) {
        if (layout.isBack(edge)) {
          back(layout.node(edge.from()), layout.node(edge.to()), out);
        }
      }
      for (int i = 0; i < content.size(); i++) {
        box(i, out);
      }
    }

    private @Nullable String title() {
      int function = annotations.functions().indexAt(flow.start());
      return function < 0 ? null : annotations.functions().signature(function);
    }

    private void rectangle(
        TextBuffer out, String kind, double x, double y, double width, double height) {
      out.text("<rect class=\"").text(kind);
      number(out.text("\" rx=\"4\" x=\""), x);
      number(out.text("\" y=\""), y);
      number(out.text("\" width=\""), width);
      number(out.text("\" height=\""), height).text("\"/>\n");
    }

    private void box(int id, TextBuffer out) {
      Node node = layout.node(id);
      double x = left + node.x - node.width / 2;
      double y = top + layout.top(node);
      boolean end = id < Block.FIRST;
      boolean outside = !end && flow.blocks().get(id - Block.FIRST).isOutside();
      rectangle(out, end ? "e" : outside ? "u" : "b", x, y, node.width, node.height);
      y += PADDING + FONT - 1;
      for (Line line : content.get(id)) {
        out.text("<text").text(CLASSES[line.kind()]);
        number(out.text(" x=\""), x + PADDING);
        number(out.text("\" y=\""), y).text("\">");
        escaped(out, cut(line.text()));
        out.text("</text>\n");
        y += LINE;
      }
    }

    /// Place of one of several ways at a node's edge, in the order of the nodes at their other
    /// ends.
    private double port(Node node, List<Node> others, Node other) {
      if (node.isLane()) {
        return node.x;
      }
      int rank = 0;
      for (Node each : others) {
        if (each.x < other.x
            || (each.x == other.x && others.indexOf(each) < others.indexOf(other))) {
          rank++;
        }
      }
      double step = Math.min(22, node.width / (others.size() + 1));
      return node.x + (rank - (others.size() - 1) / 2.0) * step;
    }

    /// Draws the ways that leave a node downwards, and its own piece if it is a lane.
    private void ways(Node node, TextBuffer out) {
      if (isLoop(node)) {
        return;
      }
      if (node.isLane() && layout.bottom(node) > layout.top(node)) {
        path(out, "lane");
        point(out.ch('M'), node.x, layout.top(node));
        point(out.ch('L'), node.x, layout.bottom(node));
        out.text("\"/>\n");
      }
      for (Node next : node.below) {
        String kind = node.isLane() ? "lane" : kind(node.block, next.target);
        path(out, kind);
        double x = port(node, node.below, next);
        double end = port(next, next.above, node);
        double from = layout.bottom(node);
        double to = layout.top(next);
        double bend = Math.min(40, (to - from) * 0.6);
        point(out.ch('M'), x, from);
        point(out.ch('C'), x, from + bend);
        point(out.ch(' '), end, to - bend);
        point(out.ch(' '), end, to);
        out.ch('"');
        if (!next.isLane()) {
          out.text(" marker-end=\"url(#").text(kind).text(")\"");
        }
        out.text("/>\n");
      }
    }

    private String kind(int from, int to) {
      return kinds.getOrDefault(ends(from, to), "FALL");
    }

    private static long ends(int from, int to) {
      return (long) from << Integer.SIZE | to;
    }

    private boolean isLoop(Node node) {
      Node[] pieces = node.isLane() ? layout.loop(node.target) : null;
      return pieces != null && pieces[node.row] == node;
    }

    /// Draws a way back: down from its block, over to the lane, up, and down into its target.
    private void back(Node from, Node to, TextBuffer out) {
      Node[] pieces = layout.loop(to.block);
      if (pieces == null) {
        return;
      }
      path(out, "back");
      double x = from.x + from.width / 4;
      double lane = pieces[from.row].x;
      double low = layout.rowBottom(from);
      point(out.ch('M'), x, layout.bottom(from));
      point(out.ch('L'), x, low);
      point(out.ch('C'), x, low + 22);
      point(out.ch(' '), lane, low + 22);
      point(out.ch(' '), lane, low - 2);
      for (int row = from.row; row > to.row; row--) {
        double above = pieces[row - 1].x;
        double end = layout.rowBottom(pieces[row - 1]);
        double top = layout.top(pieces[row]);
        point(out.ch('L'), lane, top);
        point(out.ch('C'), lane, top - 20);
        point(out.ch(' '), above, end + 20);
        point(out.ch(' '), above, end);
        lane = above;
      }
      double entry = layout.top(to);
      double target = to.x + to.width / 4;
      point(out.ch('L'), lane, entry + 2);
      point(out.ch('C'), lane, entry - 22);
      point(out.ch(' '), target, entry - 22);
      point(out.ch(' '), target, entry);
      out.text("\" marker-end=\"url(#back)\"/>\n");
    }

    private void path(TextBuffer out, String kind) {
      out.text("<path class=\"").text(kind).text("\" d=\"");
    }

    private void point(TextBuffer out, double x, double y) {
      number(out, left + x);
      number(out.ch(' '), top + y);
    }
  }
}
