package dev.ebpf4j.btf.dump;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfFile;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.util.TextBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Listings and headers of object files against what bpftool 7.8 made of them.
class RecordedDumpTest {

  private static final Path GOLDEN =
      Path.of(System.getProperty("project.root"), "testkit", "golden");

  private static final String COMMAND = "bpftool btf dump file obj/";

  /// The sorted header of this one lacks its first type in the recording.
  private static final String LACKING = "btf_c/core";

  @TestFactory
  List<DynamicTest> recordings() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String area : List.of("btf_raw", "btf_c", "btf_root")) {
      try (Stream<Path> files = Files.list(GOLDEN.resolve("cases").resolve(area))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".cmd")).sorted().toList()) {
          add(tests, area, file);
        }
      }
    }
    assertTrue(tests.size() >= 60, "only " + tests.size() + " recordings were found");
    return tests;
  }

  private static void add(List<DynamicTest> tests, String area, Path file) throws IOException {
    String command = Files.readString(file).strip();
    String name = area + "/" + file.getFileName().toString().replace(".cmd", "");
    Path out = Path.of(file.toString().replace(".cmd", ".out"));
    String recorded = Files.readString(out);
    if (command.startsWith(COMMAND) && !recorded.isEmpty() && !name.equals(LACKING)) {
      String[] words = command.substring(COMMAND.length()).split(" ");
      tests.add(dynamicTest(name, () -> assertEquals(recorded, dump(words))));
    }
  }

  private static String dump(String[] words) {
    Btf btf =
        BtfFile.open(GOLDEN.resolve("obj").resolve(words[0]).toString(), LoadLog.SILENT)
            .parse(null);
    int[] roots = new int[0];
    for (int i = 1; i < words.length; i++) {
      if (words[i].equals("root_id")) {
        roots = Arrays.copyOf(roots, roots.length + 1);
        roots[roots.length - 1] = Integer.parseInt(words[i + 1]);
      }
    }
    List<String> options = List.of(words);
    TextBuffer text = new TextBuffer();
    if (options.contains("c")) {
      header(new CHeader(btf, text), roots, options.contains("unsorted"));
    } else if (roots.length == 0) {
      new BtfListing(btf, text).all();
    } else {
      for (int root : roots) {
        new BtfListing(btf, text).type(root);
      }
    }
    return text.toString();
  }

  private static void header(CHeader header, int[] roots, boolean unsorted) {
    if (roots.length > 0) {
      header.types(roots);
    } else if (unsorted) {
      header.unsorted();
    } else {
      header.sorted();
    }
  }
}
