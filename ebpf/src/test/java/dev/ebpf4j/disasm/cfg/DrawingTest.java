package dev.ebpf4j.disasm.cfg;

import static dev.ebpf4j.insn.Insns.exit;
import static dev.ebpf4j.insn.Insns.jumpIf;
import static dev.ebpf4j.insn.Insns.mov64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.disasm.Annotations;
import dev.ebpf4j.disasm.FunctionStarts;
import dev.ebpf4j.disasm.SourceLines;
import dev.ebpf4j.disasm.cfg.FlowLayout.Node;
import dev.ebpf4j.insn.Assembler;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.Condition;
import dev.ebpf4j.insn.InsnNames;
import dev.ebpf4j.insn.Register;
import dev.ebpf4j.util.TextBuffer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawingTest {

  /// A program of branches to and fro, `exit` at its end.
  private static Code tangle(long seed, int length) {
    Random random = new Random(seed);
    Assembler assembler = new Assembler();
    for (int i = 0; i < length; i++) {
      if (random.nextInt(3) == 0) {
        int target = random.nextInt(length + 1);
        assembler.add(
            random.nextInt(4) == 0
                ? dev.ebpf4j.insn.Insns.jump(target - i - 1)
                : jumpIf(Condition.SET, Register.R1, i, target - i - 1));
      } else {
        assembler.add(mov64(Register.R0, i));
      }
    }
    return assembler.add(exit()).assembly().code();
  }

  private static final Annotations NOTED =
      new Annotations(
          FunctionStarts.NONE,
          SourceLines.NONE,
          slot -> slot % 7 == 0 ? "<a> & {b} | \"c\"" : null);

  @Property(tries = 200)
  void blocksDoNotOverlapAndControlRunsDownwards(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 120) int length) {
    FunctionFlow flow = ControlFlow.of(tangle(seed, length), false).getFirst();
    double[] widths = new double[flow.blocks().size() + Block.FIRST];
    double[] heights = widths.clone();
    for (int i = 0; i < widths.length; i++) {
      widths[i] = 20 + i % 9 * 30;
      heights[i] = 10 + i % 5 * 25;
    }
    FlowLayout layout = new FlowLayout(flow, widths, heights);
    double lowest = 0;
    for (List<Node> row : layout.rows()) {
      double right = -1e-6;
      for (Node node : row) {
        assertTrue(node.x - node.width / 2 >= right - 1e-6);
        right = node.x + node.width / 2;
        assertTrue(right <= layout.width() + 1e-6);
        assertTrue(layout.top(node) >= lowest);
      }
      double top = layout.top(row.getFirst());
      for (Node node : row) {
        assertEquals(top, layout.top(node));
        lowest = Math.max(lowest, layout.bottom(node));
      }
    }
    for (Edge edge : flow.edges()) {
      if (!layout.isBack(edge)) {
        assertTrue(layout.bottom(layout.node(edge.from())) < layout.top(layout.node(edge.to())));
      }
    }
  }

  /// Each of thousands of blocks may lead to the end: lanes for all would be millions of pieces.
  @Test
  void longWaysOfLargeFunctionsHaveNoLanes() {
    int length = 6000;
    Random random = new Random(7);
    Assembler assembler = new Assembler();
    for (int i = 0; i < length; i++) {
      int ahead = random.nextInt(length - i);
      assembler.add(jumpIf(Condition.SET, Register.R1, i, ahead));
    }
    Code code = assembler.add(exit()).assembly().code();
    FunctionFlow flow = ControlFlow.of(code, false).getFirst();
    double[] sizes = new double[flow.blocks().size() + Block.FIRST];
    Arrays.fill(sizes, 20);
    FlowLayout layout = new FlowLayout(flow, sizes, sizes);
    int nodes = layout.rows().stream().mapToInt(List::size).sum();
    assertTrue(nodes < 250_000, nodes + " nodes");
    for (Edge edge : flow.edges()) {
      assertTrue(layout.bottom(layout.node(edge.from())) < layout.top(layout.node(edge.to())));
    }
  }

  private static String svg(Code code, boolean opcodes) {
    TextBuffer out = new TextBuffer();
    new SvgWriter(code, InsnNames.NONE, NOTED, opcodes, true)
        .write(ControlFlow.of(code, false), out);
    return out.toString();
  }

  /// Elements are closed in order, and text has no bare markup.
  private static void assertWellFormed(String xml) {
    Deque<String> open = new ArrayDeque<>();
    Matcher tag =
        Pattern.compile(
                "<(\\?[^>]*\\?|/?)(\\w*)((?: [-:\\w]+=\"[^\"<&]*\")*)(/?)>|[<>]|&(?!lt;|gt;|amp;)")
            .matcher(xml);
    while (tag.find()) {
      assertTrue(tag.group(2) != null, () -> "bare markup: " + tag.group());
      if (tag.group(1).equals("/")) {
        assertEquals(open.pop(), tag.group(2));
      } else if (tag.group(1).isEmpty() && tag.group(4).isEmpty()) {
        open.push(tag.group(2));
      }
    }
    assertTrue(open.isEmpty());
  }

  @Test
  void drawingIsXmlWithABoxForEachBlock() {
    for (int length : new int[] {0, 1, 10, 400}) {
      Code code = tangle(length, length);
      String xml = svg(code, length == 10);
      assertWellFormed(xml);
      int boxes = xml.split("<rect class=\"b\"", -1).length - 1;
      assertEquals(ControlFlow.of(code, false).getFirst().blocks().size(), boxes);
    }
  }

  @Property(tries = 200)
  void anyBytesAreDrawn(@ForAll byte[] bytes) {
    Code code = Code.of(Arrays.copyOf(bytes, bytes.length * 3));
    assertTrue(svg(code, true).endsWith("</svg>\n"));
  }

  @Test
  void graphvizRendersTheGraph(@TempDir Path directory) throws IOException, InterruptedException {
    assumeTrue(
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(d -> Files.isExecutable(Path.of(d, "dot"))),
        "needs Graphviz");
    for (boolean opcodes : new boolean[] {false, true}) {
      TextBuffer dot = new TextBuffer();
      Code code = tangle(3, 60);
      new DotWriter(code, InsnNames.NONE, NOTED, opcodes, true)
          .write(ControlFlow.of(code, false), dot);
      Path file = Files.write(directory.resolve("graph.dot"), dot.toByteArray());
      Path picture = directory.resolve("graph.svg");
      Process process =
          new ProcessBuilder("dot", "-Tsvg", "-o", picture.toString(), file.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes());
      assertEquals(0, process.waitFor(), said);
      assertEquals("", said);
      String drawn = Files.readString(picture);
      assertTrue(drawn.contains("(95) exit"));
      assertTrue(drawn.contains("&lt;a&gt; &amp; {b} | &quot;c&quot;"), drawn);
    }
  }
}
