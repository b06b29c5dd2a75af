package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.procfs.PageSize;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.FakeKernel;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.TestRun;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Variables of an arena have their values when the program runs, wherever in the arena they are.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class ArenaTest {

  @BeforeEach
  void arenas(Kernel kernel) {
    KernelGate.needs(kernel, "6.9", "an arena");
  }

  private static ObjectSpec spec() {
    return ObjectSpec.parse(Fixtures.object("arena_data"), "arena_data.o", OpenOptions.DEFAULT);
  }

  @Test
  void variablesHaveTheirValues(Kernel kernel) {
    long end = 3L * PageSize.bytes(kernel);
    boolean atEnd = new KernelFeatures(kernel).hasFarOffsets();
    counts(kernel, atEnd ? end : 0);
  }

  /// A kernel that takes any offset gets them at the end. The question is answered by the test, the
  /// rest by the running kernel, to which this offset is not too far.
  @Test
  void atTheEndWhereTheKernelTakesFarOffsets(Kernel behind) {
    FakeKernel kernel = new FakeKernel(behind);
    kernel.onBpf(
        BpfCommand.PROG_LOAD,
        attr ->
            attr.get(ValueLayout.JAVA_INT, AttrProgLoad.PROG_TYPE) == ProgramType.SOCKET_FILTER
                ? -Errno.EACCES
                : behind.call(Call.BPF, BpfCommand.PROG_LOAD, attr.address(), attr.byteSize()));
    counts(kernel, 3L * PageSize.bytes(behind));
  }

  private static void counts(Kernel kernel, long expected) {
    try (Loaded loaded = ObjectLoader.load(kernel, spec(), LoadOptions.DEFAULT)) {
      LoadedMap arena = loaded.map("arena");
      assertNotNull(arena);
      assertEquals(expected, arena.variables());
      Fd program = loaded.programs().getFirst().fd();
      assertNotNull(program);
      assertEquals(42, TestRun.of(program, 0));
      MemorySegment variables = arena.memory().memory().asSlice(arena.variables());
      int count = 0;
      for (long at = 0; at < spec().maps().getFirst().initialValue().length; at += 4) {
        int value = variables.get(ValueLayout.JAVA_INT, at);
        count += value == 42 || value == 7 || value == 6 ? 1 : 0;
      }
      assertEquals(3, count, "count, zero and list[2] as the program left them");
    }
  }

  /// An arena that wants a place of its own in memory does not throw out what is there.
  @Test
  void nothingIsMappedOverWhatIsThere(Kernel kernel) {
    ObjectSpec spec = spec();
    MapSpec arena =
        spec.maps().getFirst().toBuilder().mapExtra(1L << 44).build(); // nobody is there yet
    ObjectSpec fixed = spec.withMap(arena);
    try (Loaded first = ObjectLoader.load(kernel, fixed, LoadOptions.DEFAULT)) {
      LoadedMap map = first.map("arena");
      assertNotNull(map);
      MemorySegment memory = map.memory().memory();
      assertEquals(1L << 44, memory.address());
      LoadException refused =
          assertThrows(
              LoadException.class, () -> ObjectLoader.load(kernel, fixed, LoadOptions.DEFAULT));
      assertEquals(Errno.EEXIST, refused.errno());
      Fd program = first.programs().getFirst().fd();
      assertNotNull(program);
      assertEquals(42, TestRun.of(program, 0), "the first is as it was");
    }
    ObjectLoader.load(kernel, fixed, LoadOptions.DEFAULT).close();
  }

  @Test
  void tooManyVariables(Kernel kernel) {
    ObjectSpec spec = spec();
    byte[] five = new byte[4 * PageSize.bytes(kernel) + 1];
    MapSpec arena = spec.maps().getFirst().toBuilder().initialValue(five).build();
    LoadException refused =
        assertThrows(
            LoadException.class,
            () -> ObjectLoader.load(kernel, spec.withMap(arena), LoadOptions.DEFAULT).close());
    assertEquals(Errno.E2BIG, refused.errno());
  }
}
