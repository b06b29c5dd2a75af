package dev.ebpf4j.prog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ebpf4j.abi.AttrRawTracepoint;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.abi.Sys;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.error.NotFoundException;
import dev.ebpf4j.id.MapId;
import dev.ebpf4j.link.LinkInfo;
import dev.ebpf4j.link.LinkInfos;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.map.Maps;
import dev.ebpf4j.procfs.FdInfo;
import dev.ebpf4j.procfs.Kallsyms;
import dev.ebpf4j.procfs.KernelBtf;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.testkit.KernelGate;
import dev.ebpf4j.testkit.LiveKernel;
import dev.ebpf4j.testkit.PrivateBpffs;
import dev.ebpf4j.testkit.Specimens;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the running kernel says of objects that were just made.
@Tag("vm")
@ExtendWith(LiveKernel.class)
class InspectionTest {

  @Test
  void map(Kernel kernel) {
    try (Fd fd =
        Specimens.map(kernel, MapType.HASH, 4, 12, 77, BpfFlag.NO_PREALLOC, "a_map_with_name")) {
      MapInfo info = Maps.info(kernel, fd);
      assertEquals(MapType.HASH, info.type());
      assertEquals("a_map_with_name", info.name());
      assertEquals(4, info.keySize());
      assertEquals(12, info.valueSize());
      assertEquals(77, info.maxEntries());
      assertEquals(BpfFlag.NO_PREALLOC, info.flags());
      assertEquals(0, info.btfId().value());
      assertEquals(0, info.interfaceIndex());
      assertTrue(Arrays.binarySearch(Maps.ids(kernel), info.id().value()) >= 0);
      try (Fd again = Maps.open(kernel, info.id(), BpfFlag.RDONLY)) {
        assertEquals(info.id(), Maps.info(kernel, again).id());
      }
      FdInfo told = FdInfo.of(kernel, fd);
      assertEquals("77", told.value("max_entries"));
      assertTrue(told.number("memlock", -1) > 0);
    }
  }

  @Test
  void programWithMaps(Kernel kernel) {
    try (Fd first = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "one");
        Fd second = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "two");
        Fd program =
            Specimens.program(
                kernel,
                ProgramType.SOCKET_FILTER,
                "with_maps",
                usingMaps(second.number(), first.number()))) {
      ProgramInfo info = Programs.info(kernel, program);
      assertEquals("with_maps", info.name());
      assertEquals(ProgramType.SOCKET_FILTER, info.type());
      assertTrue(info.gplCompatible());
      assertTrue(info.loadTimeNanos() > 0);
      assertEquals(0, info.createdByUser());
      assertArrayEquals(
          new int[] {Maps.info(kernel, second).id().value(), Maps.info(kernel, first).id().value()},
          info.mapIds());
      ProgramCode code = Programs.code(kernel, program, true);
      assertEquals(info.xlatedBytes(), code.xlated().length);
      assertEquals(info.jitedBytes(), code.jited().length);
      assertEquals(0, code.lineInfo().length);
      if (info.jitedBytes() > 0) {
        assertEquals(1, code.jitedSymbols().length);
        assertEquals(1, code.jitedLengths().length);
        Kallsyms.Symbol symbol = Kallsyms.read(kernel).at(code.jitedSymbols()[0]);
        assertTrue(symbol == null || symbol.name().endsWith("_with_maps"), () -> "" + symbol);
      }
    }
  }

  @Test
  void programWithMoreMapsThanUsual(Kernel kernel) {
    int count = 64; // the kernel's own limit, MAX_USED_MAPS
    Fd[] maps = new Fd[count];
    try {
      int[] numbers = new int[count];
      for (int i = 0; i < count; i++) {
        maps[i] = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "m" + i);
        numbers[i] = maps[i].number();
      }
      try (Fd program =
          Specimens.program(kernel, ProgramType.SOCKET_FILTER, "many", usingMaps(numbers))) {
        assertEquals(count, Programs.info(kernel, program).mapIds().length);
      }
    } finally {
      for (Fd map : maps) {
        if (map != null) {
          map.close();
        }
      }
    }
  }

  /// Loads each map's address, then returns 0.
  private static byte[] usingMaps(int... maps) {
    ByteBuffer code = ByteBuffer.allocate(maps.length * 16 + 16).order(ByteOrder.nativeOrder());
    for (int map : maps) {
      code.put((byte) 0x18).put((byte) 0x11).putShort((short) 0).putInt(map).putLong(0);
    }
    return code.put((byte) 0xb7).put(new byte[7]).put((byte) 0x95).put(new byte[7]).array();
  }

  @Test
  void goneObjectsAreSkippedOrNamed(Kernel kernel) {
    int id;
    try (Fd fd = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "gone")) {
      id = Maps.info(kernel, fd).id().value();
    }
    for (int i = 0; i < 200 && Arrays.binarySearch(Maps.ids(kernel), id) >= 0; i++) {
      Thread.onSpinWait(); // the kernel frees in the background
    }
    assertNull(Maps.tryOpen(kernel, id, 0));
    NotFoundException e =
        assertThrows(NotFoundException.class, () -> Maps.open(kernel, new MapId(id), 0));
    assertTrue(e.getMessage().contains("map id " + id), e.getMessage());
  }

  @Test
  void pinned(Kernel kernel) {
    try (PrivateBpffs bpffs = PrivateBpffs.mount(kernel);
        Fd fd = Specimens.map(kernel, MapType.ARRAY, 4, 4, 1, 0, "pinned")) {
      assertEquals(Sys.BPF_FS_MAGIC, Os.tryFileSystem(kernel, bpffs.path("")));
      Bpf.pin(kernel, fd, bpffs.path("m"));
      try (Fd again = Bpf.pinned(kernel, bpffs.path("m"), BpfFlag.RDONLY)) {
        assertEquals(Maps.info(kernel, fd).id(), Maps.info(kernel, again).id());
      }
      assertThrows(NotFoundException.class, () -> Bpf.pinned(kernel, bpffs.path("x"), 0));
    }
  }

  @Test
  void rawTracepointLink(Kernel kernel) {
    try (Fd program = Specimens.program(kernel, ProgramType.RAW_TRACEPOINT, "rtp");
        Attr attr = new Attr(AttrRawTracepoint.PROG_FD + 4)) {
      attr.pointer(AttrRawTracepoint.NAME, attr.string("sched_switch"));
      attr.u32(AttrRawTracepoint.PROG_FD, program.number());
      try (Fd link = attr.open(kernel, BpfCommand.RAW_TRACEPOINT_OPEN, "link")) {
        LinkInfo info = LinkInfos.info(kernel, link);
        KernelGate.feature(kernel, "5.8", "the info of links", info.id() != 0);
        int id = Programs.info(kernel, program).id().value();
        assertEquals(new LinkInfo.RawTracepoint(info.id(), id, "sched_switch", 0), info);
        assertTrue(Arrays.binarySearch(LinkInfos.ids(kernel), info.id()) >= 0);
      }
    }
  }

  @Test
  void kernelBtfByIdIsThatOfTheFile(Kernel kernel) {
    KernelGate.needs(kernel, "5.11", "names of BTF objects");
    for (int id : BtfObjects.ids(kernel)) {
      try (Fd fd = BtfObjects.tryOpen(kernel, id)) {
        if (fd == null || !BtfObjects.info(kernel, fd).name().equals("vmlinux")) {
          continue;
        }
        byte[] data = BtfObjects.data(kernel, fd);
        assertEquals(BtfObjects.info(kernel, fd).sizeBytes(), data.length);
        assertArrayEquals(KernelBtf.vmlinux(kernel), data);
        assertTrue(Btf.parse(data).find(BtfKind.STRUCT, "task_struct") > 0);
        return;
      }
    }
    KernelGate.feature(kernel, "5.11", "the kernel's own BTF object", false);
  }
}
