package dev.ebpf4j.bpftool.command.gen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.bpftool.Tool;
import dev.ebpf4j.elf.ElfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bad input to `gen object` and `gen min_core_btf`, and outputs that cannot be written: one error
/// that says what is wrong and where, the old file whole, no other file left.
class GenOutputTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path GOLDEN = ROOT.resolve("testkit/golden/obj");
  private static final Path FIXTURES = ROOT.resolve("testkit/fixtures/object");

  @TempDir Path directory;

  private static String object(String name) {
    Path golden = GOLDEN.resolve(name + ".bpf.o");
    return (Files.exists(golden) ? golden : FIXTURES.resolve(name + ".bpf.o")).toString();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "getpid_nobtf, | 234 | failed to find BTF info",
        "types, types_be | 161 | byte order mismatch with ELF file",
        "weak, clash_type | 234 | incompatible",
        "weak, clash_license | 234 | non-identical contents of section 'license'",
        "strong, strong | 234 | conflicting non-weak symbol",
        "link_a, link_a | 234 | conflicting non-weak symbol",
        "functions, map_extern_other | 234 | 'max_entries': 4 and 5",
        "truncated, | 234 | truncated.bpf.o",
      })
  void badInputs(String inputs, int status, String problem) throws IOException {
    Path output = Files.writeString(directory.resolve("out.o"), "old");
    List<String> words = new ArrayList<>(List.of("gen", "object", output.toString()));
    String last = "";
    for (String name : inputs.split(", ?")) {
      if (!name.isEmpty()) {
        words.add(object(name));
        last = object(name);
      }
    }
    Tool.Result result = Tool.run(words.toArray(String[]::new));
    assertEquals(status, result.status(), result.err());
    assertTrue(result.err().contains(problem), result.err());
    assertTrue(result.err().contains("Error: failed to link '" + last + "': "), result.err());
    assertEquals("", result.out());
    assertEquals("old", Files.readString(output), "the old file stays as it was");
    assertEquals(List.of("out.o"), files());
  }

  @Test
  void clashesNameTheSymbolAndBothFiles() {
    for (List<String> pair : List.of(List.of("strong", "strong"), List.of("weak", "clash_type"))) {
      String out = directory.resolve("out.o").toString();
      Tool.Result result =
          Tool.run("-j", "gen", "object", out, object(pair.getFirst()), object(pair.getLast()));
      String said = result.err() + result.out();
      assertTrue(said.contains(pair.getLast() + ".bpf.o"), said);
      assertTrue(said.contains("level") || said.contains("choose"), said);
    }
  }

  @Test
  void theOutputTakesTheOldOnesPlace() throws IOException {
    Path output = Files.writeString(directory.resolve("out.o"), "old");
    Files.setPosixFilePermissions(output, PosixFilePermissions.fromString("rw-rw----"));
    Path link = Files.createSymbolicLink(directory.resolve("link.o"), output);
    Tool.Result result = Tool.run("gen", "object", link.toString(), object("getpid"));
    assertEquals(0, result.status(), result.err());
    assertTrue(ElfFile.hasMagic(Files.readAllBytes(output)), "through the link");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(output)));
    assertEquals(List.of("link.o", "out.o"), files());
  }

  @Test
  void aLinkToNothingYetIsFollowed() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link.o"), Path.of("new.o"));
    Tool.Result result = Tool.run("gen", "object", link.toString(), object("getpid"));
    assertEquals(0, result.status(), result.err());
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(List.of("link.o", "new.o"), files());
  }

  @Test
  void namesMayBeAsLongAsTheyCan() throws IOException {
    String name = "n".repeat(255);
    Tool.Result result =
        Tool.run("gen", "object", directory.resolve(name).toString(), object("getpid"));
    assertEquals(0, result.status(), result.err());
    assertEquals(List.of(name), files());
  }

  @Test
  void theOwnerStays() {
    Tool.Result result =
        Tool.script(
            """
            mkdir made && cd made
            echo old > out.o && chown 12345:54321 out.o && chmod 640 out.o
            bpftool gen object out.o $OBJ/getpid.bpf.o && stat -c '%u %g %a' out.o; ls -A
            """);
    assertEquals("12345 54321 640\nout.o\n", result.out(), result.err());
  }

  /// The input may be the output.
  @Test
  void anObjectIsLinkedOverItself() throws IOException {
    Path file = Files.copy(Path.of(object("getpid")), directory.resolve("self.o"));
    byte[] before = Files.readAllBytes(file);
    assertEquals(0, Tool.run("gen", "object", file.toString(), file.toString()).status());
    assertNotEquals(before.length, Files.size(file), "without debug information");
    byte[] once = Files.readAllBytes(file);
    assertEquals(0, Tool.run("gen", "object", file.toString(), file.toString()).status());
    assertArrayEquals(once, Files.readAllBytes(file));
  }

  @ParameterizedTest
  @CsvSource({"object, none/out.o", "object, .", "min_core_btf, none/out", "min_core_btf, ."})
  void placesWhereNothingCanBeWritten(String word, String place) throws IOException {
    String output = directory.resolve(place).toString();
    String input = object("core");
    Tool.Result result =
        word.equals("object")
            ? Tool.run("gen", word, output, input)
            : Tool.run("gen", word, input, output, input);
    assertNotEquals(0, result.status());
    assertTrue(result.err().contains("Error: "), result.err());
    assertEquals("", result.out());
    assertEquals(List.of(), files());
  }

  @Test
  void aFullDiskAndAReadOnlyOne() {
    Tool.Result result =
        Tool.script(
            """
            mkdir small fixed
            mount -t tmpfs -o size=8k tmpfs small
            echo old > small/out.o
            bpftool gen object small/out.o $OBJ/types.bpf.o && echo linked
            cat small/out.o; ls -A small
            cp $OBJ/getpid.bpf.o fixed/out.o
            mount -t tmpfs tmpfs fixed && echo old > fixed/out.o && mount -o remount,ro fixed
            bpftool gen object fixed/out.o $OBJ/getpid.bpf.o && echo linked
            bpftool gen min_core_btf $OBJ/core.bpf.o fixed/new.btf $OBJ/core.bpf.o && echo cut
            cat fixed/out.o; ls -A fixed
            umount fixed
            : > mounted.o && mount --bind mounted.o fixed/out.o
            bpftool gen object fixed/out.o $OBJ/getpid.bpf.o && echo linked
            head -c 4 fixed/out.o | tail -c 3; echo; ls -A fixed
            """);
    assertEquals(
        """
        old
        out.o
        old
        out.o
        linked
        ELF
        out.o
        """,
        result.out(),
        result.err());
    assertTrue(result.err().contains("No space left on device"), result.err());
  }

  /// The name is a word of upstream's; what is no identifier in C is the user's to know.
  @Test
  void namesFromFilesAreIdentifiers() throws IOException {
    Path odd = Files.copy(Path.of(object("getpid")), directory.resolve("9 a-b.c.o"));
    Tool.Result c = Tool.run("gen", "skeleton", odd.toString());
    assertTrue(c.out().contains("struct 9_a_b_c {"), "as upstream has it");
    Tool.Result java = Tool.run("gen", "skeleton", odd.toString(), "lang", "java");
    assertTrue(java.out().contains("public final class Object9ABC "), java.out());
  }
}
