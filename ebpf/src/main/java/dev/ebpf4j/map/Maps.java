package dev.ebpf4j.map;

import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfMapInfo;
import dev.ebpf4j.id.MapId;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import org.jspecify.annotations.Nullable;

/// Finds, opens and describes the maps that the kernel holds.
public final class Maps {

  private static final String KIND = "map";

  private Maps() {}

  /// Ids of all maps there are now, ascending.
  public static int[] ids(Kernel kernel) {
    return Bpf.ids(kernel, BpfCommand.MAP_GET_NEXT_ID);
  }

  /// Opens a map by its id.
  ///
  /// @param flags 0, BPF_F_RDONLY or BPF_F_WRONLY
  /// @throws dev.ebpf4j.error.NotFoundException if there is none, or no longer
  public static Fd open(Kernel kernel, MapId id, int flags) {
    return Bpf.byId(kernel, BpfCommand.MAP_GET_FD_BY_ID, id.value(), flags, KIND);
  }

  /// Opens a map by its id, or gives null if it is gone.
  ///
  /// @param flags 0, BPF_F_RDONLY or BPF_F_WRONLY
  public static @Nullable Fd tryOpen(Kernel kernel, int id, int flags) {
    return Bpf.tryById(kernel, BpfCommand.MAP_GET_FD_BY_ID, id, flags, KIND);
  }

  /// What the kernel says of the map behind `fd`.
  public static MapInfo info(Kernel kernel, Fd fd) {
    return new MapInfo(Bpf.info(kernel, fd, BpfMapInfo.SIZE));
  }
}
