package dev.ebpf4j.disasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.disasm.jit.X86Decoder;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.llvm.LlvmDecoder;
import dev.ebpf4j.llvm.LlvmLibrary;
import dev.ebpf4j.llvm.LlvmTarget;
import dev.ebpf4j.load.LoadOptions;
import dev.ebpf4j.load.Loaded;
import dev.ebpf4j.load.LoadedProgram;
import dev.ebpf4j.load.ObjectLoader;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.prog.ProgramCode;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Specimens;
import dev.ebpf4j.util.TextBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the running kernel's compiler makes of programs, read by our decoder and by libLLVM: no
/// instruction may differ in length or text, and ours must know all of them.
@Tag("vm")
@ExtendWith(LiveKernel.class)
class MachineCodeTest {

  private static final int GENERATED = 3000;

  private int instructions;

  private static void needs() {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "x86-64 only");
    assumeTrue(LlvmLibrary.find() != null, "needs a libLLVM");
  }

  /// Whether the kernel knows the instructions of `-mcpu=v4`: signed loads, moves and divisions,
  /// and swaps of the byte order.
  private static boolean fourthVersion(Kernel kernel) {
    return KernelVersion.running(kernel).atLeast(6, 6);
  }

  private void compare(
      Kernel kernel, Fd fd, MachineDecoder ours, MachineDecoder llvm, String what) {
    ProgramCode code = Programs.code(kernel, fd, true);
    int start = 0;
    for (int i = 0; i < code.jitedLengths().length; i++) {
      int end = start + code.jitedLengths()[i];
      byte[] bytes = Arrays.copyOfRange(code.jited(), start, end);
      start = end;
      ours.start(bytes, code.jitedSymbols()[i]);
      llvm.start(bytes, code.jitedSymbols()[i]);
      for (int offset = 0; offset < bytes.length; ) {
        TextBuffer mine = new TextBuffer();
        TextBuffer theirs = new TextBuffer();
        int length = ours.decode(offset, mine);
        assertEquals(llvm.decode(offset, theirs), length, what + " +" + offset + theirs);
        assertEquals(theirs.toString(), mine.toString(), what + " +" + offset);
        assertTrue(length > 0, what + " +" + offset);
        offset += length;
        instructions++;
      }
    }
    assertEquals(code.jited().length, start);
  }

  @Test
  void generatedPrograms(Kernel kernel) {
    needs();
    boolean modern = fourthVersion(kernel);
    int loaded = 0;
    try (X86Decoder ours = new X86Decoder();
        LlvmDecoder llvm = new LlvmDecoder(LlvmLibrary.find(), LlvmTarget.of("amd64"))) {
      for (int seed = 0; seed < GENERATED; seed++) {
        byte[] code = RandomPrograms.make(seed, modern && seed % 2 == 0).toByteArray();
        try (Fd fd = Specimens.program(kernel, ProgramType.SOCKET_FILTER, "generated", code)) {
          loaded++;
          compare(kernel, fd, ours, llvm, "seed " + seed);
        } catch (SyscallException e) {
          assertEquals("BPF_PROG_LOAD", e.operation()); // not every one passes the verifier
        }
      }
    }
    assertTrue(loaded > GENERATED / 3, "only " + loaded + " programs loaded");
    assertTrue(instructions > 100 * loaded, instructions + " instructions compared");
  }

  @Test
  void fixtures(Kernel kernel) {
    needs();
    Path objects = Path.of(System.getProperty("project.root"), "testkit/golden/obj");
    assumeTrue(Files.isDirectory(objects), "needs the source tree");
    try (X86Decoder ours = new X86Decoder();
        LlvmDecoder llvm = new LlvmDecoder(LlvmLibrary.find(), LlvmTarget.of("amd64"))) {
      for (String name :
          List.of("code", "types", "barrier", "getpid", "nobtf", "xdp8080", "arena")) {
        ObjectSpec object = ObjectSpec.open(objects.resolve(name + ".bpf.o"));
        try (Loaded loaded = ObjectLoader.load(kernel, object, LoadOptions.DEFAULT)) {
          for (LoadedProgram program : loaded.programs()) {
            Fd fd = program.fd();
            if (fd != null) {
              compare(kernel, fd, ours, llvm, name + "/" + program.name());
            }
          }
        } catch (BpfException e) {
          // An older kernel knows fewer kinds of programs, and xdp8080 swaps the byte order.
          boolean must = name.equals("getpid") || name.equals("xdp8080") && fourthVersion(kernel);
          assertFalse(must, e::getMessage);
        }
      }
      compareHooks(kernel, ours, llvm);
    }
    assertTrue(instructions > 100, instructions + " instructions compared");
  }

  /// Programs that every kernel of the matrix loads: their instructions are those of `-mcpu=v3`.
  private void compareHooks(Kernel kernel, MachineDecoder ours, MachineDecoder llvm) {
    BpfObject hooks = BpfObject.parse(Fixtures.object("hooks"), "hooks.o");
    List<String> names =
        List.of("on_raw_tp", "on_xdp", "on_cgroup_egress", "on_sk_lookup", "calls_replaceable");
    for (String name : names) {
      hooks = hooks.changeProgram(name, spec -> spec.withAutoload(true));
    }
    try (LoadedObject object = hooks.load(kernel, LoadOptions.DEFAULT)) {
      for (String name : names) {
        compare(kernel, object.program(name).fd(), ours, llvm, name);
      }
    }
  }
}
