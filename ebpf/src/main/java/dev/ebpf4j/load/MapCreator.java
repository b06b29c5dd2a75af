package dev.ebpf4j.load;

import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.LinkType;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.abi.Since;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.object.KernelName;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.procfs.KernelVersion;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import org.jspecify.annotations.Nullable;

/// Makes one map in the kernel from its specification.
final class MapCreator {

  private static final int NAME_SIZE = 16;

  private final Kernel kernel;
  private final LoadLog log;
  private final MemoryLimit limit;
  private final int token;

  /// @param token descriptor of a BPF token, -1 for none
  MapCreator(Kernel kernel, LoadLog log, MemoryLimit limit, int token) {
    this.kernel = kernel;
    this.log = log;
    this.limit = limit;
    this.token = token;
  }

  /// What a map is made with beside its specification.
  ///
  /// @param maxEntries with the loader's defaults filled in
  /// @param btf the object's BTF in the kernel, null if it has none
  /// @param innerMap template of the maps in a map of maps, null for none
  /// @param structType for struct_ops the type in kernel BTF, 0 for none
  /// @param structBtf for struct_ops of a module the module's BTF, 0 for none
  /// @param interfaceIndex device that the map is made for, 0 for none
  record Extras(
      int maxEntries,
      @Nullable Fd btf,
      @Nullable Fd innerMap,
      int structType,
      int structBtf,
      int interfaceIndex) {

    static Extras of(int maxEntries, @Nullable Fd btf) {
      return new Extras(maxEntries, btf, null, 0, 0, 0);
    }

    Extras withInnerMap(Fd map) {
      return new Extras(maxEntries, btf, map, structType, structBtf, interfaceIndex);
    }
  }

  /// What of the map the kernel is too old for; empty if nothing.
  private String lack(MapSpec map, int errno) {
    if (map.origin() == MapSpec.Origin.STRUCT_OPS && (map.flags() & BpfFlag.LINK) != 0) {
      String since = Since.linkType(LinkType.STRUCT_OPS);
      return KernelVersion.lack(kernel, errno, "link type struct_ops", since);
    }
    String what = "map type " + MapType.name(map.type());
    return KernelVersion.lack(kernel, errno, what, Since.mapType(map.type()));
  }

  /// @throws SyscallException if the kernel refuses, with and without BTF
  Fd create(MapSpec map, Extras extras) {
    boolean describes = extras.btf != null && map.takesTypes();
    boolean typed = describes && (map.keyTypeId() != 0 || map.valueTypeId() != 0);
    long result = attempt(map, extras, describes);
    if (result == -Errno.EPERM && limit.raise()) {
      result = attempt(map, extras, describes);
    }
    if (result < 0 && typed && map.origin() != MapSpec.Origin.STRUCT_OPS) {
      log.warn(
          "Error in bpf_create_map_xattr("
              + map.name()
              + "): -"
              + Errno.name((int) -result)
              + ". Retrying without BTF.");
      result = attempt(map, extras, false);
    }
    String what = "map '" + map.name() + "'";
    if (result < 0) {
      String lack = lack(map, (int) -result);
      if (!lack.isEmpty()) {
        log.warn("map '" + map.name() + "': " + lack);
      }
      throw Attr.failure(BpfCommand.MAP_CREATE, what, (int) -result);
    }
    return Fd.own(kernel, (int) result, what);
  }

  private long attempt(MapSpec map, Extras extras, boolean describe) {
    try (Attr attr = new Attr(attributeSize(map, extras))) {
      int flags = map.flags();
      attr.u32(AttrMapCreate.MAP_TYPE, map.type());
      attr.u32(AttrMapCreate.KEY_SIZE, map.keySize());
      attr.u32(AttrMapCreate.VALUE_SIZE, map.valueSize());
      attr.u32(AttrMapCreate.MAX_ENTRIES, extras.maxEntries);
      attr.u32(AttrMapCreate.NUMA_NODE, map.numaNode());
      attr.name(AttrMapCreate.MAP_NAME, NAME_SIZE, KernelName.of(map.name()));
      attr.u32(AttrMapCreate.MAP_IFINDEX, extras.interfaceIndex);
      Fd inner = extras.innerMap;
      if (inner != null) {
        attr.u32(AttrMapCreate.INNER_MAP_FD, inner.number());
      }
      Fd btf = extras.btf;
      if (describe && btf != null) {
        boolean byKernelType = map.origin() == MapSpec.Origin.STRUCT_OPS;
        attr.u32(AttrMapCreate.BTF_FD, btf.number());
        attr.u32(AttrMapCreate.BTF_KEY_TYPE_ID, byKernelType ? 0 : map.keyTypeId());
        attr.u32(AttrMapCreate.BTF_VALUE_TYPE_ID, byKernelType ? 0 : map.valueTypeId());
      }
      attr.u32(AttrMapCreate.BTF_VMLINUX_VALUE_TYPE_ID, extras.structType);
      if (map.mapExtra() != 0) {
        attr.u64(AttrMapCreate.MAP_EXTRA, map.mapExtra());
      }
      if (extras.structBtf > 0) {
        attr.u32(AttrMapCreate.VALUE_TYPE_BTF_OBJ_FD, extras.structBtf);
        flags |= BpfFlag.VTYPE_BTF_OBJ_FD;
      }
      if (token >= 0) {
        attr.u32(AttrMapCreate.MAP_TOKEN_FD, token);
        flags |= BpfFlag.TOKEN_FD;
      }
      attr.u32(AttrMapCreate.MAP_FLAGS, flags);
      return attr.call(kernel, BpfCommand.MAP_CREATE);
    }
  }

  /// Up to the end of the last field in use, for kernels that know no more.
  private int attributeSize(MapSpec map, Extras extras) {
    if (token >= 0) {
      return AttrMapCreate.MAP_TOKEN_FD + Integer.BYTES;
    }
    if (extras.structBtf > 0) {
      return AttrMapCreate.VALUE_TYPE_BTF_OBJ_FD + Integer.BYTES;
    }
    return map.mapExtra() != 0
        ? AttrMapCreate.MAP_EXTRA + Long.BYTES
        : AttrMapCreate.BTF_VMLINUX_VALUE_TYPE_ID + Integer.BYTES;
  }
}
