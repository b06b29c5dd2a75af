package dev.ebpf4j.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of files are UTF-8 in every locale, that of cron and containers among them.
class LocaleTest {

  /// In a file, as the test's own JVM may be unable to hand such a name on.
  private static final String NAMES =
      """
      cd "$1" && mkdir é && cp "$2" é/ö.o || exit 9
      "$3" gen object é/ü.o é/ö.o || exit 1
      "$3" gen skeleton é/ü.o >é/skel.h || exit 2
      "$3" gen min_core_btf é/ö.o é/ö.btf é/ü.o || exit 3
      test -s é/ü.o && test -s é/ö.btf || exit 4
      "$3" -j btf dump file é/none
      """;

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "C.UTF-8", "none"})
  void namesAreUtf8(String locale, @TempDir Path directory) throws Exception {
    Path script = Files.writeString(directory.resolve("names.sh"), NAMES);
    String object = Finished.ROOT.resolve("testkit/golden/obj/core.bpf.o").toString();
    String bpftool = Finished.BPFTOOL.toString();
    Finished.Outcome outcome =
        Finished.run(
            List.of("sh", script.toString(), directory.toString(), object, bpftool),
            Map.of("LC_ALL", locale),
            60);
    assertEquals(
        "{\"error\":\"failed to load BTF from é/none: No such file or directory\"}\n",
        outcome.out());
    assertEquals(254, outcome.status());
  }
}
