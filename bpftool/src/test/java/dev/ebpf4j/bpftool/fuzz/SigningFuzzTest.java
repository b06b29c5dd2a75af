package dev.ebpf4j.bpftool.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.testkit.FakeKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the files of a key and a certificate hold, signing with them succeeds or says what is
/// wrong with them.
class SigningFuzzTest {

  private static final String OBJECT =
      Path.of(System.getProperty("project.root"), "testkit", "golden", "obj", "getpid.bpf.o")
          .toString();

  @TempDir private static Path directory;

  @FuzzTest(maxDuration = "10m")
  void keyAndCertificate(byte[] bytes) throws IOException {
    String file = Files.write(directory.resolve("both"), bytes).toString();
    Outcome.of(
        new FakeKernel(),
        new byte[0],
        "-S",
        "-k",
        file,
        "-i",
        file,
        "gen",
        "skeleton",
        OBJECT,
        "name",
        "x");
  }
}
