package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ebpf4j.bpftool.command.Row;
import dev.ebpf4j.bpftool.oracle.Covers;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every sub-command has a test that holds it against an installed bpftool on a real kernel.
class OracleCoverageTest {

  @Test
  void everyRowOfTheWordTablesHasATest() throws Exception {
    Map<String, String> tests = tests();
    TreeSet<String> rows = rows();
    TreeSet<String> untested = new TreeSet<>(rows);
    untested.removeAll(tests.keySet());
    assertEquals(new TreeSet<>(), untested, "rows without a test");
    TreeSet<String> unknown = new TreeSet<>(tests.keySet());
    unknown.removeAll(rows);
    assertEquals(new TreeSet<>(), unknown, "tests of no row");
  }

  private static TreeSet<String> rows() {
    TreeSet<String> rows = new TreeSet<>();
    for (String object : Objects.words()) {
      if (!List.of("help", "batch", "version").contains(object)) {
        for (Row row : Objects.table(object).rows()) {
          if (row.command() != null) {
            rows.add(object + " " + row.word());
          }
        }
      }
    }
    return rows;
  }

  /// The first test of each row that one is marked for.
  private static Map<String, String> tests()
      throws IOException, URISyntaxException, ClassNotFoundException {
    Path root =
        Path.of(
            OracleCoverageTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Map<String, String> tests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.class")).toList()) {
        String name = root.relativize(file).toString().replace('/', '.');
        Class<?> type = Class.forName(name.substring(0, name.length() - 6));
        for (Method method : type.getDeclaredMethods()) {
          Covers covers = method.getAnnotation(Covers.class);
          if (covers != null) {
            for (String row : covers.value()) {
              tests.putIfAbsent(row, type.getSimpleName() + "." + method.getName());
            }
          }
        }
      }
    }
    return tests;
  }
}
