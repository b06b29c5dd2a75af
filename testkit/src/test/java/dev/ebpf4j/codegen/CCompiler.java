package dev.ebpf4j.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.dump.CHeader;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.util.TextBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Compiles what was generated, in a directory of its own.
final class CCompiler {

  /// For a shell in a mount namespace of its own: makes sure of tracefs.
  static final String WITH_TRACEFS =
      "{ test -d /sys/kernel/tracing/events || mount -t tracefs none /sys/kernel/tracing; }";

  private final Path directory;

  CCompiler(Path directory) {
    this.directory = directory;
  }

  /// What users of a skeleton have to supply: the types of its variables.
  void writeTypes(ObjectSpec object) throws IOException {
    Btf btf = object.btf();
    List<Integer> needed = new ArrayList<>();
    for (int id = 1; id < btf.typeCount(); id++) {
      if (btf.is(id, BtfKind.VAR)
          && btf.linkage(id) != BtfType.STATIC
          && !needed.contains(btf.target(id))
          && !btf.name(btf.resolve(btf.target(id))).equals("libbpf_tristate")) {
        needed.add(btf.target(id));
      }
    }
    TextBuffer text = new TextBuffer();
    new CHeader(btf, text).types(needed.stream().mapToInt(Integer::intValue).toArray());
    String header =
        "#pragma GCC system_header\n#define BPF_NO_PRESERVE_ACCESS_INDEX\n"
            // BTF does not say how an enumeration comes to have two bytes.
            + text.toString()
                .replace("typedef _Bool bool;", "#include <stdbool.h>")
                .replace("SE_B = 300,\n}", "SE_B = 300,\n} __attribute__((packed))");
    Files.writeString(directory.resolve("types.h"), header);
  }

  /// Compiles `source` with all warnings as errors; with libraries it is a program.
  Path compile(String compiler, String source, List<String> libraries) throws Exception {
    Path file = Files.writeString(directory.resolve("use.c"), source);
    Path output = directory.resolve("use");
    List<String> command = new ArrayList<>(List.of(compiler));
    command.addAll(compiler.equals("g++") ? List.of("-x", "c++") : List.of());
    command.addAll(List.of("-Wall", "-Wextra", "-Werror", "-I", directory.toString()));
    command.addAll(libraries.isEmpty() ? List.of("-c") : List.of());
    command.addAll(Arrays.asList(file.toString(), "-o", output.toString()));
    command.addAll(libraries);
    assertEquals("", run(command));
    return output;
  }

  /// What a command says; it must end well.
  String run(List<String> command) throws Exception {
    Path said = directory.resolve("said");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
    } catch (IOException e) {
      assumeTrue(false, command.getFirst() + " is not installed");
      throw e;
    }
    assertTrue(process.waitFor(2, TimeUnit.MINUTES), "does not end");
    String text = Files.readString(said, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), text.substring(0, Math.min(3000, text.length())));
    return text;
  }
}
