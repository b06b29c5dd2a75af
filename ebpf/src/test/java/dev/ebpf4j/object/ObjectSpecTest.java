package dev.ebpf4j.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.LibbpfErrno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedObjectException;
import dev.ebpf4j.error.NotFoundException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectSpecTest {
  @Test
  void tellsTheStepsInTheWordsOfARecordedRun() {
    GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.DEBUG);
    byte[] bytes = GoldenObjects.bytes("getpid.bpf.o");
    ObjectSpec.parse(bytes, "obj/getpid.bpf.o", OpenOptions.DEFAULT.withLog(heard));
    List<String> expected = new ArrayList<>();
    for (String line : GoldenObjects.recorded("prog/load_debug.err")) {
      if (line.contains("failed (-95) to create BPF token")) {
        break;
      }
      expected.add(line.substring("libbpf: ".length()));
    }
    assertEquals(expected, heard.messages());
  }

  @Test
  void readsProgramsMapsAndLicense() {
    ObjectSpec object = GoldenObjects.open("getpid.bpf.o");
    assertEquals("getpid", object.name());
    assertEquals("GPL", object.license());
    assertEquals(ByteOrder.LITTLE_ENDIAN, object.order());
    assertEquals(1, object.programs().size());
    ProgramSpec program = object.program("count_getpid");
    assertNotNull(program);
    assertEquals(ProgramType.TRACEPOINT, program.type());
    assertEquals("syscalls/sys_enter_getpid", program.attachTarget());
    assertTrue(program.autoload());
    assertEquals(30, program.function().code().slots());
    assertEquals(
        List.of(new Relocation.MapFd(5, "calls", 0), new Relocation.MapFd(22, "calls", 0)),
        program.function().relocations());
    MapSpec calls = object.map("calls");
    assertNotNull(calls);
    assertEquals(MapType.ARRAY, calls.type());
    assertEquals(4, calls.keySize());
    assertEquals(8, calls.valueSize());
    assertEquals(2, calls.maxEntries());
    assertEquals(6, calls.keyTypeId());
    assertEquals(9, calls.valueTypeId());
    assertFalse(calls.isInternal());
    assertNull(object.map("none"));
    assertNull(object.program("none"));
  }

  private record Bad(String file, String path, int errno, String message) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          victim          | obj/victim          | 4001 | elf: obj/victim is not a valid eBPF object file
          truncated.bpf.o | obj/truncated.bpf.o | 4001 | elf: failed to get section names strings from obj/truncated.bpf.o: invalid `Elf' handle
          getpid_nobtf.bpf.o | obj/x.o          | 2    | BTF is required, but is missing or corrupted.
          """)
  void refusesWithTheRecordedWordsAndNumber(String file, String path, int errno, String message) {
    GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.WARN);
    MalformedObjectException e =
        assertThrows(
            MalformedObjectException.class,
            () ->
                ObjectSpec.parse(
                    GoldenObjects.bytes(file), path, OpenOptions.DEFAULT.withLog(heard)));
    assertEquals(errno, e.errno());
    assertEquals(List.of(message), heard.messages());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void refusesTextEmptyFilesAndMissingOnes() {
    for (String text : List.of("", "hello\n")) {
      GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.WARN);
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      MalformedObjectException e =
          assertThrows(
              MalformedObjectException.class,
              () -> ObjectSpec.parse(bytes, "tmp/text", OpenOptions.DEFAULT.withLog(heard)));
      assertEquals(LibbpfErrno.FORMAT, e.errno());
      assertEquals(List.of("elf: 'tmp/text' is not a proper ELF object"), heard.messages());
    }
    GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.WARN);
    assertThrows(
        NotFoundException.class,
        () -> ObjectSpec.open(Path.of("tmp/none.o"), OpenOptions.DEFAULT.withLog(heard)));
    assertEquals(List.of("elf: failed to open tmp/none.o: -ENOENT"), heard.messages());
  }

  @Test
  void refusesAMapLeftToAnotherObject() {
    GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.WARN);
    LoadException e =
        assertThrows(
            LoadException.class,
            () ->
                ObjectSpec.open(
                    GoldenObjects.path("link_b.bpf.o"), OpenOptions.DEFAULT.withLog(heard)));
    assertEquals(95, e.errno());
    assertEquals(List.of("unrecognized extern section '.maps'"), heard.messages());
  }

  @Test
  void everyRecordedObjectReads() {
    List<String> texts = new ArrayList<>();
    for (String name :
        List.of(
            "arena",
            "attach",
            "bad",
            "badmany",
            "barrier",
            "code",
            "core",
            "getpid",
            "iter_map",
            "iter_task",
            "link_a",
            "maps",
            "nobtf",
            "pin",
            "sops",
            "types",
            "types_be",
            "xdp8080")) {
      GoldenObjects.Heard heard = new GoldenObjects.Heard(LoadLog.Level.INFO);
      ObjectSpec object =
          ObjectSpec.open(GoldenObjects.path(name + ".bpf.o"), OpenOptions.DEFAULT.withLog(heard));
      for (ProgramSpec program : object.programs()) {
        LinkedProgram linked = ProgramLinker.link(object, program, heard);
        assertEquals(
            object.btf() == null, linked.functionInfo().isEmpty(), name + " " + program.name());
      }
      texts.addAll(heard.messages());
    }
    assertEquals(List.of(), texts);
  }

  @Test
  void dataSectionsBecomeMaps() {
    ObjectSpec object = GoldenObjects.open("core.bpf.o");
    MapSpec kconfig = object.maps().get(object.kconfigMap());
    assertEquals("core.kconfig", kconfig.name());
    assertEquals(BpfFlag.MMAPABLE | BpfFlag.RDONLY_PROG, kconfig.flags());
    assertTrue(kconfig.isFrozen());
    MapSpec bss = object.map(".bss");
    assertNotNull(bss);
    assertEquals("core.bss", bss.name());
    assertEquals(0x78, bss.valueSize());
    assertEquals(0, bss.initialSize());
    assertTrue(bss.isMmapable());
    assertEquals(
        List.of(".data.strs", "types.data", "types.rodata", "types.bss"),
        GoldenObjects.open("types.bpf.o").maps().stream()
            .map(MapSpec::name)
            .filter(name -> name.startsWith("types.") || name.endsWith(".strs"))
            .toList());
  }

  @Test
  void externsComeInTheOrderThatPlacesThem() {
    ObjectSpec object = GoldenObjects.open("core.bpf.o");
    List<String> places = new ArrayList<>();
    for (ExternSpec extern : object.externs()) {
      places.add(
          switch (extern) {
            case ExternSpec.Config c -> c.offset() + " " + c.name() + " " + c.kind();
            case ExternSpec.KernelSymbol k -> k.name() + (k.isTyped() ? " typed" : "");
            case ExternSpec.KernelFunction f -> f.name() + "()" + (f.weak() ? " weak" : "");
          });
    }
    assertEquals(
        List.of(
            "0 CONFIG_BPF_SYSCALL TRISTATE",
            "4 CONFIG_HZ INT",
            "8 CONFIG_NO_SUCH_THING INT",
            "12 LINUX_KERNEL_VERSION INT",
            "16 CONFIG_KPROBES BOOL",
            "17 LINUX_HAS_SYSCALL_WRAPPER BOOL",
            "18 CONFIG_DEFAULT_HOSTNAME CHAR_ARRAY",
            "_stext",
            "bpf_rcu_read_lock()",
            "bpf_rcu_read_unlock()",
            "no_such_kfunc() weak",
            "no_such_symbol",
            "no_such_typed typed"),
        places);
  }

  @Test
  void mapsAreFilledWithMapsAndPrograms() {
    ObjectSpec object = GoldenObjects.open("maps.bpf.o");
    MapSpec array = object.map("m_array_of_maps");
    assertNotNull(array);
    assertTrue(array.isMapOfMaps());
    assertEquals(
        List.of(new MapSpec.Slot(0, "inner_a"), new MapSpec.Slot(2, "inner_b")), array.slots());
    MapSpec inner = array.inner();
    assertNotNull(inner);
    assertEquals("m_array_of_maps.inner", inner.name());
    MapSpec programs = object.map("m_prog_array");
    assertNotNull(programs);
    assertEquals(
        List.of(new MapSpec.Slot(0, "target_one"), new MapSpec.Slot(3, "target_two")),
        programs.slots());
    assertEquals(4, programs.valueSize());
  }

  @Test
  void structOpsPointToTheirPrograms() {
    ObjectSpec object = GoldenObjects.open("sops.bpf.o");
    MapSpec map = object.map("gold_cc_link");
    assertNotNull(map);
    assertEquals(BpfFlag.LINK, map.flags());
    StructOpsSpec ops = map.structOps();
    assertNotNull(ops);
    assertEquals("tcp_congestion_ops", ops.typeName());
    assertEquals(new StructOpsSpec.Function(2, "undo_cwnd", "gold_undo"), ops.functions().get(2));
    assertEquals(map.valueSize(), map.initialSize());
  }
}
