package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ebpf4j.BpfObject;
import dev.ebpf4j.LoadedObject;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.VerifierException;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.map.Codec;
import dev.ebpf4j.map.TypedMap;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.procfs.Cpus;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Objects load as they say, or fail with the message that users of libbpf know and leave nothing
/// behind ([LiveKernel] finds descriptors that stay open).
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class LoadingTest {

  private static BpfObject fixture(String name) {
    return BpfObject.parse(Fixtures.object(name), name + ".o");
  }

  /// What was said, in order.
  private static final class Heard implements LoadLog {
    final List<String> messages = new ArrayList<>();

    @Override
    public boolean wants(Level level) {
      return level != Level.DEBUG;
    }

    @Override
    public void say(Level level, String message) {
      messages.add(message);
    }
  }

  @Test
  void mapsGetTheSizesTheyNeed(Kernel kernel) {
    try (LoadedObject object = fixture("everything").load(kernel, LoadOptions.DEFAULT)) {
      assertEquals(8192, object.map("ring").info().maxEntries(), "a power of two of pages");
      assertEquals(Cpus.possible(kernel), object.map("samples").info().maxEntries());
      try (TypedMap<Integer, Integer> outer = object.map("outer").typed(Codec.s32(), Codec.s32())) {
        assertEquals(
            object.map("inner_one").id().value(), outer.get(1).orElseThrow(), "holds the inner");
        assertTrue(outer.get(0).isEmpty());
      }
    }
  }

  @Test
  void constantsAreFrozenAndVariablesAreNot(Kernel kernel) {
    try (LoadedObject object = fixture("everything").load(kernel, LoadOptions.DEFAULT);
        TypedMap<Integer, byte[]> rodata =
            object.map(".rodata").typed(Codec.s32(), Codec.bytes(4));
        TypedMap<Integer, byte[]> data = object.map(".data").typed(Codec.s32(), Codec.bytes(4))) {
      assertEquals(5, rodata.get(0).orElseThrow()[0]);
      assertThrows(
          dev.ebpf4j.error.PermissionDeniedException.class, () -> rodata.put(0, new byte[4]));
      data.put(0, new byte[] {9, 0, 0, 0});
      assertEquals(9, data.get(0).orElseThrow()[0]);
    }
  }

  @Test
  void configurationReachesTheProgram(Kernel kernel) {
    String release = KernelVersion.running(kernel).release();
    assumeTrue(
        Os.stat(kernel, "/boot/config-" + release, true) != null
            || Os.stat(kernel, "/proc/config.gz", true) != null,
        "the kernel's configuration is nowhere");
    try (LoadedObject object = fixture("everything").load(kernel, LoadOptions.DEFAULT);
        Link link = object.program("first").attach();
        TypedMap<Integer, byte[]> bss = object.map(".bss").typed(Codec.s32(), Codec.bytes(24))) {
      Os.processId(kernel);
      ByteBuffer seen = ByteBuffer.wrap(bss.get(0).orElseThrow()).order(ByteOrder.nativeOrder());
      List<Long> values = List.of(seen.getLong(0), seen.getLong(8), seen.getLong(16));
      assertTrue(values.contains((long) KernelVersion.running(kernel).code()), "" + values);
      assertTrue(values.contains(0L), "weak and missing " + values);
      assertTrue(link.isKernelLink());
    }
  }

  @Test
  void aMapCanBeChangedBeforeItIsCreated(Kernel kernel) {
    try (LoadedObject object =
        fixture("everything")
            .changeMap("counts", map -> map.withMaxEntries(99))
            .load(kernel, LoadOptions.DEFAULT)) {
      assertEquals(99, object.map("counts").info().maxEntries());
    }
  }

  @Test
  void aRefusedProgramBringsTheWholeLog(Kernel kernel) {
    Heard heard = new Heard();
    VerifierException refused =
        assertThrows(VerifierException.class, () -> load(kernel, "refused", "unchecked", heard));
    assertTrue(refused.getMessage().contains("invalid mem access"), refused.getMessage());
    assertTrue(refused.log().contains("processed "), refused.log());
    assertEquals(Errno.EACCES, refused.errno());
    assertEquals("prog 'unchecked': BPF program load failed: -EACCES", heard.messages.get(0));
    assertTrue(heard.messages.get(1).startsWith("prog 'unchecked': -- BEGIN PROG LOAD LOG --\n"));
    assertTrue(heard.messages.get(1).endsWith("\n-- END PROG LOAD LOG --"));
    assertEquals("prog 'unchecked': failed to load: -EACCES", heard.messages.get(2));
    assertEquals("failed to load object 'refused.o'", heard.messages.get(3));
  }

  @Test
  void anUnresolvedRelocationIsExplainedInTheLog(Kernel kernel) {
    VerifierException refused =
        assertThrows(
            VerifierException.class,
            () -> load(kernel, "refused", "missing_field", LoadLog.SILENT));
    assertTrue(refused.log().contains("<invalid CO-RE relocation>"), refused.log());
    assertTrue(refused.log().contains("task_struct___future.no_such_field"), refused.log());
  }

  @Test
  void aTargetThatNoKernelHas(Kernel kernel) {
    Heard heard = new Heard();
    LoadException refused =
        assertThrows(LoadException.class, () -> load(kernel, "refused", "no_target", heard));
    assertEquals(Errno.ESRCH, refused.errno());
    assertEquals(
        List.of(
            "prog 'no_target': failed to find kernel BTF type ID of"
                + " 'no_such_function_anywhere': -ESRCH",
            "prog 'no_target': failed to prepare load attributes: -ESRCH",
            "prog 'no_target': failed to load: -ESRCH",
            "failed to load object 'refused.o'"),
        heard.messages);
  }

  @Test
  void aSectionThatNamesNoTarget(Kernel kernel) {
    LoadException refused =
        assertThrows(LoadException.class, () -> load(kernel, "refused", "no_name", LoadLog.SILENT));
    assertEquals(Errno.EINVAL, refused.errno());
  }

  private static void load(Kernel kernel, String object, String program, LoadLog log) {
    fixture(object)
        .changeProgram(program, spec -> spec.withAutoload(true))
        .load(kernel, LoadOptions.DEFAULT.withLog(log))
        .close();
  }

  @Test
  void anExternThatNobodyHas(Kernel kernel) {
    Heard heard = new Heard();
    LoadException refused =
        assertThrows(
            LoadException.class,
            () ->
                fixture("missing_extern").load(kernel, LoadOptions.DEFAULT.withLog(heard)).close());
    assertEquals(Errno.ESRCH, refused.errno());
    assertEquals(
        List.of("extern 'no_such_symbol_anywhere' (strong): not resolved"), heard.messages);
  }

  @Test
  void anObjectOfTheOtherByteOrder(Kernel kernel) {
    byte[] swapped = Fixtures.object("pinned_other_order");
    Heard heard = new Heard();
    assertThrows(
        LoadException.class,
        () ->
            BpfObject.parse(swapped, "other.o")
                .load(kernel, LoadOptions.DEFAULT.withLog(heard))
                .close());
    assertEquals(
        List.of("object 'other': loading non-native endianness is unsupported"), heard.messages);
  }

  @Test
  void aMapPinnedByNameIsFoundAgain(Kernel kernel) {
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel)) {
      LoadOptions options = LoadOptions.DEFAULT.withPinDirectory(bpffs.directory().toString());
      int id;
      try (LoadedObject first = fixture("pinned").load(kernel, options)) {
        id = first.map("by_name").id().value();
      }
      try (LoadedObject second = fixture("pinned").load(kernel, options)) {
        assertEquals(id, second.map("by_name").id().value());
      }
      assertTrue(Files.exists(bpffs.directory().resolve("by_name")));
    }
  }

  @Test
  void aPinnedMapWithOtherParametersIsRefused(Kernel kernel) {
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel)) {
      LoadOptions options = LoadOptions.DEFAULT.withPinDirectory(bpffs.directory().toString());
      fixture("pinned").load(kernel, options).close();
      Heard heard = new Heard();
      BpfObject larger = fixture("pinned").changeMap("by_name", map -> map.withMaxEntries(2));
      assertThrows(LoadException.class, () -> larger.load(kernel, options.withLog(heard)).close());
      String path = bpffs.path("by_name");
      assertEquals(
          List.of(
              "couldn't reuse pinned map at '" + path + "': parameter mismatch",
              "map 'by_name': error reusing pinned map",
              "map 'by_name': failed to create: -EINVAL"),
          heard.messages);
    }
  }

  @Test
  void aFailedLoadTakesItsPinsBack(Kernel kernel) {
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel)) {
      LoadOptions options = LoadOptions.DEFAULT.withPinDirectory(bpffs.directory().toString());
      BpfObject broken =
          fixture("refused")
              .changeMap("one", map -> map.withPinning(MapSpec.Pinning.BY_NAME))
              .changeProgram("unchecked", spec -> spec.withAutoload(true));
      assertThrows(VerifierException.class, () -> broken.load(kernel, options).close());
      assertFalse(Files.exists(bpffs.directory().resolve("one")));
    }
  }
}
