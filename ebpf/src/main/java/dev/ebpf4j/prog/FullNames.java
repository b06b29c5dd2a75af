package dev.ebpf4j.prog;

import dev.ebpf4j.abi.AttrInfo;
import dev.ebpf4j.abi.BpfProgInfo;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Names of programs in full. The kernel keeps 15 bytes; what was cut off stands in the BTF of the
/// program's main function.
public final class FullNames {

  private static final int KERNEL_NAME_BYTES = 15;

  private FullNames() {}

  /// The name of the main function where the kernel's own name may be cut and there is BTF, else
  /// the kernel's name; may be empty.
  public static String of(Kernel kernel, Fd program, ProgramInfo info) {
    String name = info.name();
    boolean maybeCut = name.length() == KERNEL_NAME_BYTES;
    if (!maybeCut || info.btfId().value() == 0 || info.functionInfoCount() == 0) {
      return name;
    }
    try (Fd btfFd = BtfObjects.open(kernel, info.btfId())) {
      Btf btf = Btf.parse(BtfObjects.data(kernel, btfFd));
      int type = mainFunction(kernel, program, info);
      String full = type == 0 || type >= btf.typeCount() ? "" : btf.name(type);
      return full.isEmpty() ? name : full;
    } catch (SyscallException | MalformedException e) {
      return name; // it went away meanwhile, or it is not for this caller to see
    }
  }

  /// The BTF type of the program's first function; 0 if the kernel does not tell.
  public static int mainFunction(Kernel kernel, Fd program, ProgramInfo info) {
    int size = info.raw().u32(BpfProgInfo.FUNC_INFO_REC_SIZE);
    if (size < 2 * Integer.BYTES) {
      return 0;
    }
    try (Attr attr = new Attr(AttrInfo.SIZE)) {
      MemorySegment first = attr.allocate(size);
      MemorySegment memory = attr.allocate(BpfProgInfo.SIZE);
      memory.set(ValueLayout.JAVA_INT, BpfProgInfo.NR_FUNC_INFO, 1);
      memory.set(ValueLayout.JAVA_INT, BpfProgInfo.FUNC_INFO_REC_SIZE, size);
      memory.set(ValueLayout.JAVA_LONG, BpfProgInfo.FUNC_INFO, first.address());
      Bpf.info(kernel, attr, program, memory);
      return first.get(ValueLayout.JAVA_INT, Integer.BYTES);
    }
  }
}
