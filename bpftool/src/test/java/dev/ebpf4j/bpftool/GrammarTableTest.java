package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import dev.ebpf4j.util.TextBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The word tables against the list of what upstream's 7.8 has, in the order in which it matches.
class GrammarTableTest {

  private static final List<String> OBJECTS =
      List.of(
          "help batch prog map link cgroup perf net feature btf gen struct_ops iter token version"
              .split(" "));

  private static final Map<String, String> COMMANDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "prog",
                  "show list help dump pin load loadall attach detach tracelog run profile"),
              Map.entry(
                  "map",
                  "show list help dump update lookup getnext delete pin event_pipe create peek"
                      + " push enqueue pop dequeue freeze"),
              Map.entry("link", "show list help pin detach"),
              Map.entry("cgroup", "show list tree attach detach help"),
              Map.entry("perf", "show list help"),
              Map.entry("net", "show list attach detach help"),
              Map.entry("feature", "probe list_builtins help"),
              Map.entry("btf", "show list help dump"),
              Map.entry("gen", "object skeleton subskeleton min_core_btf help"),
              Map.entry("struct_ops", "show list register unregister dump help"),
              Map.entry("iter", "help pin"),
              Map.entry("token", "show list help")));

  @Test
  void objectsStandInMatchingOrder() {
    assertEquals(OBJECTS, List.of(Objects.words()));
  }

  @TestFactory
  Stream<DynamicTest> commandsStandInMatchingOrder() {
    return COMMANDS.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        assertEquals(
                            List.of(entry.getValue().split(" ")),
                            Objects.table(entry.getKey()).rows().stream()
                                .map(Row::word)
                                .toList())));
  }

  /// Abbreviations that users have in their fingers.
  @Test
  void theFirstThatFitsWins() {
    Map<String, String> winners =
        Map.of("l", "list", "lo", "load", "loada", "loadall", "p", "pin", "pr", "profile");
    winners.forEach((typed, word) -> assertEquals(word, found("prog", typed)));
    Map<String, String> maps =
        Map.of("d", "dump", "de", "delete", "deq", "dequeue", "pe", "peek", "e", "event_pipe");
    maps.forEach((typed, word) -> assertEquals(word, found("map", typed)));
    assertEquals("show", found("link", ""));
    assertNull(Objects.table("link").find("showx"));
    assertEquals("batch", Objects.find("b"));
    assertEquals("btf", Objects.find("bt"));
    assertEquals("perf", Objects.find("pe"));
    assertEquals("help", Objects.find(""));
    assertNull(Objects.find("progs"));
  }

  private static String found(String object, String typed) {
    Row row = Objects.table(object).find(typed);
    assertNotNull(row);
    return row.word();
  }

  @TestFactory
  Stream<DynamicTest> everyCommandCanBeMade() {
    return rows(
        (table, row) -> {
          Supplier<?> maker = row.command();
          assertEquals(row.word().equals("help"), maker == null);
          if (maker != null) {
            assertNotNull(maker.get());
          }
          assertFalse(row.summary().isEmpty());
        });
  }

  @TestFactory
  Stream<DynamicTest> theUsageNamesEveryCommand() {
    return rows(
        (table, row) -> {
          TextBuffer text = new TextBuffer();
          table.usage(text, table.object());
          String usage = text.toString();
          assertTrue(usage.startsWith("Usage: bpftool " + table.object() + " "));
          assertTrue(usage.contains(row.word()), row.word());
        });
  }

  /// What stands for something in the argument grammar; completions know how to list each.
  private static final Set<String> PLACEHOLDERS =
      new TreeSet<>(
          List.of(
              ("PROG MAP LINK FILE DIR OBJ PATH TYPE DEV IDX NAME NUMBER SECONDS METRIC DATA VALUE"
                      + " UPDATE_FLAG MAP_TYPE MAP_FLAGS CGROUP CGROUP_ATTACH_TYPE"
                      + " SOCKMAP_ATTACH_TYPE NET_ATTACH_TYPE PREFIX FEATURE_GROUP BTF_ID TYPE_ID"
                      + " STRUCT_OPS_MAP PACKAGE")
                  .split(" ")));

  @TestFactory
  Stream<DynamicTest> argumentGrammarsCanBeRead() {
    return rows((_, row) -> checkGrammar(row.args()));
  }

  private static void checkGrammar(String grammar) {
    Deque<Character> open = new ArrayDeque<>();
    StringBuilder word = new StringBuilder();
    for (char c : (grammar + " ").toCharArray()) {
      if (Character.isLetterOrDigit(c) || c == '_') {
        word.append(c);
        continue;
      }
      String ended = word.toString();
      word.setLength(0);
      if (!ended.isEmpty() && Character.isUpperCase(ended.charAt(0))) {
        assertTrue(PLACEHOLDERS.contains(ended), "unknown placeholder " + ended);
      }
      switch (c) {
        case '[' -> open.push(']');
        case '{' -> open.push('}');
        case ']', '}' -> assertEquals(open.poll(), c, "brackets of " + grammar);
        default -> assertTrue(" .|".indexOf(c) >= 0, "character " + c + " in " + grammar);
      }
    }
    assertTrue(open.isEmpty(), "brackets of " + grammar);
  }

  private interface RowTest {
    void check(CommandTable table, Row row);
  }

  private static Stream<DynamicTest> rows(RowTest test) {
    return COMMANDS.keySet().stream()
        .map(Objects::table)
        .flatMap(
            table ->
                table.rows().stream()
                    .map(
                        row ->
                            DynamicTest.dynamicTest(
                                table.object() + " " + row.word(), () -> test.check(table, row))));
  }
}
