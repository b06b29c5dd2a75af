package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import dev.ebpf4j.bpftool.manual.ManualWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The man pages and completions against the word tables: nothing is left out.
class ManualTest {
  private static final Path PARTS = Path.of(System.getProperty("project.root"), "dist/manual");

  @TempDir static Path share;

  @BeforeAll
  static void write() throws IOException {
    Manual.main(new String[] {PARTS.toString(), share.toString()});
  }

  @Test
  void everyCommandIsOnItsPage() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (CommandTable table : Manual.tables()) {
      String page = Files.readString(share.resolve("man/man8/bpftool-" + table.object() + ".8"));
      for (Row row : table.rows()) {
        if (!page.contains("\n\\fB" + row.word() + "\\fR")) {
          missing.add(table.object() + " " + row.word());
        }
      }
      String tool = Files.readString(share.resolve("man/man8/bpftool.8"));
      assertTrue(tool.contains("bpftool-" + table.object() + " (8)"), table.object());
    }
    assertEquals(Set.of(), missing);
  }

  /// The words of a row's arguments, too, for a script knows nothing but its tables.
  @Test
  void everyWordIsInEachCompletion() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (Path script : scripts()) {
      String text = Files.readString(script);
      for (CommandTable table : Manual.tables()) {
        for (Row row : table.rows()) {
          Stream.concat(Stream.of(row.word()), Stream.of(row.args().split("[^A-Za-z_/]+")))
              .filter(word -> !word.isEmpty() && Character.isLowerCase(word.charAt(0)))
              .filter(word -> !text.contains(word + ">"))
              .forEach(word -> missing.add(script.getFileName() + ": " + word));
        }
      }
      assertEquals(-1, text.indexOf("STATES@"), "all tables are in " + script);
    }
    assertEquals(Set.of(), missing);
  }

  private static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(share)) {
      List<Path> scripts =
          files
              .filter(file -> Files.isRegularFile(file) && !file.toString().endsWith(".8"))
              .toList();
      assertEquals(3, scripts.size());
      return scripts;
    }
  }

  @Test
  void aTextForACommandThatIsNotThereIsRefused(@TempDir Path parts) throws IOException {
    try (Stream<Path> files = Files.list(PARTS)) {
      for (Path file : files.toList()) {
        Files.copy(file, parts.resolve(file.getFileName()));
      }
    }
    Path link = parts.resolve("bpftool-link.md");
    Files.writeString(link, Files.readString(link) + "\n## attach\n\nNo such command.\n");
    ManualWriter writer = new ManualWriter(Manual.tables(), parts, parts.resolve("share"));
    assertThrows(IllegalArgumentException.class, () -> writer.write("", "0"));
  }
}
