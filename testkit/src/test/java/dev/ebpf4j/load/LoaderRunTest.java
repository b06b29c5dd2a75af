package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.CodeEditor;
import dev.ebpf4j.loadergen.LoaderGenerator;
import dev.ebpf4j.loadergen.LoaderProgram;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.map.TypedMap;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.prog.Programs;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.io.File;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Generated loader programs do in the kernel what [ObjectLoader] does from outside.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class LoaderRunTest {

  private static final Path ROOT = Path.of(System.getProperty("project.root", "..")).normalize();

  private static ObjectSpec golden(String name) throws Exception {
    return parse(Files.readAllBytes(ROOT.resolve("testkit/golden/obj/" + name + ".bpf.o")), name);
  }

  private static ObjectSpec tool(String name) throws Exception {
    return parse(Files.readAllBytes(ROOT.resolve("testkit/fixtures/tools/" + name + ".o")), name);
  }

  private static ObjectSpec fixture(String name) {
    return parse(Fixtures.object(name), name);
  }

  private static ObjectSpec parse(byte[] bytes, String name) {
    return ObjectSpec.parse(bytes, name + ".o", OpenOptions.DEFAULT.withName(name));
  }

  private static LoaderProgram generate(Kernel kernel, ObjectSpec object) {
    ObjectSpec settled = LoaderInput.settle(() -> kernel, object, LoadLog.SILENT);
    return LoaderGenerator.generate(settled, false, LoadLog.SILENT);
  }

  private static void assertSameAsLoadedDirectly(Kernel kernel, ObjectSpec object) {
    try (LoaderRun.Result run = LoaderRun.run(kernel, generate(kernel, object), null, 0)) {
      Loaded direct;
      try {
        direct = ObjectLoader.load(kernel, object, LoadOptions.DEFAULT);
      } catch (LoadException e) {
        assertNotEquals(0, run.errno(), "this kernel refuses it from outside: " + e.getMessage());
        return;
      }
      try (direct) {
        assertSame(kernel, object, run, direct);
      }
    }
  }

  private static void assertSame(
      Kernel kernel, ObjectSpec object, LoaderRun.Result run, Loaded direct) {
    assertEquals(0, run.errno(), run.failed());
    assertNull(run.failed());
    for (int i = 0; i < object.programs().size(); i++) {
      Fd ours = run.programs().get(i);
      Fd theirs = direct.programs().get(i).fd();
      if (theirs == null) {
        assertNull(ours, "not loaded: " + object.programs().get(i).name());
        continue;
      }
      assertNotNull(ours, object.programs().get(i).name());
      assertArrayEquals(
          withoutIds(Programs.code(kernel, theirs, false).xlated()),
          withoutIds(Programs.code(kernel, ours, false).xlated()),
          object.name() + ": " + object.programs().get(i).name());
    }
    for (LoadedMap map : direct.maps()) {
      Fd ours = run.maps().get(object.maps().indexOf(map.spec()));
      assertNotNull(ours, map.name());
      MapInfo one = Maps.info(kernel, map.fd());
      MapInfo other = Maps.info(kernel, ours);
      assertEquals(one.name(), other.name());
      assertEquals(one.type(), other.type());
      assertEquals(one.maxEntries(), other.maxEntries(), map.name());
      assertEquals(one.flags(), other.flags(), map.name());
      assertEquals(one.valueType(), other.valueType(), map.name());
      if (map.spec().isInternal()) {
        assertArrayEquals(contents(kernel, map.fd()), contents(kernel, ours), map.name());
      }
    }
  }

  /// The ids of maps differ, and so may the places of tables in the kernel's memory.
  private static byte[] withoutIds(byte[] xlated) {
    Code code = Code.of(xlated, ByteOrder.nativeOrder());
    CodeEditor editor = CodeEditor.of(code);
    for (int slot = 0; slot < code.slots(); slot += code.width(slot)) {
      if (code.width(slot) == 2 && (code.src(slot) == 1 || code.src(slot) == 2)) {
        editor.imm(slot, 0);
      }
    }
    return editor.code().toByteArray();
  }

  private static byte[] contents(Kernel kernel, Fd map) {
    int size = Maps.info(kernel, map).valueSize();
    try (TypedMap<Integer, byte[]> values =
        TypedMap.of(kernel, map, Codec.s32(), Codec.bytes(size))) {
      return values.get(0).orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "getpid",
        "xdp8080",
        "code",
        "core",
        "iter_map",
        "iter_task",
        "link_a",
        "maps",
        "types"
      })
  void recordedObjects(String name, Kernel kernel) throws Exception {
    assertSameAsLoadedDirectly(kernel, golden(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "biolatency",
        "execsnoop",
        "iter",
        "opensnoop",
        "profile",
        "runqlat",
        "tc",
        "tcpconnect",
        "uprobe",
        "xdp"
      })
  void tools(String name, Kernel kernel) throws Exception {
    assertSameAsLoadedDirectly(kernel, tool(name));
  }

  @Test
  void everything(Kernel kernel) {
    assertSameAsLoadedDirectly(kernel, fixture("everything"));
  }

  @Test
  void mapsOfMapsHoldTheirMaps(Kernel kernel) {
    ObjectSpec object = fixture("everything");
    try (LoaderRun.Result run = LoaderRun.run(kernel, generate(kernel, object), null, 0)) {
      Fd outer = run.maps().get(object.maps().indexOf(object.map("outer")));
      Fd inner = run.maps().get(object.maps().indexOf(object.map("inner_one")));
      assertNotNull(outer);
      assertNotNull(inner);
      try (TypedMap<Integer, Integer> values =
          TypedMap.of(kernel, outer, Codec.s32(), Codec.s32())) {
        assertEquals(Maps.info(kernel, inner).id().value(), values.get(1).orElseThrow());
      }
    }
  }

  @Test
  void aRefusedProgramLeavesNothing(Kernel kernel) throws Exception {
    ObjectSpec object = golden("bad");
    try (LoaderRun.Result run = LoaderRun.run(kernel, generate(kernel, object), null, 1)) {
      assertEquals(Errno.EACCES, run.errno());
      assertEquals("failed to execute loader prog", run.failed());
      assertTrue(run.log().contains("processed "), run.log());
      assertTrue(run.programs().stream().allMatch(fd -> fd == null), "" + run.programs());
      assertTrue(run.maps().stream().allMatch(fd -> fd == null), "" + run.maps());
      assertEquals(List.of(), bpfDescriptors());
    }
  }

  @Test
  void aStrongExternThatIsNowhereStopsIt(Kernel kernel) {
    ObjectSpec object = fixture("missing_extern");
    try (LoaderRun.Result run = LoaderRun.run(kernel, generate(kernel, object), null, 0)) {
      assertEquals(Errno.ENOENT, run.errno());
      assertTrue(run.programs().stream().allMatch(fd -> fd == null), "" + run.programs());
    }
  }

  @Test
  void otherByteOrder(Kernel kernel) throws Exception {
    LoaderProgram loader = generate(kernel, golden("types_be"));
    assertThrows(LoadException.class, () -> LoaderRun.run(kernel, loader, null, 0));
  }

  @Test
  void aMapThatTheKernelRefuses(Kernel kernel) {
    ObjectSpec object = fixture("everything");
    MapSpec counts = object.map("counts");
    assertNotNull(counts);
    ObjectSpec wrong = object.withMap(counts.toBuilder().type(MapType.ARRAY).keySize(3).build());
    try (LoaderRun.Result run = LoaderRun.run(kernel, generate(kernel, wrong), null, 0)) {
      assertEquals(Errno.EINVAL, run.errno());
    }
  }

  @Test
  void aLoaderTooBigForTheKernel(Kernel kernel) {
    LoaderProgram loader = generate(kernel, fixture("everything"));
    LoaderProgram empty = new LoaderProgram(loader.code(), new byte[0], 0, 0, false);
    try (LoaderRun.Result run = LoaderRun.run(kernel, empty, null, 0)) {
      assertEquals("failed to create loader map", run.failed());
      assertEquals(List.of(), run.maps());
    }
  }

  /// So many steps that conditional jumps do not reach the clean-up at once; the last step fails.
  @Test
  void manySteps(Kernel kernel) throws Exception {
    ObjectSpec object = golden("getpid");
    ProgramSpec program = object.programs().getFirst();
    List<ProgramSpec> many = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      many.add(program.withName("p" + i));
    }
    ObjectSpec good = object.withPrograms(many);
    try (LoaderRun.Result run = LoaderRun.run(kernel, generate(kernel, good), null, 0)) {
      assertEquals(0, run.errno(), run.failed());
      assertEquals(600, run.programs().stream().filter(fd -> fd != null).count());
    }
    many.set(599, program.withType(9999, 0));
    ObjectSpec bad = object.withPrograms(many);
    try (LoaderRun.Result run = LoaderRun.run(kernel, generate(kernel, bad), null, 0)) {
      assertTrue(run.errno() > 0, "refused");
    }
    assertEquals(List.of(), bpfDescriptors());
  }

  @Test
  void programArraysHoldTheirPrograms(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.6", "the newest instruction set");
    ObjectSpec object = golden("code");
    MapSpec array =
        object.maps().stream()
            .filter(map -> map.type() == MapType.PROG_ARRAY)
            .findFirst()
            .orElseThrow();
    String wanted = object.programs().getFirst().name();
    MapSpec.Slot slot = new MapSpec.Slot(1, wanted);
    ObjectSpec filled = object.withMap(array.toBuilder().slots(List.of(slot)).build());
    try (LoaderRun.Result run = LoaderRun.run(kernel, generate(kernel, filled), null, 0)) {
      assertEquals(0, run.errno(), run.failed());
      Fd map = run.maps().get(object.maps().indexOf(array));
      Fd program = run.programs().getFirst();
      assertNotNull(map);
      assertNotNull(program);
      try (TypedMap<Integer, Integer> values = TypedMap.of(kernel, map, Codec.s32(), Codec.s32())) {
        assertEquals(Programs.info(kernel, program).id().value(), values.get(1).orElseThrow());
      }
    }
  }

  private static LoaderProgram generateChecked(Kernel kernel, ObjectSpec object) {
    KernelGate.needs(kernel, "6.18", "an exclusive map");
    ObjectSpec settled = LoaderInput.settle(() -> kernel, object, LoadLog.SILENT);
    return LoaderGenerator.generate(settled, true, LoadLog.SILENT);
  }

  @Test
  void aLoaderThatChecksItsDataRuns(Kernel kernel) throws Exception {
    LoaderProgram loader = generateChecked(kernel, golden("getpid"));
    try (LoaderRun.Result run = LoaderRun.run(kernel, loader, null, 0)) {
      assertEquals(0, run.errno(), run.failed());
      assertNotNull(run.programs().getFirst());
    }
  }

  @Test
  void aLoaderThatChecksItsDataRefusesOthers(Kernel kernel) throws Exception {
    LoaderProgram loader = generateChecked(kernel, golden("getpid"));
    byte[] other = loader.data().clone();
    other[other.length - 1] ^= 1;
    LoaderProgram forged =
        new LoaderProgram(loader.code(), other, loader.maps(), loader.programs(), true);
    try (LoaderRun.Result run = LoaderRun.run(kernel, forged, null, 0)) {
      assertEquals("failed to execute loader prog", run.failed());
      assertEquals(Errno.EINVAL, run.errno());
    }
    LoaderProgram shared =
        new LoaderProgram(loader.code(), loader.data(), loader.maps(), loader.programs(), false);
    try (LoaderRun.Result run = LoaderRun.run(kernel, shared, null, 0)) {
      assertEquals("failed to execute loader prog", run.failed(), "others might change the map");
    }
  }

  /// Descriptors that the process has on objects of BPF, whoever opened them.
  private static List<String> bpfDescriptors() throws Exception {
    List<String> found = new ArrayList<>();
    for (File link : Path.of("/proc/self/fd").toFile().listFiles()) {
      if (Files.isSymbolicLink(link.toPath())) {
        String target = Files.readSymbolicLink(link.toPath()).toString();
        if (target.startsWith("anon_inode:bpf") || target.startsWith("anon_inode:btf")) {
          found.add(target);
        }
      }
    }
    return found;
  }
}
