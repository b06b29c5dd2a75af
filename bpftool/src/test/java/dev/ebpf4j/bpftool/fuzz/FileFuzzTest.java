package dev.ebpf4j.bpftool.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.testkit.FakeKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a file holds, the commands that read one show it or say what is wrong with it.
class FileFuzzTest {

  private static final Path OBJECTS =
      Path.of(System.getProperty("project.root"), "testkit", "golden", "obj");
  private static final String CORE = OBJECTS.resolve("core.bpf.o").toString();

  private static final List<String> LISTINGS =
      List.of(
          "prog dump xlated file FILE",
          "prog dump xlated file FILE opcodes linum",
          "prog dump xlated file FILE visual",
          "prog dump xlated file FILE visual svg OUT",
          "-j prog dump xlated file FILE opcodes linum",
          "-p prog dump xlated file FILE",
          "btf dump file FILE",
          "btf dump file FILE format c",
          "-j btf dump file FILE",
          "-B CORE btf dump file FILE");

  private static final List<String> GENERATORS =
      List.of(
          "gen skeleton FILE name x",
          "gen skeleton FILE name x lang java package a.b",
          "gen subskeleton FILE name x",
          "-L gen skeleton FILE name x",
          "gen min_core_btf CORE OUT FILE",
          "gen min_core_btf FILE OUT CORE",
          "gen object OUT FILE");

  @TempDir private static Path directory;

  private static void run(List<String> lines, byte[] bytes) throws IOException {
    Path file = directory.resolve("fuzz.bpf.o");
    Files.write(file, bytes);
    for (String line : lines) {
      String[] words = line.split(" ");
      for (int i = 0; i < words.length; i++) {
        words[i] =
            switch (words[i]) {
              case "FILE" -> file.toString();
              case "CORE" -> CORE;
              case "OUT" -> directory.resolve("out").toString();
              default -> words[i];
            };
      }
      Outcome.of(new FakeKernel(), new byte[0], words);
    }
  }

  @FuzzTest(maxDuration = "10m")
  void shown(byte[] bytes) throws IOException {
    run(LISTINGS, bytes);
  }

  @FuzzTest(maxDuration = "10m")
  void generatedFrom(byte[] bytes) throws IOException {
    run(GENERATORS, bytes);
  }
}
