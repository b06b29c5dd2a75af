package dev.ebpf4j.bpftool.manual;

import dev.ebpf4j.bpftool.command.CommandTable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the placeholders of an object's commands stand for: the `NAME := { ... }` lines of its
/// usage text.
final class Definitions {

  private static final Pattern LINE =
      Pattern.compile(
          "([A-Z_]+)\\s*:= ([\\[{].*?[\\]}])\n *(?=[A-Z_]+\\s*:=|\n|$)", Pattern.DOTALL);

  /// Names that the rows write in full where the usage text of one object can be short.
  private static final Map<String, String> SHORT =
      Map.of(
          "CGROUP_ATTACH_TYPE", "ATTACH_TYPE",
          "SOCKMAP_ATTACH_TYPE", "ATTACH_TYPE",
          "NET_ATTACH_TYPE", "ATTACH_TYPE",
          "MAP_TYPE", "TYPE",
          "FEATURE_GROUP", "GROUP",
          "UPDATE_FLAG", "UPDATE_FLAGS");

  private final Map<String, Syntax> byName = new LinkedHashMap<>();

  Definitions(CommandTable table) {
    Matcher line = LINE.matcher(table.usage());
    while (line.find()) {
      String name = line.group(1);
      if (!name.equals("OPTIONS")) {
        String text = line.group(2).replaceAll("\\s+", " ").replace("BYTES", "BYTE...");
        Syntax definition = Syntax.parse(text);
        byName.put(name, definition instanceof Syntax.Optional all ? all.part() : definition);
      }
    }
  }

  /// What `placeholder` stands for, or null if the usage text does not say.
  @Nullable Syntax of(String placeholder) {
    return byName.get(SHORT.getOrDefault(placeholder, placeholder));
  }

  /// The placeholders that `syntax` needs to be understood, in the order in which they come up.
  Set<String> used(Syntax syntax) {
    Set<String> names = new LinkedHashSet<>();
    collect(syntax, names);
    return names;
  }

  private void collect(Syntax syntax, Set<String> names) {
    switch (syntax) {
      case Syntax.Word _ -> {}
      case Syntax.Placeholder placeholder -> {
        if (names.add(placeholder.name())) {
          Syntax definition = of(placeholder.name());
          if (definition != null) {
            collect(definition, names);
          }
        }
      }
      case Syntax.Sequence sequence -> sequence.parts().forEach(part -> collect(part, names));
      case Syntax.Choice choice -> choice.alternatives().forEach(part -> collect(part, names));
      case Syntax.Optional optional -> collect(optional.part(), names);
      case Syntax.Repeated repeated -> collect(repeated.part(), names);
    }
  }

  /// What the placeholder stands for if it has no definition: one word.
  static Leaf leaf(String placeholder) {
    return Leaf.valueOf(placeholder);
  }
}
