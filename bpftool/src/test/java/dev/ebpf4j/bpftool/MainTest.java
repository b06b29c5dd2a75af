package dev.ebpf4j.bpftool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The command line as a whole, as far as it needs no kernel.
class MainTest {

  private static void expect(int status, String out, String errStart, String... args) {
    Tool.Result result = Tool.run(args);
    assertEquals(out, result.out());
    assertTrue(result.err().startsWith(errStart), result.err());
    assertEquals(errStart.isEmpty(), result.err().isEmpty(), result.err());
    assertEquals(status, result.status());
  }

  @Test
  void noWordsAreHelp() {
    expect(0, "", "Usage: bpftool [OPTIONS] OBJECT { COMMAND | help }\n");
    expect(0, "", "Usage: bpftool [OPTIONS] OBJECT", "help");
    expect(0, "null\n", "", "-j", "help", "whatever");
  }

  @Test
  void helpOfAnObjectNamesItAsTyped() {
    expect(0, "", "Usage: bpftool p { show | list } [PROG]\n", "p", "help");
    expect(0, "", "Usage: bpftool btf { show | list } [id BTF_ID]\n", "bt", "help");
    expect(0, "null\n", "", "-j", "perf", "help");
  }

  @Test
  void unknownWordsAreUsageAnd255() {
    expect(255, "", "Usage: bpftool [OPTIONS]", "frobnicate");
    expect(255, "null\n", "", "-j", "frobnicate");
    expect(255, "", "Usage: bpftool link { show", "link", "frobnicate");
    expect(255, "null\n", "", "-j", "link", "frobnicate");
  }

  @Test
  void helpAsAnOptionActsAtOnce() {
    expect(0, "", "Usage: bpftool [OPTIONS]", "-h", "-j");
    expect(0, "null", "", "-j", "-h");
    expect(0, "", "Usage: bpftool [OPTIONS]", "prog", "-h");
  }

  @Test
  void versionInEveryForm() {
    Tool.Result plain = Tool.run("version");
    assertTrue(plain.out().startsWith("bpftool v7.8.0\nusing libbpf v1.8\nfeatures:"));
    assertEquals(plain, Tool.run("-V", "prog", "show"));
    assertEquals(plain, Tool.run("v", "and", "more"));
    assertTrue(
        Tool.run("-j", "version")
            .out()
            .startsWith("{\"version\":\"7.8.0\",\"libbpf_version\":\"1.8\",\"features\":{"));
    assertTrue(Tool.run("-p", "-V").out().startsWith("{\n    \"version\": \"7.8.0\",\n"));
  }

  @Test
  void unknownOptionsAreNamed() {
    expect(255, "", "Error: unrecognized option '-Z'\nUsage: bpftool [OPTIONS]", "-Z");
    expect(255, "{\"error\":\"unrecognized option '-Z'\"}\n", "", "-j", "prog", "-Z");
    expect(255, "", "Error: unrecognized option '-Z'\nUsage:", "prog", "-Z", "-j");
  }

  @Test
  void signingNeedsAllItsOptions() {
    String missing =
        "-i <identity_x509_cert> and -k <private_key> must be supplied with -S for signing";
    expect(234, "", "Error: " + missing + "\n", "-S", "version");
    expect(234, "{\"error\":\"" + missing + "\"}", "", "-j", "-S", "-k", "x", "version");
    expect(234, "", "Error: --sign (or -S) must be explicitly passed", "-k", "x", "version");
  }

  private record Case(String name, String input, int status, String out, String err) {}

  private static final List<Case> BATCHES =
      List.of(
          new Case("empty", "", 0, "processed 0 commands\n", ""),
          new Case("comments and blanks", "# a\n\n  \n", 0, "processed 0 commands\n", ""),
          new Case("words", "version\n", 0, "VERSION processed 1 commands\n", ""),
          new Case("no newline at the end", "version", 0, "VERSION processed 1 commands\n", ""),
          new Case("a comment behind", "version # x\n", 0, "VERSION processed 1 commands\n", ""),
          new Case("quotes", "\"version\" 'a b' x\n", 0, "VERSION processed 1 commands\n", ""),
          new Case("a line goes on", "ver\\\nsion\n", 0, "VERSION processed 1 commands\n", ""),
          new Case(
              "nothing to go on with",
              "version\nversion \\\n",
              255,
              "VERSION ",
              "Error: missing continuation line on command 1\n"),
          new Case(
              "a quote in a comment",
              "version \"#\"\n",
              255,
              "",
              "Error: unterminated quoted string in command 0\n"),
          new Case(
              "too many words",
              "x ".repeat(5000) + "\n",
              255,
              "",
              "Error: too many arguments to command 0\n"),
          new Case(
              "a line without end",
              "x".repeat(70_000),
              255,
              "",
              "Error: reading batch file failed: Argument list too long\n"));

  @TestFactory
  Stream<DynamicTest> batches() {
    String version = Tool.run("version").out();
    return BATCHES.stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.name,
                    () -> {
                      byte[] input = c.input.getBytes(StandardCharsets.UTF_8);
                      Tool.Result result = Tool.run(input, "batch", "file", "-");
                      assertEquals(c.out.replace("VERSION ", version), result.out());
                      assertEquals(c.err, result.err());
                      assertEquals(c.status, result.status());
                    }));
  }

  @Test
  void batchStopsAtTheFirstFailure() {
    byte[] input = "help\nlink frobnicate\nversion\n".getBytes(StandardCharsets.UTF_8);
    Tool.Result plain = Tool.run(input, "batch", "file", "-");
    assertEquals(255, plain.status());
    assertEquals("", plain.out());
    Tool.Result json = Tool.run(input, "-j", "batch", "file", "-");
    assertEquals(255, json.status());
    assertEquals(
        "[{\"command\":[\"help\"],\"output\":null},"
            + "{\"command\":[\"link\",\"frobnicate\"],\"output\":null}]\n",
        json.out());
  }

  @Test
  void batchesNest(@TempDir Path directory) throws IOException {
    Path inner = directory.resolve("inner");
    Files.writeString(inner, "help\n");
    byte[] input = ("b f " + inner + "\n").getBytes(StandardCharsets.UTF_8);
    Tool.Result json = Tool.run(input, "-j", "batch", "file", "-");
    assertEquals(
        "[{\"command\":[\"b\",\"f\",\""
            + inner
            + "\"],\"output\":[{\"command\":[\"help\"],\"output\":null}]}]\n",
        json.out());
    assertEquals(0, json.status());
  }

  @Test
  void batchSaysWhatItLacks() {
    expect(255, "", "Error: too few parameters for batch\n", "batch", "file");
    expect(255, "", "Error: too many parameters for batch\n", "batch", "file", "a", "b");
    expect(255, "", "Error: expected 'file', got: x\n", "batch", "x", "y");
    expect(
        255,
        "",
        "Error: Can't open file (/proc/none): No such file or directory\n",
        "batch",
        "file",
        "/proc/none");
    expect(255, "", "Error: reading batch file failed: Is a directory\n", "batch", "file", "/");
  }

  private static final OutputStream FULL =
      new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          throw new IOException("No space left on device");
        }
      };

  private static int run(OutputStream out, OutputStream err, String... args) {
    return Main.run(args, new ByteArrayInputStream(new byte[0]), out, err);
  }

  @Test
  void wordsThatNobodyHearsChangeNothing() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertEquals(0, run(out, FULL, "help"));
    assertEquals(255, run(out, FULL, "batch", "file", "/proc/none"));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aFullDiskIsAnError() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = run(FULL, err, "version");
    assertEquals(255, status);
    assertEquals(
        "Error: cannot write to standard output: No space left on device\n",
        err.toString(StandardCharsets.UTF_8));
  }
}
