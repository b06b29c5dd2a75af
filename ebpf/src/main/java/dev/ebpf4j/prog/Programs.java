package dev.ebpf4j.prog;

import dev.ebpf4j.abi.AttrInfo;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfProgInfo;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.id.ProgId;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Info;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Memory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Finds, opens and describes the programs that the kernel holds.
public final class Programs {

  private static final String KIND = "program";

  /// Room for map ids at the first try; few programs use more.
  private static final int USUAL_MAPS = 64;

  private Programs() {}

  /// Ids of all programs there are now, ascending.
  public static int[] ids(Kernel kernel) {
    return Bpf.ids(kernel, BpfCommand.PROG_GET_NEXT_ID);
  }

  /// Opens a program by its id.
  ///
  /// @throws dev.ebpf4j.error.NotFoundException if there is none, or no longer
  public static Fd open(Kernel kernel, ProgId id) {
    return Bpf.byId(kernel, BpfCommand.PROG_GET_FD_BY_ID, id.value(), 0, KIND);
  }

  /// Opens a program by its id, or gives null if it is gone.
  public static @Nullable Fd tryOpen(Kernel kernel, int id) {
    return Bpf.tryById(kernel, BpfCommand.PROG_GET_FD_BY_ID, id, 0, KIND);
  }

  /// What the kernel says of the program behind `fd`.
  public static ProgramInfo info(Kernel kernel, Fd fd) {
    try (Attr attr = new Attr(AttrInfo.SIZE)) {
      int room = USUAL_MAPS;
      while (true) {
        MemorySegment ids = attr.allocate(room * 4L);
        MemorySegment memory = attr.allocate(BpfProgInfo.SIZE);
        memory.set(ValueLayout.JAVA_INT, BpfProgInfo.NR_MAP_IDS, room);
        memory.set(ValueLayout.JAVA_LONG, BpfProgInfo.MAP_IDS, ids.address());
        Info info = Bpf.info(kernel, attr, fd, memory);
        int count = info.count(BpfProgInfo.NR_MAP_IDS);
        if (count <= room) {
          return new ProgramInfo(info, ints(ids, count), false);
        }
        room = count;
      }
    } catch (SyscallException e) {
      if (e.errno() == Errno.ENODEV) {
        return new ProgramInfo(new Info(new byte[0], 0), new int[0], true);
      }
      throw e;
    }
  }

  /// The code of the program behind `fd` with its tables.
  ///
  /// @param jited whether the machine code is wanted, too
  public static ProgramCode code(Kernel kernel, Fd fd, boolean jited) {
    Info sizes = Bpf.info(kernel, fd, BpfProgInfo.SIZE);
    try (Attr attr = new Attr(AttrInfo.SIZE)) {
      MemorySegment memory = attr.allocate(BpfProgInfo.SIZE);
      Part xlated = new Part(BpfProgInfo.XLATED_PROG_LEN, BpfProgInfo.XLATED_PROG_INSNS, 1);
      Part machine = new Part(BpfProgInfo.JITED_PROG_LEN, BpfProgInfo.JITED_PROG_INSNS, 1);
      Part symbols = new Part(BpfProgInfo.NR_JITED_KSYMS, BpfProgInfo.JITED_KSYMS, 8);
      Part lengths = new Part(BpfProgInfo.NR_JITED_FUNC_LENS, BpfProgInfo.JITED_FUNC_LENS, 4);
      Part tags = new Part(BpfProgInfo.NR_PROG_TAGS, BpfProgInfo.PROG_TAGS, 8);
      int functionSize = sizes.u32(BpfProgInfo.FUNC_INFO_REC_SIZE);
      Part functions = new Part(BpfProgInfo.NR_FUNC_INFO, BpfProgInfo.FUNC_INFO, functionSize);
      int lineSize = sizes.u32(BpfProgInfo.LINE_INFO_REC_SIZE);
      Part lines = new Part(BpfProgInfo.NR_LINE_INFO, BpfProgInfo.LINE_INFO, lineSize);
      Part jitedLines = new Part(BpfProgInfo.NR_JITED_LINE_INFO, BpfProgInfo.JITED_LINE_INFO, 8);
      copy(sizes, memory, BpfProgInfo.FUNC_INFO_REC_SIZE);
      copy(sizes, memory, BpfProgInfo.LINE_INFO_REC_SIZE);
      copy(sizes, memory, BpfProgInfo.JITED_LINE_INFO_REC_SIZE);
      xlated.prepare(attr, sizes, memory);
      if (jited) {
        machine.prepare(attr, sizes, memory);
      }
      symbols.prepare(attr, sizes, memory);
      lengths.prepare(attr, sizes, memory);
      tags.prepare(attr, sizes, memory);
      functions.prepare(attr, sizes, memory);
      lines.prepare(attr, sizes, memory);
      jitedLines.prepare(attr, sizes, memory);
      Info info = Bpf.info(kernel, attr, fd, memory);
      return new ProgramCode(
          xlated.bytes(info),
          machine.bytes(info),
          symbols.longs(info),
          ints(lengths.memory, lengths.count(info)),
          tags.bytes(info),
          functions.bytes(info),
          functionSize,
          lines.bytes(info),
          lineSize,
          jitedLines.longs(info));
    }
  }

  private static void copy(Info from, MemorySegment to, int offset) {
    to.set(ValueLayout.JAVA_INT, offset, from.u32(offset));
  }

  private static int[] ints(MemorySegment memory, int count) {
    int[] values = new int[count];
    Memory.read(memory, 0, values, 0, count);
    return values;
  }

  /// One table of the info struct: where its length, its pointer, and its bytes are.
  private static final class Part {
    private final int countOffset;
    private final int pointerOffset;
    private final int recordSize;
    private int room;
    private MemorySegment memory = MemorySegment.NULL;

    Part(int countOffset, int pointerOffset, int recordSize) {
      this.countOffset = countOffset;
      this.pointerOffset = pointerOffset;
      this.recordSize = recordSize;
    }

    void prepare(Attr attr, Info sizes, MemorySegment info) {
      room = recordSize == 0 ? 0 : sizes.u32(countOffset);
      if (room > 0) {
        memory = attr.allocate((long) room * recordSize);
        info.set(ValueLayout.JAVA_INT, countOffset, room);
        info.set(ValueLayout.JAVA_LONG, pointerOffset, memory.address());
      }
    }

    /// Records that the kernel stored; it takes the pointer away when it does not tell.
    int count(Info info) {
      return info.u64(pointerOffset) == 0 ? 0 : Math.min(room, info.u32(countOffset));
    }

    byte[] bytes(Info info) {
      byte[] bytes = new byte[count(info) * recordSize];
      Memory.read(memory, 0, bytes, 0, bytes.length);
      return bytes;
    }

    long[] longs(Info info) {
      long[] values = new long[count(info)];
      Memory.read(memory, 0, values, 0, values.length);
      return values;
    }
  }
}
