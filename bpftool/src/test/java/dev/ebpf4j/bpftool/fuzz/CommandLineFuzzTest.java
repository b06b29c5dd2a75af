package dev.ebpf4j.bpftool.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ebpf4j.testkit.FakeKernel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Whatever words and options are typed, and whatever a batch file holds, the command ends with an
/// exit status and, if JSON is asked for, one document. The kernel refuses everything.
class CommandLineFuzzTest {

  /// A line with words between blanks. Those with a slash are left out, so that no file is touched.
  private static String[] words(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split("[ \n\0]+")) {
      if (word.indexOf('/') < 0) {
        words.add(word);
      }
    }
    return words.toArray(new String[0]);
  }

  @FuzzTest(maxDuration = "10m")
  void words(byte[] bytes) {
    String[] words = words(new String(bytes, StandardCharsets.UTF_8));
    Outcome.of(new FakeKernel(), new byte[0], words);
  }

  @FuzzTest(maxDuration = "10m")
  void batch(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8).replace("/", "");
    byte[] lines = text.getBytes(StandardCharsets.UTF_8);
    for (String option : List.of("-d", "-j", "-p")) {
      Outcome.of(new FakeKernel(), lines, option, "batch", "file", "-");
    }
  }
}
