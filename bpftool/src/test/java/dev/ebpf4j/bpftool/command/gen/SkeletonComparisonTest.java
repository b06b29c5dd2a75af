package dev.ebpf4j.bpftool.command.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.bpftool.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Skeletons in C have the members, sizes, functions and bytes that an installed bpftool's have.
class SkeletonComparisonTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  /// Objects that an older one than 7.8 sees in another way: it shows hidden variables (`types`,
  /// `weak`), no members of struct_ops (`sops`, `struct_ops`, `struct_ops_link`), no function that
  /// lies in `.text` alone (`text_only`), and has nothing to assert where there is no BTF.
  private static final Set<String> CHANGED =
      Set.of(
          "types.bpf.o",
          "weak.bpf.o",
          "sops.bpf.o",
          "struct_ops.o",
          "struct_ops_link.o",
          "text_only.bpf.o",
          "nobtf.bpf.o");

  private static final Pattern BYTES =
      Pattern.compile("(?:= |\\*\\))\"\\\\\n(.*?)\";", Pattern.DOTALL);

  static List<Path> objects() throws IOException {
    List<Path> objects = new ArrayList<>();
    for (String place :
        List.of(
            "golden/obj",
            "src/test/resources/dev/ebpf4j/testkit",
            "fixtures/tools",
            "fixtures/object")) {
      try (Stream<Path> files = Files.list(ROOT.resolve("testkit").resolve(place))) {
        files
            .filter(file -> file.toString().endsWith(".o"))
            .filter(file -> !CHANGED.contains(file.getFileName().toString()))
            .sorted()
            .forEach(objects::add);
      }
    }
    return objects;
  }

  /// What a program relies on.
  private record Skeleton(
      List<String> members, Set<String> functions, Set<String> assertions, String bytes) {

    static Skeleton of(String header) {
      String body = between(header, "struct skel {\n", "\n};");
      body = body.replaceAll("(?s)#ifdef __cplusplus.*?#endif[^\n]*", "");
      List<String> members = new ArrayList<>();
      for (String line : body.split("\n")) {
        String plain = line.strip().replaceAll("\\s+", " ");
        boolean isEmptied =
            plain.startsWith("} *") && !members.isEmpty() && members.getLast().endsWith(" {");
        if (isEmptied) {
          // An older one has structs for sections without variables.
          members.removeLast();
        } else if (!plain.isEmpty()) {
          members.add(plain);
        }
      }
      Matcher bytes = BYTES.matcher(header);
      assertTrue(bytes.find(), "no bytes");
      return new Skeleton(
          members,
          all(header, "\\bskel__\\w+(?=\\()"),
          all(header, "_Static_assert\\([^\n]*"),
          bytes.group(1).replace("\\\n", ""));
    }

    private static String between(String text, String from, String to) {
      int start = text.indexOf(from) + from.length();
      return text.substring(start, text.indexOf(to, start));
    }

    private static Set<String> all(String text, String pattern) {
      Set<String> found = new TreeSet<>();
      Matcher matcher = Pattern.compile(pattern).matcher(text);
      while (matcher.find()) {
        found.add(matcher.group());
      }
      return found;
    }
  }

  @ParameterizedTest
  @MethodSource("objects")
  void sameAsTheInstalledOne(Path object) {
    String[] words = {"gen", "skeleton", object.toString(), "name", "skel"};
    Run installed = Run.installed(words);
    assumeTrue(installed.status() == 0, "the installed one does not open it");
    Run ours = Run.ours(words);
    assertEquals(0, ours.status(), ours.err());
    assertEquals(Skeleton.of(installed.out()), Skeleton.of(ours.out()));
  }
}
