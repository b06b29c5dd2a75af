package dev.ebpf4j.dist;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the JVM says of the classes that one command line loads.
///
/// @param lines one for each class, with its source
record ClassLog(List<String> lines) {

  /// Runs a command of an image as its launcher does.
  ///
  /// @param scratch where the log may lie
  static ClassLog of(Path image, Path scratch, String... words) throws Exception {
    Path log = scratch.resolve("classes.log");
    Path runtime = image.resolve("runtime");
    List<String> command = new ArrayList<>();
    command.add(runtime.resolve("bin/java").toString());
    command.add("-XX:AOTCache=" + cache(image, words));
    command.addAll(List.of(launcherFlags(image).split(" ")));
    command.add("-Xlog:class+load:file=" + log);
    command.add("-m");
    command.add("dev.ebpf4j.bpftool/dev.ebpf4j.bpftool.Main");
    command.addAll(List.of(words));
    Finished.run(command, Map.of(), 60);
    return new ClassLog(Files.readAllLines(log));
  }

  /// The cache that the launcher of an image takes for a command line.
  static Path cache(Path image, String... words) throws Exception {
    String script = "eval \"$(sed -n '/^choose() {/,/^}/p' $0)\"; choose \"$@\"; echo $cache";
    List<String> command = new ArrayList<>(List.of("sh", "-c", script));
    command.add(image.resolve("bin/bpftool").toString());
    command.addAll(List.of(words));
    Finished.Outcome outcome = Finished.run(command, Map.of(), 20);
    return image.resolve("runtime/lib").resolve(outcome.out().strip() + ".aot");
  }

  /// Whether the AOT cache was used at all.
  boolean isMainCached() {
    return lines.stream()
        .anyMatch(line -> line.contains("dev.ebpf4j.bpftool.Main source: shared objects file"));
  }

  private static String launcherFlags(Path image) throws Exception {
    try (Stream<String> lines = Files.lines(image.resolve("bin/bpftool"))) {
      String line = lines.filter(candidate -> candidate.startsWith("flags=\"")).findFirst().get();
      return line.substring("flags=\"".length(), line.length() - 1);
    }
  }
}
