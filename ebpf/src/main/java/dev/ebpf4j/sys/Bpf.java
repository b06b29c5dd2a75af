package dev.ebpf4j.sys;

import dev.ebpf4j.abi.AttrGetId;
import dev.ebpf4j.abi.AttrInfo;
import dev.ebpf4j.abi.AttrObj;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.SyscallException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Commands of bpf(2) that are the same for programs, maps, links and BTF objects: ids, infos,
/// pins.
public final class Bpf {

  private Bpf() {}

  /// The smallest id above `after`, or 0 at the end.
  ///
  /// @param command one of the `*_GET_NEXT_ID` commands
  /// @throws SyscallException EPERM without CAP_SYS_ADMIN, EINVAL if the kernel lacks the command
  public static int nextId(Kernel kernel, int command, int after) {
    try (Attr attr = new Attr(AttrGetId.OPEN_FLAGS + 4)) {
      attr.u32(AttrGetId.START_ID, after);
      long result = attr.call(kernel, command);
      if (result == -Errno.ENOENT) {
        return 0;
      }
      if (result < 0) {
        throw Attr.failure(command, "after id " + after, (int) -result);
      }
      return attr.u32(AttrGetId.NEXT_ID);
    }
  }

  /// All ids there are now, ascending.
  ///
  /// @param command one of the `*_GET_NEXT_ID` commands
  public static int[] ids(Kernel kernel, int command) {
    int[] ids = new int[64];
    int count = 0;
    for (int id = nextId(kernel, command, 0); id != 0; id = nextId(kernel, command, id)) {
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, count * 2);
      }
      ids[count++] = id;
    }
    return Arrays.copyOf(ids, count);
  }

  /// Opens the object with `id`.
  ///
  /// @param command one of the `*_GET_FD_BY_ID` commands
  /// @param openFlags BPF_F_RDONLY or BPF_F_WRONLY for maps, else 0
  /// @throws dev.ebpf4j.error.NotFoundException if there is none, or no longer
  public static Fd byId(Kernel kernel, int command, int id, int openFlags, String kind) {
    String what = kind + " id " + Integer.toUnsignedString(id);
    try (Attr attr = new Attr(AttrGetId.OPEN_FLAGS + 4)) {
      attr.u32(AttrGetId.START_ID, id).u32(AttrGetId.OPEN_FLAGS, openFlags);
      return attr.open(kernel, command, what);
    }
  }

  /// What the kernel says of the object behind `fd`, for an info struct without buffers.
  ///
  /// @param size size of the info struct as known here; older kernels fill less
  public static Info info(Kernel kernel, Fd fd, int size) {
    try (Attr attr = new Attr(AttrInfo.SIZE)) {
      return info(kernel, attr, fd, attr.allocate(size));
    }
  }

  /// As [#info(Kernel, Fd, int)], for an info struct that carries pointers to buffers of the
  /// caller.
  ///
  /// @param attr an attribute of at least `AttrInfo.SIZE` bytes, overwritten
  /// @param info in: pointers and lengths, the rest zero; out: what the kernel filled in
  public static Info info(Kernel kernel, Attr attr, Fd fd, MemorySegment info) {
    int size = (int) info.byteSize();
    attr.u32(AttrInfo.BPF_FD, fd.number()).u32(AttrInfo.INFO_LEN, size);
    attr.pointer(AttrInfo.INFO, info);
    attr.run(kernel, BpfCommand.OBJ_GET_INFO_BY_FD, fd.what());
    return Info.copyOf(info, Math.min(size, attr.u32(AttrInfo.INFO_LEN)));
  }

  /// As [#byId], but null if there is no such object, or no longer.
  public static @Nullable Fd tryById(
      Kernel kernel, int command, int id, int openFlags, String kind) {
    try (Attr attr = new Attr(AttrGetId.OPEN_FLAGS + 4)) {
      attr.u32(AttrGetId.START_ID, id).u32(AttrGetId.OPEN_FLAGS, openFlags);
      long fd = attr.call(kernel, command);
      if (fd == -Errno.ENOENT) {
        return null;
      }
      String what = kind + " id " + Integer.toUnsignedString(id);
      if (fd < 0) {
        throw Attr.failure(command, what, (int) -fd);
      }
      return Fd.own(kernel, (int) fd, what);
    }
  }

  /// Opens the object pinned at `path`, of whatever kind.
  ///
  /// @param fileFlags BPF_F_RDONLY or BPF_F_WRONLY for maps, else 0
  public static Fd pinned(Kernel kernel, String path, int fileFlags) {
    try (Attr attr = new Attr(AttrObj.FILE_FLAGS + 4)) {
      attr.pointer(AttrObj.PATHNAME, attr.string(path)).u32(AttrObj.FILE_FLAGS, fileFlags);
      return attr.open(kernel, BpfCommand.OBJ_GET, path);
    }
  }

  /// Pins the object behind `fd` at `path`, which must not exist, on a bpffs.
  public static void pin(Kernel kernel, Fd fd, String path) {
    try (Attr attr = new Attr(AttrObj.FILE_FLAGS + 4)) {
      attr.pointer(AttrObj.PATHNAME, attr.string(path)).u32(AttrObj.BPF_FD, fd.number());
      attr.run(kernel, BpfCommand.OBJ_PIN, path);
    }
  }
}
