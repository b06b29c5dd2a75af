package dev.ebpf4j.bpftool.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutomatonTest {

  private static final CommandTable TABLE =
      new CommandTable(
          "thing",
          false,
          List.of(
              new Row("show", "[THING]", "", null),
              new Row("set", "THING key DATA [value {DATA | THING}] [{on | off}]...", "", null)),
          """
          show [THING]

                 THING := { id MAP_ID | name NAME }
                 DATA := { [hex] BYTES }
                 OPTIONS := { {-j|--json} }
          """);

  private static final Automaton AUTOMATON = Completion.grammar(List.of(TABLE));

  /// Whether a command line is whole, may go on, or is none at all.
  @ParameterizedTest
  @CsvSource({
    "thing, part",
    "thing show, whole",
    "thing show id, part",
    "thing show id 7, whole",
    "thing show id 7 8, none",
    "thing set id 7 key 1, whole",
    "thing set id 7 key hex 1 2 3, whole",
    "thing set id 7 key 1 2 value, part",
    "thing set id 7 key 1 value id 3, whole",
    "thing set id 7 key 1 value 2 2 on off on, whole",
    "thing unset, none",
    "batch file x, whole",
    "version, whole",
  })
  void lines(String line, String verdict) {
    int at = AUTOMATON.behind(List.of(line.split(" ")));
    assertEquals(verdict, at < 0 ? "none" : AUTOMATON.states().get(at).mayEnd() ? "whole" : "part");
  }

  @Test
  void aPlaceKnowsAllThatMayComeNext() {
    Automaton.State value = state("thing set id 7 key 1 value");
    assertEquals(Set.of("hex", "id", "name"), value.words().keySet());
    assertEquals(Set.of(Leaf.BYTE), value.leaves());
    Automaton.State behind = state("thing set id 7 key 1 value 2");
    assertEquals(Set.of("on", "off"), behind.words().keySet());
    assertTrue(behind.mayEnd());
  }

  @Test
  void linesThatGoOnAlikeEndInStatesThatAreAlike() {
    assertEquals(state("thing show id 7"), state("thing show name x"));
  }

  private static Automaton.State state(String line) {
    return AUTOMATON.states().get(AUTOMATON.behind(List.of(line.split(" "))));
  }
}
