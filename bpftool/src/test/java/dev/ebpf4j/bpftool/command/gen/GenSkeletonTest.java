package dev.ebpf4j.bpftool.command.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.bpftool.Tool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The words of `gen skeleton`, above all those that upstream does not have.
class GenSkeletonTest {

  private static final String OBJECTS = System.getProperty("project.root") + "/testkit/golden/obj/";

  private static Tool.Result run(String words) {
    List<String> all = new ArrayList<>(List.of("gen"));
    for (String word : words.split(" ")) {
      all.add(word.endsWith(".o") ? OBJECTS + word : word);
    }
    return Tool.run(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "skeleton getpid.bpf.o lang java, GetpidBpf, ''",
    "skel getpid.bpf.o name getpid lang java package a.b, Getpid, package a.b;",
    "skeleton getpid.bpf.o p a.b l java n my_own, MyOwn, package a.b;",
    "skeleton getpid.bpf.o name 8080 lang java, Object8080, ''",
    "skeleton getpid.bpf.o name class lang java, ClassObject, ''",
  })
  void aJavaClass(String words, String className, String packageLine) {
    Tool.Result result = run(words);
    assertEquals(0, result.status(), result.err());
    assertTrue(result.out().contains("\npublic final class " + className + " "), result.out());
    assertTrue(result.out().contains(packageLine));
    assertEquals(packageLine.isEmpty(), !result.out().contains("\npackage "));
    assertEquals("", result.err());
  }

  @Test
  void withoutTheWordItIsC() {
    Tool.Result plain = run("skeleton getpid.bpf.o");
    assertEquals(plain, run("skeleton getpid.bpf.o lang c"));
    assertTrue(plain.out().contains("#ifndef __GETPID_BPF_SKEL_H__"));
  }

  /// One error, and nothing of a file on standard output.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "skeleton getpid.bpf.o lang rust | unknown language 'rust': expected c or java",
        "skeleton getpid.bpf.o lang jav | unknown language 'jav': expected c or java",
        "skeleton getpid.bpf.o lang java lang c | language already specified",
        "skeleton getpid.bpf.o lang java package a.class | 'a.class' is no name of a Java package",
        "skeleton getpid.bpf.o lang java package a..b | 'a..b' is no name of a Java package",
        "skeleton getpid.bpf.o lang java package a package b | package already specified",
        "skeleton getpid.bpf.o package a.b | 'package' needs 'lang java'",
        "skeleton getpid.bpf.o lang c package a.b | 'package' needs 'lang java'",
        "skeleton getpid.bpf.o lang java name +++ | '+++' gives no name for a Java class",
        "skeleton nobtf.bpf.o lang java | need btf type information for nobtf_bpf",
        "-L skeleton getpid.bpf.o lang java | light skeletons are written in C only",
        "skeleton getpid.bpf.o lang | 'getpid.bpf.o' needs at least 2 arguments, 1 found",
        "skeleton getpid.bpf.o language java | unknown arg language",
        "subskeleton types.bpf.o lang java | unknown arg lang",
      })
  void isRefused(String words, String error) {
    Tool.Result result = run(words);
    assertEquals("Error: " + error + "\n", result.err().replace(OBJECTS, ""));
    assertEquals("", result.out());
    assertEquals(255, result.status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-j", "-p"})
  void asJsonToo(String option) {
    Tool.Result result = run(option + " skeleton getpid.bpf.o lang rust");
    assertEquals(255, result.status());
    assertTrue(result.out().startsWith("{"), result.out());
    assertTrue(result.out().contains("unknown language 'rust'"), result.out());
  }
}
