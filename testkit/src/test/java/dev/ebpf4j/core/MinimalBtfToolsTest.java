package dev.ebpf4j.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.FunctionSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.ProgramSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tools full of CO-RE relocations come to the same instructions with the few types that they need
/// as with all types of the running kernel; and these are no more than an installed bpftool keeps.
class MinimalBtfToolsTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path KERNEL = Path.of("/sys/kernel/btf/vmlinux");
  private static final Path INSTALLED = Path.of("/usr/sbin/bpftool");

  @TempDir Path directory;

  static List<Path> tools() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("testkit/fixtures/tools"))) {
      return files.filter(file -> file.toString().endsWith(".o")).sorted().toList();
    }
  }

  private static byte[] minimal(Btf kernel, Path object) throws IOException {
    ElfFile elf = ElfFile.parse(Files.readAllBytes(object));
    MinimalBtf minimal = new MinimalBtf(kernel);
    minimal.add(
        Btf.parse(elf.data(elf.section(".BTF")).copy()),
        BtfExt.parse(elf.data(elf.section(".BTF.ext")).copy()),
        LoadLog.SILENT);
    return minimal.build().toBytes();
  }

  /// The instructions of all programs and functions, fitted to `kernel`; what names a type of it
  /// is left out, because types have other numbers there.
  private static List<byte[]> fitted(ObjectSpec object, Btf kernel) {
    ObjectSpec fitted = object.withCore(CoreTarget.of(kernel), LoadLog.SILENT);
    List<byte[]> code = new ArrayList<>();
    for (ProgramSpec program : fitted.programs()) {
      code.add(withoutTypes(object, program.function()));
    }
    for (FunctionSpec function : fitted.textFunctions()) {
      code.add(withoutTypes(object, function));
    }
    return code;
  }

  private static byte[] withoutTypes(ObjectSpec object, FunctionSpec function) {
    byte[] code = function.code().toByteArray();
    for (int slot = 0; slot < function.code().slots(); slot++) {
      String asked = object.describeCore(function, slot);
      if (asked != null && asked.contains("<target_type_id>")) {
        for (int i = 4; i < 8; i++) {
          code[slot * 8 + i] = 0;
        }
      }
    }
    return code;
  }

  @ParameterizedTest
  @MethodSource("tools")
  void sameInstructions(Path tool) throws IOException {
    assumeTrue(Files.isReadable(KERNEL), "the kernel has no BTF");
    Btf kernel = Btf.parse(Files.readAllBytes(KERNEL));
    Btf minimal = Btf.parse(minimal(kernel, tool));
    assertTrue(minimal.typeCount() < 200, "few types are left");
    ObjectSpec object = ObjectSpec.open(tool);
    List<byte[]> full = fitted(object, kernel);
    List<byte[]> few = fitted(object, minimal);
    assertEquals(full.size(), few.size());
    for (int i = 0; i < full.size(); i++) {
      assertArrayEquals(full.get(i), few.get(i), tool + ", function " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("tools")
  void noLargerThanThoseOfTheInstalledOne(Path tool) throws Exception {
    assumeTrue(Files.isReadable(KERNEL), "the kernel has no BTF");
    assumeTrue(Files.isExecutable(INSTALLED), "needs an installed bpftool as oracle");
    Path output = directory.resolve("minimal.btf");
    Process process =
        new ProcessBuilder(
                INSTALLED.toString(),
                "gen",
                "min_core_btf",
                KERNEL.toString(),
                output.toString(),
                tool.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("said").toFile())
            .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), Files.readString(directory.resolve("said")));
    byte[] ours = minimal(Btf.parse(Files.readAllBytes(KERNEL)), tool);
    assertTrue(ours.length <= Files.size(output), ours.length + " of " + Files.size(output));
  }
}
