package dev.ebpf4j.prog;

import dev.ebpf4j.abi.AttrInfo;
import dev.ebpf4j.abi.BpfBtfInfo;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.id.BtfId;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Info;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds, opens and describes the BTF objects that the kernel holds.
public final class BtfObjects {

  private static final String KIND = "BTF object";

  /// Room for the name: module names have at most 55 bytes.
  private static final int NAME_SIZE = 128;

  private BtfObjects() {}

  /// Ids of all BTF objects there are now, ascending. Since Linux 5.4.
  public static int[] ids(Kernel kernel) {
    return Bpf.ids(kernel, BpfCommand.BTF_GET_NEXT_ID);
  }

  /// Opens a BTF object by its id.
  ///
  /// @throws dev.ebpf4j.error.NotFoundException if there is none, or no longer
  public static Fd open(Kernel kernel, BtfId id) {
    return Bpf.byId(kernel, BpfCommand.BTF_GET_FD_BY_ID, id.value(), 0, KIND);
  }

  /// Opens a BTF object by its id, or gives null if it is gone.
  public static @Nullable Fd tryOpen(Kernel kernel, int id) {
    return Bpf.tryById(kernel, BpfCommand.BTF_GET_FD_BY_ID, id, 0, KIND);
  }

  /// What the kernel says of the BTF object behind `fd`.
  public static BtfObjectInfo info(Kernel kernel, Fd fd) {
    try (Attr attr = new Attr(AttrInfo.SIZE)) {
      MemorySegment memory = attr.allocate(BpfBtfInfo.SIZE);
      MemorySegment name = attr.allocate(NAME_SIZE);
      memory.set(ValueLayout.JAVA_LONG, BpfBtfInfo.NAME, name.address());
      memory.set(ValueLayout.JAVA_INT, BpfBtfInfo.NAME_LEN, NAME_SIZE);
      Info info = Bpf.info(kernel, attr, fd, memory);
      int length = Math.min(info.u32(BpfBtfInfo.NAME_LEN), NAME_SIZE - 1);
      return new BtfObjectInfo(
          new BtfId(info.u32(BpfBtfInfo.ID)),
          info.u32(BpfBtfInfo.BTF_SIZE),
          new String(Os.bytes(name, length), StandardCharsets.UTF_8),
          info.u32(BpfBtfInfo.KERNEL_BTF) != 0);
    }
  }

  /// The raw BTF of the object behind `fd`. For a module that is split BTF over the kernel's.
  public static byte[] data(Kernel kernel, Fd fd) {
    int size = info(kernel, fd).sizeBytes();
    try (Attr attr = new Attr(AttrInfo.SIZE)) {
      MemorySegment memory = attr.allocate(BpfBtfInfo.SIZE);
      MemorySegment data = attr.allocate(size);
      memory.set(ValueLayout.JAVA_LONG, BpfBtfInfo.BTF, data.address());
      memory.set(ValueLayout.JAVA_INT, BpfBtfInfo.BTF_SIZE, size);
      Info info = Bpf.info(kernel, attr, fd, memory);
      return Os.bytes(data, Math.min(size, info.u32(BpfBtfInfo.BTF_SIZE)));
    }
  }
}
