package dev.ebpf4j.bpftool.manual;

import dev.ebpf4j.bpftool.command.CommandTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes all man pages and completion scripts to where systems look for them below `share`.
public final class ManualWriter {

  private final List<CommandTable> tables;
  private final Path parts;
  private final Path share;

  /// Prepares to write.
  ///
  /// @param tables of all objects, in matching order
  /// @param parts directory of what is written by hand: a text for each page, a script for each
  ///     shell
  /// @param share directory to write to
  public ManualWriter(List<CommandTable> tables, Path parts, Path share) {
    this.tables = List.copyOf(tables);
    this.parts = parts;
    this.share = share;
  }

  /// Writes.
  ///
  /// @param usage of the tool as a whole
  /// @param version of upstream whose behaviour is described
  /// @throws IllegalArgumentException if a text has headings for commands that do not exist
  public void write(String usage, String version) throws IOException {
    Map<String, ManualText> texts = new HashMap<>();
    List<String> pages = new ArrayList<>(List.of("bpftool"));
    for (CommandTable table : tables) {
      String name = "bpftool-" + table.object();
      texts.put(table.object(), checked(table, text(name)));
      pages.add(name);
    }
    page("bpftool", ManPage.ofTool(text("bpftool"), usage, version, pages));
    for (CommandTable table : tables) {
      ManualText text = texts.get(table.object());
      if (text != null) {
        page("bpftool-" + table.object(), ManPage.of(table, text, version, pages));
      }
    }
    Completion completion = new Completion(tables, texts);
    script(completion, "bash", "bash-completion/completions/bpftool");
    script(completion, "zsh", "zsh/vendor-completions/_bpftool");
    script(completion, "fish", "fish/vendor_completions.d/bpftool.fish");
  }

  private ManualText text(String name) throws IOException {
    return ManualText.parse(Files.readAllLines(parts.resolve(name + ".md")));
  }

  private static ManualText checked(CommandTable table, ManualText text) {
    for (String heading : text.sections().keySet()) {
      boolean known = table.rows().stream().anyMatch(row -> row.word().equals(heading));
      if (!heading.isEmpty() && !ManPage.isSection(heading) && !known) {
        throw new IllegalArgumentException(table.object() + " has no command " + heading);
      }
    }
    return text;
  }

  private void page(String name, String source) throws IOException {
    put("man/man8/" + name + ".8", source);
  }

  private void script(Completion completion, String shell, String path) throws IOException {
    put(path, completion.fill(Files.readString(parts.resolve("completion." + shell))));
  }

  private void put(String path, String text) throws IOException {
    Path file = share.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
