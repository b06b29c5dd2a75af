package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What users of the library can see is written down in `ebpf/api.txt`, so that no change of it
/// goes unnoticed: `-Dapi.update=true` rewrites the file; the difference is part of the commit.
class ApiTest {
  private static final Path LISTED = Finished.ROOT.resolve("ebpf/api.txt");

  @Test
  void theApiIsTheOneWrittenDown() throws Exception {
    String now = api();
    if (Boolean.getBoolean("api.update")) {
      Files.writeString(LISTED, now);
    }
    List<String> listed = Files.readAllLines(LISTED);
    List<String> found = now.lines().toList();
    assertEquals(
        List.of(), without(found, listed), "new in the API: run with -Dapi.update=true if meant");
    assertEquals(
        List.of(),
        without(listed, found),
        "gone from the API: run with -Dapi.update=true if meant");
    assertEquals(listed, found);
  }

  private static List<String> without(List<String> lines, List<String> known) {
    List<String> rest = new ArrayList<>(lines);
    rest.removeAll(Set.copyOf(known));
    return rest;
  }

  /// Public and protected members of the public classes of all packages exported to everybody.
  private static String api() throws IOException {
    ModuleReference module = ModuleFinder.of(Finished.jar("ebpf")).find("dev.ebpf4j").orElseThrow();
    Set<String> packages =
        module.descriptor().exports().stream()
            .filter(export -> !export.isQualified())
            .map(export -> export.source().replace('.', '/'))
            .collect(Collectors.toSet());
    List<String> classes;
    try (ModuleReader reader = module.open();
        Stream<String> entries = reader.list()) {
      classes =
          entries
              .filter(entry -> entry.endsWith(".class") && !entry.endsWith("-info.class"))
              .filter(entry -> packages.contains(entry.substring(0, entry.lastIndexOf('/'))))
              .map(entry -> entry.substring(0, entry.length() - 6).replace('/', '.'))
              .sorted()
              .toList();
    }
    StringWriter text = new StringWriter();
    List<String> arguments =
        new ArrayList<>(List.of("-protected", "-cp", Finished.jar("ebpf").toString()));
    arguments.addAll(classes);
    PrintWriter out = new PrintWriter(text);
    int status =
        ToolProvider.findFirst("javap")
            .orElseThrow()
            .run(out, out, arguments.toArray(String[]::new));
    assertEquals(0, status, text.toString());
    return visible(text.toString());
  }

  /// Leaves out classes that are not public, and javap's lines on where it read them.
  private static String visible(String listing) {
    StringBuilder kept = new StringBuilder();
    boolean keep = false;
    for (String line : listing.split("\n")) {
      if (line.startsWith("Compiled from")) {
        continue;
      }
      if (!line.startsWith(" ") && !line.equals("}")) {
        keep = line.startsWith("public ") || line.startsWith("protected ");
      }
      if (keep) {
        kept.append(line).append('\n');
      }
    }
    return kept.toString();
  }
}
