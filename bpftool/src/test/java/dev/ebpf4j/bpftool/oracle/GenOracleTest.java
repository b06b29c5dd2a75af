package dev.ebpf4j.bpftool.oracle;

import static dev.ebpf4j.bpftool.oracle.Oracle.ours;
import static dev.ebpf4j.bpftool.oracle.Oracle.theirs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.bpftool.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `gen` on the recorded cases' objects: files that both make, and the recorded text where 7.1 is
/// too old.
class GenOracleTest {

  private static final Path GOLDEN =
      Path.of(System.getProperty("project.root"), "testkit", "golden");

  @TempDir Path directory;

  private static String object(String name) {
    return GOLDEN.resolve("obj/" + name + ".bpf.o").toString();
  }

  private static void made(String line) {
    assertEquals(0, ours(line).status(), line);
  }

  /// Linked files hold the same types, in the same order.
  @Test
  @Covers("gen object")
  void linked() {
    for (String inputs : List.of("code", "core", "getpid", "xdp8080", "types", "link_a link_b")) {
      StringBuilder objects = new StringBuilder();
      for (String input : inputs.split(" ")) {
        objects.append(' ').append(object(input));
      }
      Path one = directory.resolve("one.o");
      Path other = directory.resolve("other.o");
      made("gen object " + one + objects);
      assertEquals(0, theirs("gen object " + other + objects).status());
      for (String format : List.of("raw", "c")) {
        Run expected = theirs("btf dump file " + other + " format " + format);
        assertEquals(expected, theirs("btf dump file " + one + " format " + format), inputs);
      }
    }
  }

  @Test
  @Covers("gen min_core_btf")
  void smallest() {
    assumeTrue(Files.isReadable(Path.of("/sys/kernel/btf/vmlinux")), "no BTF of a kernel here");
    for (String inputs : List.of("core", "getpid", "iter_task")) {
      Path one = directory.resolve("one.btf");
      Path other = directory.resolve("other.btf");
      String rest = " " + object(inputs);
      made("gen min_core_btf /sys/kernel/btf/vmlinux " + one + rest);
      assertEquals(0, theirs("gen min_core_btf /sys/kernel/btf/vmlinux " + other + rest).status());
      assertEquals(theirs("btf dump file " + other), theirs("btf dump file " + one), inputs);
    }
  }

  @Test
  @Covers({"gen skeleton", "gen subskeleton"})
  void skeletons() throws IOException {
    for (String verb : List.of("skeleton", "subskeleton")) {
      int compared = 0;
      for (String name : List.of("arena", "attach", "code", "core", "maps", "sops", "types")) {
        Path recorded =
            GOLDEN.resolve("cases/gen_" + verb.replace("skeleton", "skel") + "/" + name);
        if (!Files.exists(Path.of(recorded + ".out"))) {
          continue;
        }
        String text = ours("gen " + verb + " " + object(name) + " name " + name).out();
        String struct = text.substring(text.indexOf("\nstruct " + name + " {\n") + 1);
        struct = struct.substring(0, struct.indexOf("\n};\n") + 4);
        assertEquals(Files.readString(Path.of(recorded + ".out")), struct, verb + " " + name);
        compared++;
      }
      assertEquals(7, compared, verb);
    }
  }
}
