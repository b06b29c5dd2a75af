package dev.ebpf4j.testkit;

import dev.ebpf4j.abi.AttrBtfLoad;
import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Kernel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The running kernel in the guise of Linux 5.10: it refuses what that one does not know, the ends
/// of attributes, kinds of BTF and of links, and passes on the rest.
public final class OldKernel {

  private OldKernel() {}

  public static FakeKernel over(Kernel behind) {
    FakeKernel kernel = new FakeKernel(behind);
    ends(kernel, behind, BpfCommand.PROG_LOAD, AttrProgLoad.ATTACH_PROG_FD + Integer.BYTES);
    ends(
        kernel,
        behind,
        BpfCommand.MAP_CREATE,
        AttrMapCreate.BTF_VMLINUX_VALUE_TYPE_ID + Integer.BYTES);
    ends(kernel, behind, BpfCommand.LINK_CREATE, AttrLinkCreate.ITER_INFO_LEN + Integer.BYTES);
    kernel.onBpf(
        BpfCommand.BTF_LOAD,
        attr -> {
          int end = AttrBtfLoad.BTF_LOG_LEVEL + Integer.BYTES;
          if (hasMore(attr, end) || !isKnown(types(attr))) {
            return -Errno.EINVAL;
          }
          return pass(behind, BpfCommand.BTF_LOAD, attr);
        });
    return kernel;
  }

  /// The running kernel, but for kinds of BTF since Linux 5.10.
  public static FakeKernel withoutTags(Kernel behind) {
    return new FakeKernel(behind)
        .onBpf(
            BpfCommand.BTF_LOAD,
            attr -> isKnown(types(attr)) ? pass(behind, BpfCommand.BTF_LOAD, attr) : -Errno.EINVAL);
  }

  private static void ends(FakeKernel kernel, Kernel behind, int command, int end) {
    kernel.onBpf(command, attr -> hasMore(attr, end) ? -Errno.EINVAL : pass(behind, command, attr));
  }

  /// Whether fields behind `end` are in use.
  private static boolean hasMore(MemorySegment attr, int end) {
    for (long at = end; at < attr.byteSize(); at++) {
      if (attr.get(ValueLayout.JAVA_BYTE, at) != 0) {
        return true;
      }
    }
    return false;
  }

  private static long pass(Kernel behind, int command, MemorySegment attr) {
    return behind.call(Call.BPF, command, attr.address(), attr.byteSize());
  }

  private static Btf types(MemorySegment attr) {
    long address = attr.get(ValueLayout.JAVA_LONG_UNALIGNED, AttrBtfLoad.BTF);
    int size = attr.get(ValueLayout.JAVA_INT, AttrBtfLoad.BTF_SIZE);
    return Btf.parse(FakeKernel.memory(address, size).toArray(ValueLayout.JAVA_BYTE));
  }

  private static boolean isKnown(Btf btf) {
    for (int id = 1; id < btf.typeCount(); id++) {
      BtfKind kind = btf.kind(id);
      boolean flagged = btf.kindFlag(id) && kind == BtfKind.ENUM;
      boolean optional = kind == BtfKind.DATASEC && btf.name(id).startsWith("?");
      if (kind.compareTo(BtfKind.DATASEC) > 0 || flagged || optional) {
        return false;
      }
    }
    return true;
  }
}
