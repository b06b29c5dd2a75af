package dev.ebpf4j.bpftool.command.btf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.bpftool.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The running kernel's types against an installed bpftool of version 7.1. Where 7.8 writes them
/// differently, the difference is taken out here, each with its reason.
class KernelParityTest {

  private static final String VMLINUX = "/sys/kernel/btf/vmlinux";

  private static final String[] DUMP = {"btf", "dump", "file", VMLINUX};

  @Test
  void listed() throws Exception {
    assertSame(theirs(DUMP), ours(DUMP));
  }

  @Test
  void asJson() throws Exception {
    String[] json = {"-j", "btf", "dump", "file", VMLINUX};
    assertSame(theirs(json), ours(json));
  }

  @Test
  void asPrettyJson() throws Exception {
    String[] json = {"-p", "btf", "dump", "file", VMLINUX};
    assertSame(theirs(json), ours(json));
  }

  /// 7.1 knows only the order of ids.
  @Test
  void asC() throws Exception {
    String theirs = theirs(with("format", "c"));
    // Since 7.5: macros that the functions below need, and those functions.
    String ours = ours(with("format", "c", "unsorted"));
    int macros = ours.indexOf("#ifndef __ksym");
    ours = ours.substring(0, macros) + ours.substring(ours.indexOf("typedef ", macros));
    int functions = ours.indexOf("\n/* BPF kfuncs */");
    ours = ours.substring(0, functions) + ours.substring(ours.indexOf("#endif\n\n", functions) + 8);
    // Since 7.2: the size of enumerations that are not as large as an int.
    ours = ours.replace("} __attribute__((mode(byte)));", "};");
    ours = ours.replace("} __attribute__((mode(word)));", "};");
    assertSame(theirs, ours);
  }

  /// The order of 7.8 is another one, but the definitions are the same.
  @Test
  void asSortedC() throws Exception {
    List<String> sorted = definitions(ours(with("format", "c")));
    List<String> unsorted = definitions(ours(with("format", "c", "unsorted")));
    assertSame(String.join("\n", unsorted), String.join("\n", sorted));
    assertTrue(sorted.size() > 10_000, "only " + sorted.size() + " definitions");
  }

  /// What stands between empty lines, in an order of its own; without forward declarations and
  /// without the numbers of names that are used several times, which depend on the order.
  private static List<String> definitions(String header) {
    List<String> definitions = new ArrayList<>();
    for (String block : header.split("\n\n", -1)) {
      if (block.indexOf('{') > 0) {
        definitions.add(block.replaceAll("___[0-9]+", ""));
      }
    }
    Collections.sort(definitions);
    return definitions;
  }

  private static String[] with(String... words) {
    String[] all = Arrays.copyOf(DUMP, DUMP.length + words.length);
    System.arraycopy(words, 0, all, DUMP.length, words.length);
    return all;
  }

  private static void assertSame(String theirs, String ours) {
    if (theirs.equals(ours)) {
      return;
    }
    int at = 0;
    while (at < Math.min(theirs.length(), ours.length()) && theirs.charAt(at) == ours.charAt(at)) {
      at++;
    }
    assertEquals(around(theirs, at), around(ours, at), "at character " + at);
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 300), Math.min(text.length(), at + 300));
  }

  private static String ours(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Main.run(words, InputStream.nullInputStream(), out, err);
    assertEquals(0, status, () -> err.toString(StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String theirs(String... words) throws IOException, InterruptedException {
    assumeTrue(Files.isReadable(Path.of(VMLINUX)), "no BTF of a kernel here");
    Path bpftool = Path.of("/usr/sbin/bpftool");
    assumeTrue(Files.isExecutable(bpftool), "no bpftool is installed");
    assumeTrue(run(bpftool, "version").contains("bpftool v7.1."), "bpftool is not version 7.1");
    return run(bpftool, words);
  }

  private static String run(Path program, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] said = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor());
    return new String(said, StandardCharsets.UTF_8);
  }
}
