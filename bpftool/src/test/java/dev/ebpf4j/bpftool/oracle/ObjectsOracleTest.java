package dev.ebpf4j.bpftool.oracle;

import static dev.ebpf4j.bpftool.oracle.Oracle.ours;
import static dev.ebpf4j.bpftool.oracle.Oracle.sameInAllForms;
import static dev.ebpf4j.bpftool.oracle.Oracle.silently;
import static dev.ebpf4j.bpftool.oracle.Oracle.theirs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.bpftool.Run;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Every object file of the recorded cases and of the tools that this kernel takes: its programs,
/// maps and types as both show and dump them. In guests a few of them, and what the kernel has a
/// part in: the code.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObjectsOracleTest {

  /// Those of the recorded cases are made for processors of version 4, which kernels know since
  /// 6.6.
  private static final int FEWEST = 3;

  /// What an emulated processor can do in a minute; none of them is asked of a newer one.
  private static final String FEW = "code|opensnoop|runqlat|xdp";

  /// Instructions that 7.1 does not know or shows as others: loads and moves with a sign, signed
  /// division, `bswap`, `gotol`, acquire and release, casts of address spaces, per-CPU addresses.
  private static final Pattern LATER =
      Pattern.compile(
          "\\(s(8|16|32)\\)|\\*\\(s(8|16|32) \\*\\)| s[/%]= |bswap|gotol|load_acquire"
              + "|store_release|addr_space_cast|__percpu|may_goto|gotox");

  private static final boolean GUEST = guest();

  private PrivateBpffs bpffs;
  private final List<Path> programs = new ArrayList<>();
  private final List<Path> maps = new ArrayList<>();

  /// Once: it takes a while.
  @BeforeAll
  void load() throws IOException {
    bpffs = PrivateBpffs.mount(KernelGate.bpf());
    Path root = Path.of(System.getProperty("project.root"), "testkit");
    int loaded = 0;
    for (String directory : List.of("fixtures/tools", "golden/obj", "fixtures/object")) {
      for (Path file : list(root.resolve(directory))) {
        String name = file.getFileName().toString().replaceFirst("(\\.bpf)?\\.o$", "");
        if (!file.toString().endsWith(".o") || name.matches("bad.*|truncated|.*_be")) {
          continue;
        }
        if (GUEST && !name.matches(FEW)) {
          continue;
        }
        Path place = bpffs.directory().resolve(name);
        Run run =
            ours("prog loadall " + file + " " + place + " pinmaps " + bpffs.path(name + "_maps"));
        if (run.status() == 0) {
          loaded++;
          List<Path> found = list(place);
          programs.addAll(GUEST ? found.subList(0, Math.min(3, found.size())) : found);
          maps.addAll(list(bpffs.directory().resolve(name + "_maps")));
        }
      }
    }
    int files = loaded;
    assertTrue(files >= FEWEST, () -> "only " + files + " files load");
  }

  @AfterAll
  void unmount() {
    if (bpffs != null) {
      bpffs.close();
    }
  }

  private static boolean guest() {
    try {
      return Files.readString(Path.of("/proc/cmdline")).contains("vmroot=");
    } catch (IOException _) {
      return false;
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  @Test
  @Covers({"prog show", "prog list", "prog load", "prog loadall"})
  @Tag(GuestTests.TAG)
  void programsShown() {
    for (Path program : programs) {
      sameInAllForms("prog show pinned " + program);
    }
    sameInAllForms("-f prog show pinned " + programs.getFirst());
    for (String handle : List.of("id", "tag", "name")) {
      sameInAllForms("prog list " + handle + " " + attribute(handle, programs.getLast()));
    }
  }

  /// A member of what JSON says of a program.
  private static String attribute(String key, Path program) {
    String json = theirs("-j prog show pinned " + program).out();
    Matcher matcher = Pattern.compile("\"" + key + "\":\"?([^\",]+)").matcher(json);
    assertTrue(matcher.find(), json);
    return matcher.group(1);
  }

  @Test
  void mapsShownAndDumped() {
    for (Path map : maps) {
      sameInAllForms("map show pinned " + map);
      Run dump = ours("map dump pinned " + map);
      if (dump.err().contains("does not support iteration")) {
        continue;
      }
      for (String form : Oracle.FORMS) {
        String line = form + "map dump pinned " + map;
        assertEquals(unquoted(theirs(line)), unquoted(Oracle.older(ours(line))), line);
      }
    }
    assertTrue(maps.size() > 5, maps::toString);
  }

  /// 7.1 writes pointers without quotes, and forgets a bracket behind what it does not support.
  private static Run unquoted(Run run) {
    String out = run.out().replaceAll("\"(0x[0-9a-f]+|\\(nil\\))\"", "$1");
    out = out.replaceAll("\"?\\(unsupported-kind\\)?\"?", "unsupported");
    return new Run(run.status(), out, run.err());
  }

  @Test
  @Covers({"btf show", "btf list"})
  void typesShown() {
    for (Path program : programs) {
      if (!ours("-j prog show pinned " + program).out().contains("\"btf_id\"")) {
        continue;
      }
      String line = "btf show id " + attribute("btf_id", program);
      for (String form : Oracle.FORMS) {
        // 7.1 lists users in the order of a hash table.
        assertEquals(sorted(theirs(form + line)), sorted(ours(form + line)), line);
      }
    }
  }

  private static String sorted(Run run) {
    String[] words = (run.status() + run.out() + run.err()).split("[\\s,\\[\\]]+");
    Arrays.sort(words);
    return String.join(" ", words);
  }

  @Test
  @Covers("btf dump")
  void typesDumped() {
    for (Path map : maps) {
      if (ours("-j map show pinned " + map).out().contains("\"btf_id\"")) {
        for (String what : List.of("", " kv", " key", " value", " all")) {
          sameInAllForms("btf dump map pinned " + map + what);
        }
      }
    }
    for (Path program : programs) {
      if (ours("-j prog show pinned " + program).out().contains("\"btf_id\"")) {
        sameInAllForms("btf dump prog pinned " + program);
        sameInAllForms("btf dump id " + attribute("btf_id", program));
      }
    }
  }

  /// The figures are printed: they are what the comparison is worth.
  @Test
  @Covers("prog dump")
  @Tag(GuestTests.TAG)
  void programsDumped() {
    int lines = 0;
    int later = 0;
    // Of the options 7.1 takes one. Each run costs both a look at all symbols of the kernel.
    List<String> options = List.of("", " opcodes", " linum");
    for (int i = 0; i < programs.size(); i++) {
      String dump = "prog dump xlated pinned " + programs.get(i);
      for (String plain : GUEST ? List.of(" linum") : List.of(options.get(i % 2), " linum")) {
        int[] counts = sameLines(theirs(dump + plain).out(), ours(dump + plain).out(), "\n", dump);
        lines += counts[0];
        later += counts[1];
      }
      sameJson((i % 4 == 3 ? "-p " : "-j ") + dump + options.get(i % 3));
    }
    System.out.println(
        "xlated: "
            + programs.size()
            + " programs, "
            + lines
            + " lines compared, "
            + later
            + " younger than the installed tool");
    assertTrue(lines > 100 && later * 10 < lines, lines + " lines, " + later + " younger");
  }

  /// Others may load the same at the same time, so that a name means more, or less, to the second.
  @Test
  void severalProgramsDumped() {
    Path object = Path.of(System.getProperty("project.root"), "testkit/fixtures/tools/xdp.o");
    Path first = bpffs.directory().resolve("twice_1");
    silently("prog load " + object + " " + first);
    silently("prog load " + object + " " + bpffs.path("twice_2"));
    for (String handle : List.of("name", "tag")) {
      for (String rest : List.of("", " opcodes", " linum")) {
        for (String form : Oracle.FORMS) {
          String line = form + "prog dump xlated " + handle + " " + attribute(handle, first);
          sameInSomeTry(line + rest, form.isEmpty() ? "\n" : "\\{");
        }
      }
    }
  }

  private static void sameInSomeTry(String line, String between) {
    for (int tries = 9; ; tries--) {
      try {
        sameLines(theirs(line).out(), ours(line).out(), between, line);
        return;
      } catch (AssertionError e) {
        if (tries == 0) {
          throw e;
        }
      }
    }
  }

  /// 7.1 writes a backslash as if it were a newline.
  private static void sameJson(String line) {
    String ours = ours(line).out().replace("\\\\", "\\n");
    sameLines(theirs(line).out(), ours, "\\{", line);
  }

  /// Pieces must be equal, but where ours shows an instruction that 7.1 is too old for.
  ///
  /// @return how many pieces there were, and how many of them were too young
  private static int[] sameLines(String theirs, String ours, String between, String what) {
    String[] expected = theirs.split(between, -1);
    String[] actual = ours.split(between, -1);
    assertEquals(expected.length, actual.length, what);
    int later = 0;
    for (int i = 0; i < expected.length; i++) {
      if (LATER.matcher(actual[i]).find()) {
        later++;
      } else {
        assertEquals(expected[i], actual[i], what);
      }
    }
    return new int[] {expected.length, later};
  }

  @Test
  void rawInstructions() throws IOException {
    Path one = Files.createTempFile("ours", ".bin");
    Path other = Files.createTempFile("theirs", ".bin");
    try {
      for (Path program : programs) {
        String line = "prog dump xlated pinned " + program + " file ";
        silently(line + one);
        assertEquals(new Run(0, "", ""), theirs(line + other), line);
        assertEquals(-1, Files.mismatch(one, other), line);
      }
    } finally {
      Files.delete(one);
      Files.delete(other);
    }
  }
}
