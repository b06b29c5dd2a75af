package dev.ebpf4j.bpftool.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ebpf4j.bpftool.Run;
import dev.ebpf4j.map.Codec;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/// Runs a command line with ours and with the installed tool, and compares.
public final class Oracle {

  /// No option, and those for compact and for indented JSON.
  public static final List<String> FORMS = List.of("", "-j ", "-p ");

  /// Names and numbers of types of programs and maps that are younger than 7.1.
  private static final String[][] LATER_TYPES = {
    {"netfilter", "32"}, {"cgrp_storage", "32"}, {"arena", "33"}
  };

  private static final Pattern INNER = Pattern.compile("inner_map_id: (\\d+) ");

  private Oracle() {}

  /// The words of a line.
  public static String[] words(String line) {
    return line.trim().split(" +");
  }

  /// Runs ours.
  public static Run ours(String line) {
    return alone(Run.ours(words(line)));
  }

  /// Runs the installed one.
  public static Run theirs(String line) {
    return alone(Run.installed(words(line)));
  }

  /// Without the processes that hold an object: whoever lists all objects of the machine at this
  /// moment has each of them open for a while.
  private static Run alone(Run run) {
    String out = run.out().replaceAll(",\\s*\"pids\": ?\\[[^\\]]*\\]|(?m)^\tpids .*\n", "");
    return new Run(run.status(), out, run.err());
  }

  /// Output, errors and status must be the same.
  public static void same(String line) {
    assertEquals(brief(theirs(line)), brief(older(ours(line))), line);
  }

  /// The words of a command are more by now: of how it is used, only that it was said is compared.
  private static Run brief(Run run) {
    boolean usage = run.err().startsWith("Usage: ");
    return usage ? new Run(run.status(), run.out(), "Usage") : run;
  }

  /// As [#same], as plain text and as both kinds of JSON.
  public static void sameInAllForms(String line) {
    for (String form : FORMS) {
      same(form + line);
    }
  }

  /// Output and errors must be the same, but ours succeeds: some commands of upstream end with an
  /// error number that was left over.
  public static void sameTextInAllForms(String line) {
    for (String form : FORMS) {
      Run theirs = theirs(form + line);
      assertEquals(new Run(0, theirs.out(), theirs.err()), older(ours(form + line)), line);
    }
  }

  /// Runs ours, which must succeed and print nothing.
  public static void silently(String line) {
    assertEquals(new Run(0, "", ""), ours(line), line);
  }

  /// Ours must say this and end with 255.
  public static void refused(String error, String line) {
    assertEquals(new Run(255, "", "Error: " + error + "\n"), ours(line), line);
  }

  /// What 7.1 would have printed: without what every listing of programs has since 7.2, whether a
  /// program outlived its device; with numbers for types that are younger; with the bytes of an
  /// inner map's id in place of the number.
  static Run older(Run run) {
    String out = run.out().replaceAll("\"orphaned\": ?false,\\s*", "");
    out = out.replaceAll(",\\s*\"inner_map_id\": ?\\d+", "");
    out = INNER.matcher(out).replaceAll(match -> "value: " + bytes(match.group(1)));
    for (String[] later : LATER_TYPES) {
      out = out.replaceAll("(?m)^(\\d+: )" + later[0] + "(?=  name )", "$1type " + later[1]);
      out = out.replaceAll("(\"type\": ?)\"" + later[0] + "\"(?=,\\s*\"name\")", "$1" + later[1]);
    }
    return new Run(run.status(), out, run.err());
  }

  private static String bytes(String id) {
    byte[] bytes = Codec.s32().toBytes(Integer.parseUnsignedInt(id));
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
