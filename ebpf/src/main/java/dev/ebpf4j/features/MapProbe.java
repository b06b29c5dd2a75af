package dev.ebpf4j.features;

import dev.ebpf4j.abi.AttrBtfLoad;
import dev.ebpf4j.abi.AttrMapCreate;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.procfs.PageSize;
import dev.ebpf4j.sys.Attr;
import dev.ebpf4j.sys.Call;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.util.ByteWriter;
import java.nio.ByteOrder;

/// Makes the smallest map of a type. Results: 1 yes, 0 no, or a negative error number that proves
/// nothing.
final class MapProbe {

  private MapProbe() {}

  /// Sizes and flags that a type insists on.
  private record Shape(int key, int value, int entries, int flags) {}

  static int type(Kernel kernel, int type, int device) {
    Shape shape = shape(kernel, type);
    long inner = 0;
    long btf = 0;
    try (Attr attr = new Attr(AttrMapCreate.BTF_VMLINUX_VALUE_TYPE_ID + Integer.BYTES)) {
      attr.u32(AttrMapCreate.MAP_TYPE, type)
          .u32(AttrMapCreate.KEY_SIZE, shape.key())
          .u32(AttrMapCreate.VALUE_SIZE, shape.value())
          .u32(AttrMapCreate.MAX_ENTRIES, shape.entries())
          .u32(AttrMapCreate.MAP_FLAGS, shape.flags())
          .u32(AttrMapCreate.MAP_IFINDEX, device);
      if (type == MapType.ARRAY_OF_MAPS || type == MapType.HASH_OF_MAPS) {
        inner = innerMap(kernel);
        attr.u32(AttrMapCreate.INNER_MAP_FD, (int) inner);
      } else if (isStorage(type)) {
        btf = storageTypes(kernel);
        attr.u32(AttrMapCreate.BTF_FD, (int) btf)
            .u32(AttrMapCreate.BTF_KEY_TYPE_ID, 1)
            .u32(AttrMapCreate.BTF_VALUE_TYPE_ID, 3);
      } else if (type == MapType.STRUCT_OPS) {
        attr.u32(AttrMapCreate.BTF_VMLINUX_VALUE_TYPE_ID, 1);
      }
      if (inner < 0 || btf < 0) {
        return (int) Math.min(inner, btf) == -Errno.EPERM ? -Errno.EPERM : 0;
      }
      long result = attr.call(kernel, BpfCommand.MAP_CREATE);
      if (result >= 0) {
        kernel.call(Call.CLOSE, result);
        return 1;
      }
      if (type == MapType.STRUCT_OPS && result == -Errno.ENOTSUPP) {
        return 1;
      }
      return result == -Errno.EPERM ? (int) result : 0;
    } finally {
      close(kernel, inner);
      close(kernel, btf);
    }
  }

  private static void close(Kernel kernel, long fd) {
    if (fd > 0) {
      kernel.call(Call.CLOSE, fd);
    }
  }

  private static boolean isStorage(int type) {
    return type == MapType.SK_STORAGE
        || type == MapType.INODE_STORAGE
        || type == MapType.TASK_STORAGE
        || type == MapType.CGRP_STORAGE;
  }

  private static Shape shape(Kernel kernel, int type) {
    return switch (type) {
      case MapType.STACK_TRACE -> new Shape(4, 8, 1, 0);
      case MapType.LPM_TRIE -> new Shape(8, 8, 1, BpfFlag.NO_PREALLOC);
      case MapType.RHASH -> new Shape(4, 4, 1, BpfFlag.NO_PREALLOC);
      case MapType.CGROUP_STORAGE, MapType.PERCPU_CGROUP_STORAGE -> new Shape(16, 8, 0, 0);
      case MapType.QUEUE, MapType.STACK, MapType.BLOOM_FILTER -> new Shape(0, 4, 1, 0);
      case MapType.SK_STORAGE, MapType.INODE_STORAGE, MapType.TASK_STORAGE, MapType.CGRP_STORAGE ->
          new Shape(4, 8, 0, BpfFlag.NO_PREALLOC);
      case MapType.RINGBUF, MapType.USER_RINGBUF -> new Shape(0, 0, PageSize.bytes(kernel), 0);
      case MapType.ARENA -> new Shape(0, 0, 1, BpfFlag.MMAPABLE);
      case MapType.INSN_ARRAY -> new Shape(4, 16, 1, 0);
      default -> new Shape(4, 4, 1, 0);
    };
  }

  private static long innerMap(Kernel kernel) {
    try (Attr attr = new Attr(AttrMapCreate.MAP_FLAGS + Integer.BYTES)) {
      return attr.u32(AttrMapCreate.MAP_TYPE, MapType.HASH)
          .u32(AttrMapCreate.KEY_SIZE, 4)
          .u32(AttrMapCreate.VALUE_SIZE, 4)
          .u32(AttrMapCreate.MAX_ENTRIES, 1)
          .call(kernel, BpfCommand.MAP_CREATE);
    }
  }

  /// BTF of `int`, `struct bpf_spin_lock { int val; }` and `struct val { int cnt; struct
  /// bpf_spin_lock l; }`, which storage maps want to have.
  private static long storageTypes(Kernel kernel) {
    String strings = "\0int\0bpf_spin_lock\0val\0cnt\0l\0";
    ByteWriter types = new ByteWriter(ByteOrder.nativeOrder());
    types.u32(1).u32(1 << 24).u32(4).u32(1 << 24 | 32); // [1] int, signed, 32 bits
    types.u32(5).u32(4 << 24 | 1).u32(4); // [2] struct bpf_spin_lock, one member
    types.u32(19).u32(1).u32(0);
    types.u32(19).u32(4 << 24 | 2).u32(8); // [3] struct val, two members
    types.u32(23).u32(1).u32(0);
    types.u32(27).u32(2).u32(32);
    ByteWriter btf = new ByteWriter(ByteOrder.nativeOrder());
    btf.u16(0xeb9f).u8(1).u8(0).u32(24);
    btf.u32(0).u32(types.length()).u32(types.length()).u32(strings.length());
    btf.bytes(types.toByteArray());
    for (int i = 0; i < strings.length(); i++) {
      btf.u8(strings.charAt(i));
    }
    byte[] raw = btf.toByteArray();
    try (Attr attr = new Attr(AttrBtfLoad.BTF_LOG_LEVEL + Integer.BYTES)) {
      return attr.pointer(AttrBtfLoad.BTF, attr.bytes(raw))
          .u32(AttrBtfLoad.BTF_SIZE, raw.length)
          .call(kernel, BpfCommand.BTF_LOAD);
    }
  }
}
