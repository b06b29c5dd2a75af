package dev.ebpf4j.bpftool.command.prog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.bpftool.Run;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Eleven tools are fitted to the running kernel as an installed bpftool fits them: instruction by
/// instruction, and what the kernel made of them.
@ExtendWith(LiveKernel.class)
class ToolsLoadTest {

  /// What belongs to one load, and what only newer versions say.
  private static final Pattern OF_ONE_LOAD =
      Pattern.compile(
          "\"(id|btf_id|loaded_at)\":\\d+,?|\"(map_ids|pids)\":\\[[^]]*],?"
              + "|\"orphaned\":(true|false),?|,(?=})");

  private static final Pattern MAP_ID = Pattern.compile("map\\[id:\\d+]");

  /// A map's id in the bytes of the instruction that loads its address.
  private static final Pattern MAP_BYTES =
      Pattern.compile("(?m)^(\\s*18 [12].) 00 00 (.. ){4}(.*)$");

  /// How the address of a value of this processor is written; older versions see a plain move.
  private static final Pattern PER_CPU = Pattern.compile("&\\(void __percpu \\*\\)\\((r\\d+)\\)");

  private static final Pattern PATCHED =
      Pattern.compile("prog '\\w+': relo #\\d+: (patched|substituting|unrecognized) .*");

  static List<String> names() {
    return ToolObjects.names();
  }

  @Test
  void everyKindOfRelocationOccurs() {
    Set<String> kinds = new TreeSet<>();
    for (String name : ToolObjects.names()) {
      ObjectSpec object = BpfObject.open(Path.of(ToolObjects.object(name))).spec();
      BtfExt ext = object.ext();
      assertTrue(ext != null, name);
      for (BtfExt.Part part : ext.relocations().parts()) {
        BtfExt.relocations(part).forEach(relocation -> kinds.add(relocation.kind() + ""));
      }
    }
    assertEquals(13, kinds.size(), kinds.toString());
  }

  @ParameterizedTest
  @MethodSource("names")
  void programsAreTheSame(String name, Kernel kernel) throws IOException {
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel)) {
      String theirs = bpffs.path("theirs");
      String ours = bpffs.path("ours");
      Run installed = Run.installed("prog", "loadall", ToolObjects.object(name), theirs);
      Run run = Run.ours("prog", "loadall", ToolObjects.object(name), ours);
      assertEquals(installed.status(), run.status(), run.err());
      assertEquals(files(theirs), files(ours));
      if (run.status() != 0) {
        assertEquals(ToolObjects.WITH_TRAMPOLINES, name, run.err());
        return;
      }
      assertFalse(files(ours).isEmpty());
      for (String program : files(ours)) {
        same(theirs + "/" + program, ours + "/" + program, "-j", "prog", "show", "pinned");
        same(theirs + "/" + program, ours + "/" + program, "prog", "dump", "xlated", "pinned");
        sameBytes(theirs + "/" + program, ours + "/" + program);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void relocationsAreTheSame(String name, Kernel kernel) {
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel)) {
      String object = ToolObjects.object(name);
      Run installed = Run.installed("-d", "prog", "loadall", object, bpffs.path("theirs"));
      Run run = Run.ours("-d", "prog", "loadall", object, bpffs.path("ours"));
      List<String> patched = patched(run.err());
      assertTrue(patched.size() > 5, run.err());
      assertEquals(patched(installed.err()), patched);
    }
  }

  private static List<String> patched(String log) {
    List<String> lines = new ArrayList<>();
    PATCHED.matcher(log).results().forEach(match -> lines.add(match.group()));
    return lines;
  }

  private static void same(String theirs, String ours, String... words) {
    Run installed = Run.installed(with(words, theirs));
    Run run = Run.ours(with(words, ours));
    assertEquals(0, run.status(), run.err());
    assertEquals(plain(installed.out()), plain(run.out()));
  }

  private static void sameBytes(String theirs, String ours) {
    Run installed = Run.installed("prog", "dump", "xlated", "pinned", theirs, "opcodes");
    Run run = Run.ours("prog", "dump", "xlated", "pinned", ours, "opcodes");
    assertTrue(run.out().contains("\n       95 00 00 00 00 00 00 00"), run.out());
    assertEquals(plain(installed.out()), plain(run.out()));
  }

  private static String plain(String text) {
    String withoutIds = MAP_ID.matcher(OF_ONE_LOAD.matcher(text).replaceAll("")).replaceAll("map");
    String withoutBytes = MAP_BYTES.matcher(withoutIds).replaceAll("$1 $3");
    return PER_CPU.matcher(withoutBytes).replaceAll("$1");
  }

  private static String[] with(String[] words, String last) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(last);
    return all.toArray(String[]::new);
  }

  private static List<String> files(String directory) throws IOException {
    if (!Files.exists(Path.of(directory))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
