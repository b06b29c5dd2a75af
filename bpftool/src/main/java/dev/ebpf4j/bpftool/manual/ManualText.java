package dev.ebpf4j.bpftool.manual;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The written part of a man page: a title line `# name: what it is`, then paragraphs and examples
/// (lines indented by four blanks) under headings `## heading`. A heading is a command's word, or a
/// section in capitals.
///
/// @param title what stands behind the name: half a sentence
/// @param sections blocks by heading; those before the first heading under the empty one
record ManualText(String title, Map<String, List<Block>> sections) {

  /// A paragraph, or the lines of an example.
  record Block(boolean isExample, List<String> lines) {}

  /// Reads a text.
  ///
  /// @throws IllegalArgumentException if it has no title line
  static ManualText parse(List<String> lines) {
    String first = lines.getFirst();
    int colon = first.indexOf(": ");
    if (!first.startsWith("# ") || colon < 0) {
      throw new IllegalArgumentException("no title: " + first);
    }
    Map<String, List<Block>> sections = new LinkedHashMap<>();
    List<Block> blocks = new ArrayList<>();
    sections.put("", blocks);
    List<String> block = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      boolean heading = line.startsWith("## ");
      if (line.isEmpty() || heading) {
        finish(block, blocks);
        block = new ArrayList<>();
      }
      if (heading) {
        blocks = new ArrayList<>();
        sections.put(line.substring(3), blocks);
      } else if (!line.isEmpty()) {
        block.add(line);
      }
    }
    finish(block, blocks);
    return new ManualText(first.substring(colon + 2), sections);
  }

  private static void finish(List<String> block, List<Block> blocks) {
    if (!block.isEmpty()) {
      boolean example = block.getFirst().startsWith("    ");
      blocks.add(new Block(example, block.stream().map(String::strip).toList()));
    }
  }

  /// The blocks under a heading, none if it is not there.
  List<Block> section(String heading) {
    return sections.getOrDefault(heading, List.of());
  }

  /// The command lines of all examples, in order.
  List<String> examples() {
    return sections.values().stream()
        .flatMap(List::stream)
        .filter(Block::isExample)
        .flatMap(block -> block.lines().stream())
        .toList();
  }
}
