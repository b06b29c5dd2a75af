package dev.ebpf4j.loadergen;

/// Offsets in the context of a loader program: `struct bpf_loader_ctx`, a `struct bpf_map_desc` for
/// each map of the object, a `struct bpf_prog_desc` for each program. Source: libbpf's
/// skel_internal.h.
public final class LoaderContext {
  /// Bytes of the context.
  public static final int CTX_SIZE = 0;

  public static final int FLAGS = 4;

  /// What the kernel is to write about types and programs, 0 for nothing.
  public static final int LOG_LEVEL = 8;

  public static final int LOG_SIZE = 12;

  /// Address in user space.
  public static final int LOG_BUF = 16;

  /// Where the maps begin.
  public static final int MAPS = 24;

  /// Bytes of a map's part.
  public static final int MAP_SIZE = 16;

  /// In a map's part, out: its descriptor.
  public static final int MAP_FD = 0;

  /// In a map's part, in: number of elements, 0 for that of the object.
  public static final int MAX_ENTRIES = 4;

  /// In a map's part, in: address of its first contents, 0 for those of the object.
  public static final int INITIAL_VALUE = 8;

  /// Bytes of a program's part, which is its descriptor.
  public static final int PROGRAM_SIZE = 4;

  /// In the flags: the addresses in the context are in kernel memory.
  static final int KERNEL = 1;

  private LoaderContext() {}

  /// Where the part of map `index` begins.
  public static int map(int index) {
    return MAPS + index * MAP_SIZE;
  }

  /// Where the descriptor of program `index` lies behind `maps` maps.
  public static int program(int maps, int index) {
    return map(maps) + index * PROGRAM_SIZE;
  }

  /// Bytes of a context for that many maps and programs.
  public static int size(int maps, int programs) {
    return (program(maps, programs) + Long.BYTES - 1) & -Long.BYTES;
  }
}
