package dev.ebpf4j.testkit.vm;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/// Boots each kernel named in the environment variable `VM_KERNELS` (such as `6.1 6.12`) once, runs
/// all tests of a module tagged `vm` in it and shows each of them as a test of its own.
/// `testkit/vm/matrix` is the command for it; without the variable it skips, because a kernel is a
/// download of 100 MB.
public final class GuestMatrix {
  private static final Path VM =
      Path.of(System.getProperty("project.root", ".."), "testkit", "vm", "vm");

  /// Classes of the guest to run, as a pattern of their names; all of them unless it is set.
  private static final String SELECTED = System.getProperty("vm.tests", ".*");

  private final String module;
  private final int fewest;
  private final Path scratch;

  /// @param module directory of the module whose tests run
  /// @param fewest fewer tests than this mean that the guest did not find them, whatever else it
  ///     says
  /// @param scratch an empty directory
  public GuestMatrix(String module, int fewest, Path scratch) {
    this.module = module;
    this.fewest = SELECTED.equals(".*") ? fewest : 0;
    this.scratch = scratch;
  }

  /// The tests, of all kernels wanted.
  public List<DynamicContainer> kernels() throws IOException, InterruptedException {
    assumeTrue(hasSelected(), "no test of this module is selected");
    String kernels = System.getenv().getOrDefault("VM_KERNELS", "").trim();
    assumeTrue(!kernels.isEmpty(), "VM_KERNELS names no kernel to boot");
    List<DynamicContainer> results = new ArrayList<>();
    for (String kernel : kernels.split(" +", -1)) {
      results.add(dynamicContainer("Linux " + kernel, run(kernel)));
    }
    return results;
  }

  /// A boot costs too much to find nothing.
  private boolean hasSelected() throws IOException {
    Path root = Path.of(testClasses());
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString().replace(File.separatorChar, '.'))
          .anyMatch(name -> name.replaceFirst("\\.class$", "").matches(SELECTED));
    }
  }

  private List<DynamicTest> run(String kernel) throws IOException, InterruptedException {
    Path script = Files.writeString(scratch.resolve("guest-" + kernel + ".sh"), script());
    ProcessBuilder command =
        new ProcessBuilder(VM.toString(), script.toString(), kernel).redirectErrorStream(true);
    command.environment().putIfAbsent("VM_TIMEOUT", "600");
    command.environment().putIfAbsent("VM_MEM", "768M");
    Process vm = command.start();
    List<DynamicTest> tests = new ArrayList<>();
    List<String> log = new ArrayList<>();
    Map<String, Integer> counts = new TreeMap<>(Map.of("fail", 0, "pass", 0, "skip", 0));
    long begin = System.nanoTime();
    boolean done = false;
    try (BufferedReader lines = vm.inputReader()) {
      for (String line; (line = lines.readLine()) != null; ) {
        if (Boolean.getBoolean("vm.print")) {
          System.out.println("[" + kernel + "] " + line);
        }
        int mark = line.indexOf(GuestTests.MARK);
        if (mark < 0) {
          log.add(line);
        } else if (line.endsWith(GuestTests.DONE)) {
          done = true;
        } else {
          String[] parts = line.substring(mark + GuestTests.MARK.length()).split("\t", 3);
          counts.merge(parts[0], 1, Integer::sum);
          tests.add(test("Linux " + kernel + ": " + parts[1], parts[0], parts[2], log));
          log.clear();
        }
      }
    } finally {
      vm.destroy();
    }
    int status = vm.waitFor();
    boolean complete = done && status == 0;
    long seconds = (System.nanoTime() - begin) / 1_000_000_000;
    String end = "Linux " + kernel + ": " + counts + " in " + seconds + " s";
    System.out.println(end);
    String rest = end + ", status " + status + "\n" + String.join("\n", log);
    tests.add(dynamicTest("the guest came to its end", () -> assertTrue(complete, rest)));
    int ran = counts.getOrDefault("pass", 0) + counts.getOrDefault("fail", 0);
    tests.add(dynamicTest("the guest ran its tests", () -> assertTrue(ran >= fewest, rest)));
    return tests;
  }

  /// The name stands in the message too: reports name dynamic tests by their number.
  private static DynamicTest test(String name, String kind, String reason, List<String> log) {
    String text = String.join("\n", log);
    return dynamicTest(
        name,
        () -> {
          switch (kind) {
            case "pass" -> assertTrue(reason.isEmpty());
            case "skip" -> abort(name + ": " + reason);
            default -> fail(name + ": " + reason + "\n" + text);
          }
        });
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private String testClasses() {
    return Arrays.stream(classPath().split(File.pathSeparator))
        .filter(entry -> entry.contains("/" + module + "/") && entry.endsWith("/test-classes"))
        .findFirst()
        .orElseThrow();
  }

  /// The guest sees this machine's files, so the class path of this very JVM serves there too.
  private String script() {
    return String.join(
        " ",
        "exec",
        System.getProperty("java.home") + "/bin/java",
        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xshare:auto -Xmx384m",
        "--enable-native-access=ALL-UNNAMED",
        "-Dproject.root=" + System.getProperty("project.root"),
        "-cp",
        classPath(),
        GuestTests.class.getName(),
        testClasses(),
        "'" + SELECTED + "'\n");
  }
}
