package dev.ebpf4j.bpftool.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {

  @Test
  void everyForm() {
    Syntax a = new Syntax.Word("a");
    Syntax file = new Syntax.Placeholder("FILE");
    assertEquals(a, Syntax.parse("a"));
    assertEquals(a, Syntax.parse(" {a} "), "braces only group");
    assertEquals(new Syntax.Sequence(List.of()), Syntax.parse(""));
    assertEquals(new Syntax.Sequence(List.of(a, file)), Syntax.parse("a FILE"));
    assertEquals(new Syntax.Choice(List.of(a, file)), Syntax.parse("a|FILE"));
    assertEquals(
        new Syntax.Optional(new Syntax.Choice(List.of(a, file))), Syntax.parse("[a | FILE]"));
    assertEquals(
        new Syntax.Sequence(List.of(new Syntax.Repeated(file), a)), Syntax.parse("FILE... a"));
    assertEquals(
        new Syntax.Repeated(new Syntax.Sequence(List.of(a, file))), Syntax.parse("{a FILE}..."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a FILE...",
        "[ a | b FILE ] c",
        "{ a [b] | FILE }...",
        "{a FILE}...",
        "[{ a | b }]... { c | d/e }",
      })
  void textIsReadBackAsTheSame(String text) {
    Syntax syntax = Syntax.parse(text);
    assertEquals(syntax, Syntax.parse(syntax.text()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a", "{a | b", "a]", "}", "a ..", "{a]", "..."})
  void whatIsNotInTheNotationIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Syntax.parse(text));
  }
}
