package dev.ebpf4j.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.AttrMapElem;
import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.elf.ElfFile;
import dev.ebpf4j.elf.ElfSection;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.Opcode;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.OpenOptions;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.testkit.FakeKernel;
import dev.ebpf4j.testkit.FdTracker;
import dev.ebpf4j.testkit.Fixtures;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.TestRun;
import dev.ebpf4j.testkit.vm.GuestTests;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Jump tables of an object become frozen maps of instructions, one for each program that uses one,
/// with places in the program for places in sections. See jump_tables.s.
@Tag(GuestTests.TAG)
@ExtendWith(LiveKernel.class)
class JumpTablesTest {

  private static final int FIRST_FD = 100;

  private final FdTracker tracker = new FdTracker();
  private final Map<Integer, List<Integer>> tables = new HashMap<>();
  private final List<Integer> frozen = new ArrayList<>();
  private final List<Code> loaded = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final FakeKernel kernel = kernel();

  private FakeKernel kernel() {
    FakeKernel fake = new FakeKernel().hears(tracker);
    fake.onBpf(
        BpfCommand.MAP_CREATE,
        attr -> {
          assertEquals(MapType.INSN_ARRAY, attr.get(ValueLayout.JAVA_INT, AttrMapCreate.MAP_TYPE));
          assertEquals(4, attr.get(ValueLayout.JAVA_INT, AttrMapCreate.KEY_SIZE));
          assertEquals(16, attr.get(ValueLayout.JAVA_INT, AttrMapCreate.VALUE_SIZE));
          assertEquals(".jumptables", attr.getString(AttrMapCreate.MAP_NAME));
          int entries = attr.get(ValueLayout.JAVA_INT, AttrMapCreate.MAX_ENTRIES);
          int fd = FIRST_FD + tables.size();
          tables.put(fd, new ArrayList<>());
          for (int i = 0; i < entries; i++) {
            tables.get(fd).add(-1);
          }
          return fd;
        });
    fake.onBpf(
        BpfCommand.MAP_UPDATE_ELEM,
        attr -> {
          int map = attr.get(ValueLayout.JAVA_INT, AttrMapElem.MAP_FD);
          MemorySegment value = pointed(attr, AttrMapElem.VALUE, 16);
          assertEquals(0, value.get(ValueLayout.JAVA_INT, 4) | value.get(ValueLayout.JAVA_INT, 8));
          int key = pointed(attr, AttrMapElem.KEY, 4).get(ValueLayout.JAVA_INT, 0);
          tables.get(map).set(key, value.get(ValueLayout.JAVA_INT, 0));
          return 0;
        });
    fake.onBpf(
        BpfCommand.MAP_FREEZE,
        attr -> {
          frozen.add(attr.get(ValueLayout.JAVA_INT, AttrMapElem.MAP_FD));
          return 0;
        });
    fake.onBpf(
        BpfCommand.PROG_LOAD,
        attr -> {
          int size = 8 * attr.get(ValueLayout.JAVA_INT, AttrProgLoad.INSN_CNT);
          byte[] code = pointed(attr, AttrProgLoad.INSNS, size).toArray(ValueLayout.JAVA_BYTE);
          loaded.add(Code.of(code, ByteOrder.nativeOrder()));
          return 200 + loaded.size();
        });
    return fake;
  }

  private static MemorySegment pointed(MemorySegment attr, int offset, long size) {
    return FakeKernel.memory(attr.get(ValueLayout.JAVA_LONG_UNALIGNED, offset), size);
  }

  private static ObjectSpec spec(byte[] bytes) {
    return ObjectSpec.parse(bytes, "jump_tables.o", OpenOptions.DEFAULT);
  }

  private LoadOptions options() {
    LoadLog log =
        new LoadLog() {
          @Override
          public boolean wants(Level level) {
            return level == Level.WARN;
          }

          @Override
          public void say(Level level, String message) {
            said.add(message);
          }
        };
    return LoadOptions.DEFAULT.withBpffs(null).withLog(log);
  }

  /// Of `second`, which begins at slot 2 of its section and at 0 of the program, slots 5 and 8; of
  /// `helper`, which begins at slot 1 and behind `second`, slots 8 and 10.
  @Test
  void tablesBecomeMaps() {
    byte[] object = Fixtures.object("jump_tables");
    try (Loaded all = ObjectLoader.load(kernel, spec(object), options())) {
      assertEquals(2, all.programs().size());
      assertEquals(
          Map.of(FIRST_FD, List.of(5, 8, 5), FIRST_FD + 1, List.of(12 + 8, 12 + 10)), tables);
      assertEquals(List.of(FIRST_FD, FIRST_FD + 1), frozen);
      Code second = loaded.get(1);
      assertTable(second, 1, FIRST_FD);
      assertTable(second, 8, FIRST_FD);
      assertTable(second, 12 + 3, FIRST_FD + 1);
      assertEquals(4, tracker.open().size(), "two programs, two tables");
    }
    assertEquals(Map.of(), tracker.open());
    assertEquals(List.of(), said);
  }

  private static void assertTable(Code code, int slot, int map) {
    assertEquals(Opcode.LD_IMM64, code.opcode(slot));
    assertEquals(BpfFlag.PSEUDO_MAP_VALUE, code.src(slot));
    assertEquals(map, code.imm(slot));
    assertEquals(0, code.imm(slot + 1));
  }

  @Test
  void aKernelWithoutThem() {
    kernel.onBpf(BpfCommand.MAP_CREATE, _ -> -Errno.EINVAL);
    assertEquals(Errno.EINVAL, refused(Fixtures.object("jump_tables")).errno());
    assertEquals(
        List.of(
            "prog 'second': relo #0: can't create jump table: sym_off 0",
            "prog 'second': failed to relocate data references: -EINVAL"),
        said);
  }

  @Test
  void eachCallThatFails() {
    for (int command :
        new int[] {BpfCommand.MAP_CREATE, BpfCommand.MAP_UPDATE_ELEM, BpfCommand.MAP_FREEZE}) {
      FakeKernel failing = kernel();
      failing.onBpf(command, _ -> -Errno.ENOMEM);
      BpfException refused =
          assertThrows(
              BpfException.class,
              () ->
                  ObjectLoader.load(failing, spec(Fixtures.object("jump_tables")), options())
                      .close());
      assertEquals(Errno.ENOMEM, refused.errno());
      assertEquals(Map.of(), tracker.open());
    }
  }

  @Test
  void tablesThatMakeNoSense() {
    assertEquals(Errno.EINVAL, refused(changed(".symtab", "in_xdp", 8, 4)).errno());
    assertTrue(
        said.contains("map '.jumptables': jumptable start 4 should be multiple of 8"), "" + said);
    refused(changed(".symtab", "in_xdp", 16, 20));
    assertTrue(
        said.contains("map '.jumptables': jumptable size 20 should be multiple of 8"), "" + said);
    refused(changed(".symtab", "in_xdp", 16, 48));
    assertTrue(
        said.contains("map '.jumptables': jumptables_data size is 40, trying to access 48"),
        "" + said);
    refused(changed(".jumptables", "", 4, 0xff));
    assertTrue(
        said.stream()
            .anyMatch(
                text -> text.startsWith("map '.jumptables': invalid jump table value 0xff000000")),
        "" + said);
    assertEquals(Map.of(), tracker.open());
  }

  private BpfException refused(byte[] object) {
    said.clear();
    BpfException refused =
        assertThrows(
            BpfException.class, () -> ObjectLoader.load(kernel, spec(object), options()).close());
    assertEquals(Map.of(), tracker.open());
    return refused;
  }

  /// The object with a 64-bit number changed: in a section, or in a symbol.
  private static byte[] changed(String section, String symbol, int offset, int value) {
    byte[] bytes = Fixtures.object("jump_tables");
    ElfFile elf = ElfFile.parse(bytes);
    ElfSection found = elf.section(section);
    int at = (int) found.offset() + offset;
    if (!symbol.isEmpty()) {
      for (int i = 0; i < elf.symbols().size(); i++) {
        if (elf.symbols().name(i).equals(symbol)) {
          at += 24 * i;
        }
      }
    }
    bytes[at] = (byte) value;
    return bytes;
  }

  /// Where the kernel has them, it takes the program and jumps.
  @Test
  void onTheRunningKernel(Kernel running) {
    KernelGate.needs(running, "6.19", "jump tables");
    try (Loaded all = ObjectLoader.load(running, spec(Fixtures.object("jump_tables")), options())) {
      assertEquals(2, TestRun.of(all.programs().get(1).fd(), 64));
    }
  }
}
