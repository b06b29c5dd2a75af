package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.VerifierException;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.link.Xdp;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.procfs.Kallsyms;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.testkit.FakeKernel;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.Hits;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.Networks;
import dev.ebpf4j.testkit.TestRun;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Parts of an object that only a running kernel can prove: see parts.bpf.c.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class PartsTest {

  private static LoadedObject load(Kernel kernel, LoadOptions options, String... programs) {
    BpfObject object = BpfObject.parse(Fixtures.object("parts"), "parts.o");
    for (String name : programs) {
      object = object.changeProgram(name, spec -> spec.withAutoload(true));
    }
    boolean calls = List.of(programs).contains("first");
    return object.changeMap("tail_calls", map -> map.withAutocreate(calls)).load(kernel, options);
  }

  private static LoadedObject load(Kernel kernel, String... programs) {
    return load(kernel, LoadOptions.DEFAULT, programs);
  }

  @Test
  void programsInAProgramArray(Kernel kernel) {
    try (LoadedObject object = load(kernel, "first", "second", "third");
        Hits hits = Hits.of(object)) {
      assertEquals(3, TestRun.of(object.program("first").fd(), 64));
      assertEquals(List.of(1L, 1L, 1L), List.of(hits.get(0), hits.get(1), hits.get(2)));
    }
  }

  @Test
  void symbolsOfTheKernel(Kernel kernel) {
    try (LoadedObject object = load(kernel, "symbols");
        Hits hits = Hits.of(object);
        Link link = object.program("symbols").attach()) {
      Os.processId(kernel);
      assertEquals(Kallsyms.read(kernel).address("bpf_prog_put"), hits.get(0), link.toString());
      assertEquals(0, hits.get(1), "weak and missing");
      assertEquals(1, hits.get(2), "it ran");
      assertEquals(0, hits.get(3), "weak and missing");
    }
  }

  @Test
  void variablesOfTheKernel(Kernel kernel) {
    long address = Kallsyms.read(kernel).address("bpf_prog_active");
    assumeTrue(address != 0, "kernel built without CONFIG_KALLSYMS_ALL");
    try (LoadedObject object = load(kernel, "variables");
        Hits hits = Hits.of(object);
        Link link = object.program("variables").attach()) {
      Os.processId(kernel);
      assertEquals(1, hits.get(0), "it has an address under " + link);
    }
  }

  /// In the guests veth is a module, elsewhere part of the kernel.
  @Test
  void typesOfAModule(Kernel kernel) {
    try (LoadedObject object = load(kernel, "module_types");
        Hits hits = Hits.of(object)) {
      TestRun.of(object.program("module_types").fd(), 64);
      assertTrue(hits.get(0) >= 24, "veth_priv is large: " + hits.get(0));
      assertEquals(8, hits.get(1), "a pointer");
      assertEquals(0, hits.get(2), "no such member");
      assertEquals(1, hits.get(3), "a flavour of veth_priv");
    }
  }

  @Test
  void whatADeviceTellsOfAPacket(Kernel kernel) throws Exception {
    KernelGate.needs(kernel, "6.3", "XDP metadata");
    Networks.inOwn(
        kernel,
        () -> {
          Networks.ip("link add v0 type veth peer name v1");
          Networks.ip("link set v1 up");
          Networks.ip("link set v0 up");
          Networks.ip("addr add 10.8.0.1/24 dev v0");
          Networks.ip("addr add 10.8.1.1/24 dev v1");
          Networks.ip("neigh add 10.8.0.2 lladdr 02:00:00:00:00:02 dev v0");
          int device = NetworkInterface.getByName("v1").getIndex();
          LoadOptions options = LoadOptions.DEFAULT.withMetadataDevice(device);
          Xdp.Options place = Xdp.Options.of(device).withMode(Xdp.Mode.DRIVER);
          try (LoadedObject object = load(kernel, options, "metadata");
              Hits hits = Hits.of(object);
              Link link = Xdp.attach(object.program("metadata").fd(), place)) {
            Networks.datagramTo("10.8.0.1", "10.8.0.2");
            hits.await(0, "metadata by " + link);
            assertTrue(hits.get(1) <= 0, "the device answered");
          }
        });
  }

  /// No device here can run programs itself, so this looks at what the kernel is told.
  @Test
  void whatADeviceIsToRun(Kernel behind) {
    List<Integer> told = new ArrayList<>();
    FakeKernel kernel = new FakeKernel(behind);
    kernel.onBpf(
        BpfCommand.MAP_CREATE,
        attr -> {
          told.add(attr.get(ValueLayout.JAVA_INT, AttrMapCreate.MAP_IFINDEX));
          return -Errno.EINVAL;
        });
    LoadOptions options = LoadOptions.DEFAULT.withOffloadDevice(7).withBpffs(null);
    assertThrows(LoadException.class, () -> load(kernel, options, "calls_nothing").close());
    assertEquals(7, told.getFirst());
    FakeKernel second = new FakeKernel(behind);
    List<Integer> programs = new ArrayList<>();
    second.onBpf(BpfCommand.MAP_CREATE, attr -> passWithoutDevice(behind, attr));
    second.onBpf(
        BpfCommand.PROG_LOAD,
        attr -> {
          programs.add(attr.get(ValueLayout.JAVA_INT, AttrProgLoad.PROG_IFINDEX));
          return -Errno.EINVAL;
        });
    assertThrows(VerifierException.class, () -> load(second, options, "module_types").close());
    assertEquals(7, programs.getLast());
  }

  private static long passWithoutDevice(Kernel behind, MemorySegment attr) {
    attr.set(ValueLayout.JAVA_INT, AttrMapCreate.MAP_IFINDEX, 0);
    return behind.call(Call.BPF, BpfCommand.MAP_CREATE, attr.address(), attr.byteSize());
  }

  @Test
  void aFunctionThatTheKernelLacksIsExplained(Kernel kernel) {
    VerifierException refused =
        assertThrows(VerifierException.class, () -> load(kernel, "calls_nothing").close());
    assertTrue(
        refused.log().contains("kfunc 'no_such_function' is referenced but wasn't resolved"),
        refused.log());
  }

  @Test
  void aMapThatIsNotMadeIsExplained(Kernel kernel) {
    BpfObject object =
        BpfObject.parse(Fixtures.object("parts"), "parts.o")
            .changeProgram("module_types", spec -> spec.withAutoload(true))
            .changeMap("tail_calls", map -> map.withAutocreate(false))
            .changeMap("hits", map -> map.withAutocreate(false));
    VerifierException refused =
        assertThrows(
            VerifierException.class, () -> object.load(kernel, LoadOptions.DEFAULT).close());
    assertTrue(
        refused.log().contains("BPF map 'hits' is referenced but wasn't created"), refused.log());
  }

  @Test
  void functionsThatCallEachOtherWithoutEnd(Kernel kernel) {
    VerifierException refused =
        assertThrows(VerifierException.class, () -> load(kernel, "loops").close());
    assertTrue(
        refused.log().contains("recursive call")
            || refused.log().contains("frames is too deep")
            || refused.log().contains("back-edge"),
        refused.log());
  }

  @Test
  void functionsThatCallTooDeep(Kernel kernel) {
    VerifierException refused =
        assertThrows(VerifierException.class, () -> load(kernel, "too_deep").close());
    assertTrue(refused.log().contains("frames is too deep"), refused.log());
  }

  @Test
  void anInnerMapThatIsMissing(Kernel kernel) {
    List<String> said = new ArrayList<>();
    LoadOptions options = LoadOptions.DEFAULT.withLog(listener(said)).withBpffs(null);
    BpfObject object =
        BpfObject.parse(Fixtures.object("undo"), "undo.o")
            .changeMap("inner", map -> map.withAutocreate(false));
    assertThrows(Exception.class, () -> object.load(kernel, options).close());
    assertTrue(
        said.contains("map 'outer': failed to initialize slot [1] to map 'inner' fd=-1: -EBADF"),
        said.toString());
  }

  @Test
  void aMapOfMapsWithoutATemplate(Kernel kernel) {
    List<String> said = new ArrayList<>();
    LoadOptions options = LoadOptions.DEFAULT.withLog(listener(said)).withBpffs(null);
    BpfObject object =
        BpfObject.parse(Fixtures.object("undo"), "undo.o")
            .changeMap("outer", PartsTest::withoutTemplate);
    LoadException refused =
        assertThrows(LoadException.class, () -> object.load(kernel, options).close());
    assumeTrue(refused.errno() != Errno.EPERM, "not permitted at all");
    assertEquals("map 'outer': failed to create: -" + Errno.name(refused.errno()), said.getLast());
  }

  private static MapSpec withoutTemplate(MapSpec map) {
    return map.toBuilder().inner(null).slots(List.of()).build();
  }

  private static LoadLog listener(List<String> said) {
    return new LoadLog() {
      @Override
      public boolean wants(Level level) {
        return level == Level.WARN;
      }

      @Override
      public void say(Level level, String message) {
        said.add(message);
      }
    };
  }
}
