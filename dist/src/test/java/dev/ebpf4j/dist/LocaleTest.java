package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of files are UTF-8 in every locale, that of cron and containers among them.
class LocaleTest {

  /// The test's own JVM may be unable to name such a file, so a shell does it.
  private static final String NAMES =
      """
      cd "$1" && mkdir é && cp "$2" é/ö.o || exit 9
      "$3" gen object é/ü.o é/ö.o || exit 1
      "$3" gen skeleton é/ü.o >é/skel.h || exit 2
      "$3" gen min_core_btf é/ö.o é/ö.btf é/ü.o || exit 3
      "$3" -j btf dump file é/none
      """;

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "C.UTF-8", "none"})
  void namesAreUtf8(String locale, @TempDir Path directory) throws Exception {
    Path object = Finished.ROOT.resolve("testkit/golden/obj/core.bpf.o");
    List<String> command = new ArrayList<>(List.of("sh", "-c", NAMES, "sh"));
    command.addAll(List.of(directory.toString(), object.toString(), Finished.BPFTOOL.toString()));
    Finished.Outcome outcome = Finished.run(command, Map.of("LC_ALL", locale), 60);
    assertEquals(
        "{\"error\":\"failed to load BTF from é/none: No such file or directory\"}\n",
        outcome.out());
    assertEquals(254, outcome.status());
    try (var made = Files.walk(directory)) {
      assertTrue(made.filter(Files::isRegularFile).count() == 4, "files made");
    }
  }
}
