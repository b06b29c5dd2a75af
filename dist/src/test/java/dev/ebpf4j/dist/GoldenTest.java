package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The recorded runs of bpftool 7.8 (`testkit/golden`), replayed with the finished command: every
/// case is equal, or is listed in `differences.txt` with a row of `docs/differences.md`.
class GoldenTest {
  /// Behind a row's id: the case differs or not, as the race with another process ends.
  private static final String SOMETIMES = "  sometimes";

  private static final Path GOLDEN = Finished.ROOT.resolve("testkit/golden");

  @TestFactory
  List<DynamicNode> everyCaseIsEqual() throws Exception {
    Finished.needsKernel();
    Path mine = Finished.ROOT.resolve("dist/target/golden");
    Finished.Outcome replay =
        Finished.run(
            List.of(GOLDEN.resolve("replay").toString(), mine.toString()),
            Map.of("BPFTOOL", Finished.BPFTOOL.toString()),
            1200);
    assertEquals(0, replay.status(), replay.out());
    Finished.Outcome compared =
        Finished.run(
            List.of(GOLDEN.resolve("compare").toString(), "-v", mine.toString()), Map.of(), 300);
    Map<String, String> verdicts = verdicts(compared.out());
    Map<String, String> excused = excused();
    Map<String, List<DynamicTest>> areas = new TreeMap<>();
    for (String name : cases()) {
      String area = name.substring(0, name.indexOf('/'));
      areas
          .computeIfAbsent(area, unseen -> new ArrayList<>())
          .add(dynamicTest(name, () -> judge(name, verdicts.get(name), excused.get(name))));
    }
    return areas.entrySet().stream()
        .<DynamicNode>map(area -> dynamicContainer(area.getKey(), area.getValue()))
        .toList();
  }

  private static void judge(String name, String verdict, String row) {
    if (verdict != null && verdict.startsWith("disturbed")) {
      abort("programs of others were loaded during this listing");
    }
    if (verdict != null && verdict.startsWith("unlike")) {
      abort("this kernel is unlike the recorded one, see needs.txt");
    }
    if (row == null) {
      assertEquals(null, verdict, name + " differs");
    } else if (!row.endsWith(SOMETIMES)) {
      assertTrue(verdict != null, name + " is listed as different (" + row + ") but is equal");
    }
  }

  /// By case: the parts that differ, followed by the differences.
  private static Map<String, String> verdicts(String text) {
    Map<String, StringBuilder> verdicts = new HashMap<>();
    StringBuilder current = null;
    for (String line : text.split("\n")) {
      int colon = line.indexOf(": ");
      if (line.startsWith("  ") && current != null) {
        current.append('\n').append(line);
      } else if (colon > 0 && line.lastIndexOf('/', colon) > 0 && line.indexOf(' ') > colon) {
        current = new StringBuilder(line.substring(colon + 2));
        verdicts.put(line.substring(0, colon), current);
      }
    }
    Map<String, String> texts = new HashMap<>();
    verdicts.forEach((name, verdict) -> texts.put(name, verdict.toString()));
    return texts;
  }

  @Test
  void everyListedCaseHasARowInTheDocumentation() throws Exception {
    String documentation = Files.readString(Finished.ROOT.resolve("docs/differences.md"));
    Set<String> known = new TreeSet<>(cases());
    List<String> wrong = new ArrayList<>();
    excused()
        .forEach(
            (name, row) -> {
              if (!known.contains(name)) {
                wrong.add(name + " is no case");
              }
              if (!documentation.contains("| " + row.replace(SOMETIMES, "") + " |")) {
                wrong.add(name + ": docs/differences.md has no row " + row);
              }
            });
    assertEquals(List.of(), wrong);
  }

  private static List<String> cases() throws Exception {
    try (Stream<String> lines = Files.lines(GOLDEN.resolve("cases/ORDER"))) {
      return lines.filter(line -> line.startsWith("case ")).map(line -> line.substring(5)).toList();
    }
  }

  /// By case: the row of the documentation that says why it differs.
  private static Map<String, String> excused() throws Exception {
    Map<String, String> rows = new HashMap<>();
    for (String line : Files.readAllLines(GOLDEN.resolve("differences.txt"))) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        String[] words = line.split("\\s+", 2);
        assertEquals(2, words.length, line);
        assertEquals(null, rows.put(words[0], words[1]), line + " stands twice");
      }
    }
    return rows;
  }
}
