package dev.ebpf4j.bpftool.manual;

import dev.ebpf4j.bpftool.command.CommandTable;
import dev.ebpf4j.bpftool.command.Row;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A man page as source for man(7): the tables give the commands, their arguments and options, a
/// [ManualText] the rest.
final class ManPage {

  private static final String EXIT_STATUS =
      """
      0 if all went well, 255 if not. Some failures of the kernel or of an object file end with
      another number: 256 less the number of the error. Errors go to standard error, or, with
      -j and -p, into the JSON document on standard output as {"error": "..."}.""";

  private static final String ABBREVIATION =
      "A command may be shortened to any beginning of it; the first in this list that fits is"
          + " meant.";

  private final StringBuilder out = new StringBuilder();

  private ManPage() {}

  /// The page of one object.
  ///
  /// @param others the names of the other pages
  static String of(CommandTable table, ManualText text, String version, List<String> others) {
    ManPage page = new ManPage();
    String name = "bpftool-" + table.object();
    page.head(name, text.title(), version);
    page.section("SYNOPSIS");
    page.line(".B bpftool").line("[\\fIOPTIONS\\fR]").line(".B " + table.object());
    page.line("\\fICOMMAND\\fR");
    page.section("DESCRIPTION");
    page.blocks(text.section(""));
    page.paragraph(ABBREVIATION);
    page.commands(table, text);
    page.arguments(table);
    page.section("OPTIONS");
    for (CommandOption option : CommandOption.values()) {
      if (option.isIn(table.usage())) {
        page.option(option);
      }
    }
    page.rest(text, name, others);
    return page.out.toString();
  }

  /// The page of the tool as a whole.
  static String ofTool(ManualText text, String usage, String version, List<String> others) {
    ManPage page = new ManPage();
    page.head("bpftool", text.title(), version);
    page.section("SYNOPSIS");
    page.line(".B bpftool")
        .line("[\\fIOPTIONS\\fR] \\fIOBJECT\\fR { \\fICOMMAND\\fR | \\fBhelp\\fR }");
    page.line(".br").line(".B bpftool batch file").line("\\fIFILE\\fR");
    page.line(".br").line(".B bpftool version");
    page.section("DESCRIPTION");
    page.blocks(text.section(""));
    page.section("OPTIONS");
    for (CommandOption option : CommandOption.values()) {
      if (option == CommandOption.HELP || option.isIn(usage)) {
        page.option(option);
      }
    }
    page.paragraph(
        "Other options belong to some objects, whose pages list them. Options may stand anywhere;"
            + " long ones may be shortened.");
    page.rest(text, "bpftool", others);
    return page.out.toString();
  }

  private void head(String name, String title, String version) {
    line(".\\\" Made from the word tables of bpftool.");
    line(".TH " + name.toUpperCase(Locale.ROOT) + " 8 \"\" \"bpftool " + version + "\"");
    section("NAME");
    line(name + " \\- " + escaped(title));
  }

  private void rest(ManualText text, String name, List<String> others) {
    section("EXIT STATUS");
    paragraph(EXIT_STATUS);
    for (String heading : text.sections().keySet()) {
      if (isSection(heading)) {
        section(heading);
        blocks(text.section(heading));
      }
    }
    section("SEE ALSO");
    line(".BR bpf (2),");
    List<String> pages = new ArrayList<>(others);
    pages.remove(name);
    for (String page : pages) {
      line(".BR " + page + " (8)" + (page.equals(pages.getLast()) ? "" : ","));
    }
  }

  /// Whether a heading is a section of the page, not a command.
  static boolean isSection(String heading) {
    return !heading.isEmpty() && Character.isUpperCase(heading.charAt(0));
  }

  /// Each command with its arguments; rows that differ in nothing but the word stand together.
  private void commands(CommandTable table, ManualText text) {
    List<Row> done = new ArrayList<>();
    for (Row row : table.rows()) {
      if (done.stream().anyMatch(other -> same(other, row))) {
        continue;
      }
      done.add(row);
      String separator = ".PP";
      for (Row twin : table.rows()) {
        for (String form : same(row, twin) ? forms(twin) : List.<String>of()) {
          line(separator).line(form);
          separator = ".br";
        }
      }
      line(".RS");
      String summary = row.summary();
      line(escaped(Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + "."));
      String gap = "";
      for (ManualText.Block block : text.section(row.word())) {
        text(gap).line(inline(String.join(" ", block.lines())));
        gap = ".PP\n";
      }
      line(".RE");
    }
  }

  /// A command with its arguments; where these are a choice, each by itself.
  private static List<String> forms(Row row) {
    List<String> forms = new ArrayList<>();
    Syntax syntax = Syntax.parse(row.args());
    List<Syntax> alternatives =
        syntax instanceof Syntax.Choice choice ? choice.alternatives() : List.of(syntax);
    for (Syntax alternative : alternatives) {
      String arguments = alternative.text();
      String gap = arguments.isEmpty() ? "" : " ";
      forms.add("\\fB" + row.word() + "\\fR" + gap + marked(arguments));
    }
    return forms;
  }

  private static boolean same(Row one, Row other) {
    return one.args().equals(other.args()) && one.summary().equals(other.summary());
  }

  /// Words that stand for themselves in bold, others in italics.
  private static String marked(String grammar) {
    return grammar
        .replace("\\", "\\e")
        .replace("-", "\\-")
        .replaceAll("[A-Z][A-Z0-9_]*", "\\\\fI$0\\\\fR")
        .replaceAll("(?<![A-Za-z0-9_\\\\/-])[a-z][a-z0-9_/]*", "\\\\fB$0\\\\fR");
  }

  private void arguments(CommandTable table) {
    Definitions definitions = new Definitions(table);
    Set<String> names = new LinkedHashSet<>();
    for (Row row : table.rows()) {
      names.addAll(definitions.used(Syntax.parse(row.args())));
    }
    if (names.isEmpty()) {
      return;
    }
    section("ARGUMENTS");
    for (String name : names) {
      line(".TP").line("\\fI" + name + "\\fR");
      Syntax definition = definitions.of(name);
      line(
          definition == null
              ? escaped(Definitions.leaf(name).meaning()) + "."
              : marked(definition.text()));
    }
  }

  private void option(CommandOption option) {
    @Nullable String name = option.longForm();
    @Nullable String argument = option.argument();
    StringBuilder tag = new StringBuilder("\\fB" + escaped(option.letter()) + "\\fR");
    if (name != null) {
      tag.append(", \\fB").append(escaped(name)).append("\\fR");
    }
    if (argument != null) {
      tag.append(" \\fI").append(argument).append("\\fR");
    }
    line(".TP").line(tag.toString()).line(escaped(option.text()));
  }

  private void blocks(List<ManualText.Block> blocks) {
    for (ManualText.Block block : blocks) {
      if (block.isExample()) {
        gap();
        line(".in +4n").line(".nf");
        block.lines().forEach(example -> line("\\fB" + escaped(example) + "\\fR"));
        line(".fi").line(".in");
      } else {
        paragraph(String.join(" ", block.lines()));
      }
    }
  }

  private void paragraph(String text) {
    gap();
    line(inline(text.replace('\n', ' ')));
  }

  /// A new paragraph, unless a heading has just begun one.
  private void gap() {
    if (!out.substring(out.lastIndexOf("\n", out.length() - 2) + 1).startsWith(".SH ")) {
      line(".PP");
    }
  }

  /// What stands between grave accents is bold.
  private static String inline(String text) {
    return escaped(text).replaceAll("`([^`]*)`", "\\\\fB$1\\\\fR");
  }

  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }

  private void section(String name) {
    line(".SH \"" + name + "\"");
  }

  private ManPage text(String text) {
    out.append(text);
    return this;
  }

  private ManPage line(String line) {
    out.append(line).append('\n');
    return this;
  }
}
