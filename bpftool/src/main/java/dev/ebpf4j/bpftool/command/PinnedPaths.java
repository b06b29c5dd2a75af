package dev.ebpf4j.bpftool.command;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.BpfProgInfo;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.procfs.FdKind;
import dev.ebpf4j.procfs.Mounts;
import dev.ebpf4j.sys.Bpf;
import dev.ebpf4j.sys.Directory;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where objects of one kind are pinned, over all BPF file systems that are mounted.
public final class PinnedPaths {

  /// All info structs start with the type, then the id.
  private static final int ID = BpfProgInfo.ID;

  private static final int START_OF_INFO = ID + Integer.BYTES;

  private final Kernel kernel;
  private final FdKind kind;
  private final Map<Integer, List<String>> paths = new HashMap<>();

  private PinnedPaths(Kernel kernel, FdKind kind) {
    this.kernel = kernel;
    this.kind = kind;
  }

  /// Walks all BPF file systems.
  public static PinnedPaths scan(Kernel kernel, FdKind kind) {
    PinnedPaths result = new PinnedPaths(kernel, kind);
    Set<String> seen = new HashSet<>();
    for (Mounts.Mount mount : Mounts.all(kernel)) {
      if (mount.type().startsWith("bpf") && seen.add(mount.path())) {
        result.walk(mount.path());
      }
    }
    return result;
  }

  /// The paths of the object with `id`, maybe none, the oldest of a directory first (a BPF file
  /// system lists the newest first); null if nothing of the kind is pinned at all.
  public @Nullable List<String> of(int id) {
    return paths.isEmpty() ? null : paths.getOrDefault(id, List.of());
  }

  private void walk(String directory) {
    List<Directory.Entry> entries;
    try {
      entries = Directory.list(kernel, directory);
    } catch (SyscallException e) {
      return; // not for this caller to see, or gone
    }
    String prefix = directory.endsWith("/") ? directory : directory + "/";
    for (Directory.Entry entry : entries) {
      String path = prefix + entry.name();
      switch (entry.type()) {
        case DIRECTORY -> walk(path);
        case REGULAR -> look(path);
        default -> {}
      }
    }
  }

  private void look(String path) {
    try (Fd fd = open(path)) {
      if (FdKind.of(kernel, fd) == kind) {
        int id = Bpf.info(kernel, fd, START_OF_INFO).u32(ID);
        paths.computeIfAbsent(id, _ -> new ArrayList<>(1)).addFirst(path);
      }
    } catch (SyscallException e) {
      return; // some other file, not for this caller to see, or gone
    }
  }

  /// A map may be pinned so that it can only be read.
  private Fd open(String path) {
    return Bpf.pinned(kernel, path, kind == FdKind.MAP ? BpfFlag.RDONLY : 0);
  }
}
