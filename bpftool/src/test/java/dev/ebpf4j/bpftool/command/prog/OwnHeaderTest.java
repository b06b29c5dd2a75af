package dev.ebpf4j.bpftool.command.prog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.bpftool.Run;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that are built against the header made here from the running kernel's types compile
/// without a warning, and load.
@ExtendWith(LiveKernel.class)
class OwnHeaderTest {

  private static final Path CLANG = Path.of("/usr/bin/clang-19");

  private static final Path KERNEL_TYPES = Path.of("/sys/kernel/btf/vmlinux");

  @TempDir static Path directory;

  @BeforeAll
  static void writeHeader() throws IOException {
    assumeTrue(Files.isExecutable(CLANG), "needs clang-19");
    assumeTrue(Files.exists(Path.of("/usr/include/bpf/bpf_core_read.h")), "needs libbpf-dev");
    assumeTrue(Files.exists(KERNEL_TYPES), "no BTF of a kernel here");
    Run header = Run.ours("btf", "dump", "file", KERNEL_TYPES.toString(), "format", "c");
    assertEquals(0, header.status(), header.err());
    Files.writeString(directory.resolve("vmlinux.h"), header.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"execsnoop", "iter", "opensnoop", "tc", "tcpconnect"})
  void compilesAndLoads(String name, Kernel kernel) throws Exception {
    Path object = directory.resolve(name + ".o");
    assertEquals("", compile(ToolObjects.DIRECTORY.resolve(name + ".bpf.c"), object));
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel)) {
      Run load = Run.ours("prog", "loadall", object.toString(), bpffs.path(name));
      assertEquals(0, load.status(), load.err());
    }
  }

  private static String compile(Path source, Path object) throws Exception {
    Process process =
        new ProcessBuilder(
                CLANG.toString(),
                "-target",
                "bpf",
                "-D__TARGET_ARCH_x86",
                "-mcpu=v3",
                "-g",
                "-O2",
                "-Wall",
                "-Werror",
                "-Wno-missing-declarations",
                "-I" + directory,
                "-c",
                source.toString(),
                "-o",
                object.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
