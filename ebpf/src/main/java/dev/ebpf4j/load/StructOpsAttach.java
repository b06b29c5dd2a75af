package dev.ebpf4j.load;

import dev.ebpf4j.abi.AttachType;
import dev.ebpf4j.abi.AttrLinkCreate;
import dev.ebpf4j.abi.AttrMapElem;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;

/// Registers structures of function pointers with the kernel.
public final class StructOpsAttach {

  private StructOpsAttach() {}

  /// Registers `map` of a loaded object. One that is made for links (`.struct_ops.link`, since
  /// Linux 6.4) gets a link of the kernel. Any other stays registered until the link is closed, and
  /// beyond that if the link is only [released][Link#release()].
  ///
  /// @throws IllegalArgumentException if it is no struct_ops map
  /// @throws dev.ebpf4j.error.SyscallException EEXIST if one of that name is registered already
  public static Link attach(Loaded loaded, LoadedMap map) {
    StructOps fitted = map.structOps();
    if (fitted == null) {
      throw new IllegalArgumentException("map '" + map.name() + "' is not for struct_ops");
    }
    Kernel kernel = loaded.kernel();
    Fd fd = map.fd();
    boolean byLink = (map.spec().flags() & BpfFlag.LINK) != 0;
    if (byLink) {
      register(loaded, fd, fitted, true);
      return link(kernel, fd);
    }
    return Link.ofHeld(
        fd, held -> register(loaded, held, fitted, false), held -> unregister(kernel, held));
  }

  private static void register(Loaded loaded, Fd map, StructOps fitted, boolean byLink) {
    try (Attr attr = new Attr(AttrMapElem.FLAGS + Long.BYTES)) {
      attr.u32(AttrMapElem.MAP_FD, map.number());
      attr.pointer(AttrMapElem.KEY, attr.allocate(Integer.BYTES));
      attr.pointer(AttrMapElem.VALUE, attr.bytes(fitted.value(loaded::programFd)));
      long result = attr.call(loaded.kernel(), BpfCommand.MAP_UPDATE_ELEM);
      // A map whose links come and go keeps its first value, and says so.
      if (result < 0 && !(byLink && result == -Errno.EBUSY)) {
        throw Attr.failure(BpfCommand.MAP_UPDATE_ELEM, map.what(), (int) -result);
      }
    }
  }

  private static Link link(Kernel kernel, Fd map) {
    try (Attr attr = new Attr(AttrLinkCreate.TARGET_BTF_ID)) {
      attr.u32(AttrLinkCreate.MAP_FD, map.number());
      attr.u32(AttrLinkCreate.ATTACH_TYPE, AttachType.STRUCT_OPS);
      return Link.ofKernel(attr.open(kernel, BpfCommand.LINK_CREATE, "link of " + map.what()));
    }
  }

  /// Takes the registration of a struct_ops map back.
  ///
  /// @throws dev.ebpf4j.error.SyscallException ENOENT if it is not registered
  public static void unregister(Kernel kernel, Fd map) {
    try (Attr attr = new Attr(AttrMapElem.FLAGS + Long.BYTES)) {
      attr.u32(AttrMapElem.MAP_FD, map.number());
      attr.pointer(AttrMapElem.KEY, attr.allocate(Integer.BYTES));
      attr.run(kernel, BpfCommand.MAP_DELETE_ELEM, map.what());
    }
  }
}
