package dev.ebpf4j.load;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.link.UsdtMaps;
import dev.ebpf4j.sys.Fd;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pins all maps of a loaded object.
public final class ObjectPins {

  private ObjectPins() {}

  /// Pins every map of the object in `directory` under its name, with `_` for each `.`. If one
  /// fails, those before it are unpinned.
  ///
  /// @throws LoadException EINVAL if a map is pinned elsewhere already
  public static void pinMaps(Loaded loaded, String directory, LoadLog log) {
    Pins pins = new Pins(loaded.kernel(), log);
    List<LoadedMap> done = new ArrayList<>();
    try {
      for (LoadedMap map : loaded.maps()) {
        if (pinMap(map, directory + "/" + map.name().replace('.', '_'), pins, log)) {
          done.add(map);
        }
      }
    } catch (RuntimeException e) {
      pins.undo();
      done.forEach(map -> map.pinnedAt(null));
      throw e;
    }
  }

  /// Whether it was not pinned there before.
  private static boolean pinMap(LoadedMap map, String path, Pins pins, LoadLog log) {
    String before = map.pin();
    if (before != null) {
      if (!before.equals(path)) {
        String problem =
            "map '"
                + map.name()
                + "' already has pin path '"
                + before
                + "' different from '"
                + path
                + "'";
        log.warn(problem);
        throw new LoadException(problem, Errno.EINVAL, null);
      }
      log.debug("map '" + map.name() + "' already pinned at '" + path + "'; not re-pinning");
      return false;
    }
    try {
      pins.pin(map.fd(), path);
      map.pinnedAt(path);
      log.debug("pinned map '" + path + "'");
      return true;
    } catch (SyscallException e) {
      log.warn("failed to pin map: -" + Errno.name(e.errno()));
      throw e;
    }
  }

  /// Descriptor of a program.
  ///
  /// @throws LoadException EINVAL if it was not to be loaded
  public static Fd loadedFd(LoadedProgram program, LoadLog log) {
    Fd fd = program.fd();
    if (fd == null) {
      String problem = "prog '" + program.name() + "': can't pin program that wasn't loaded";
      log.warn(problem);
      throw new LoadException(problem, Errno.EINVAL, null);
    }
    return fd;
  }

  /// The maps for static user tracepoints, null if the object has none.
  public static @Nullable UsdtMaps usdtMaps(Loaded loaded) {
    LoadedMap specs = loaded.map(UsdtMaps.SPECS);
    LoadedMap addresses = loaded.map(UsdtMaps.ADDRESSES);
    return specs == null || addresses == null
        ? null
        : new UsdtMaps(specs.fd(), specs.spec().maxEntries(), addresses.fd());
  }
}
