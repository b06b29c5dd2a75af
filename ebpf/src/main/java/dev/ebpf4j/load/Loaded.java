package dev.ebpf4j.load;

import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of an object in the kernel: its maps and programs, owned by this. Pins and links
/// outlive it.
public final class Loaded implements AutoCloseable {

  private final Kernel kernel;
  private final ObjectSpec object;
  private final LoadLog log;
  private final List<LoadedMap> maps = new ArrayList<>();
  private final List<LoadedProgram> programs = new ArrayList<>();
  private final Pins pins;
  private final List<Fd> kept = new ArrayList<>();
  private @Nullable Fd btf;

  Loaded(Kernel kernel, ObjectSpec object, LoadLog log) {
    this.kernel = kernel;
    this.object = object;
    this.log = log;
    this.pins = new Pins(kernel, log);
  }

  public Kernel kernel() {
    return kernel;
  }

  /// What it was loaded from.
  public ObjectSpec object() {
    return object;
  }

  LoadLog log() {
    return log;
  }

  void add(LoadedMap map) {
    maps.add(map);
  }

  void add(LoadedProgram program) {
    programs.add(program);
  }

  /// By what maps are pinned that ask for it by name.
  Pins pins() {
    return pins;
  }

  /// Takes back the pins that loading made for maps that ask for one by name: for a caller whose
  /// own part failed afterwards.
  public void unpin() {
    pins.undo();
    for (LoadedMap map : maps) {
      if (!map.isReused()) {
        map.pinnedAt(null);
      }
    }
  }

  /// Takes over a descriptor that lasts as long as the object.
  void keep(Fd fd) {
    kept.add(fd);
  }

  void describedBy(Fd types) {
    btf = types;
  }

  /// The object's types in the kernel, null if it has none.
  public @Nullable Fd btf() {
    return btf;
  }

  /// The maps that were created or reused, in the object's order.
  public List<LoadedMap> maps() {
    return List.copyOf(maps);
  }

  /// All programs of the object in its order, those that were not loaded too.
  public List<LoadedProgram> programs() {
    return List.copyOf(programs);
  }

  /// The map of that name, or of the data section of that name; null if there is none.
  public @Nullable LoadedMap map(String name) {
    for (LoadedMap map : maps) {
      if (map.name().equals(name)) {
        return map;
      }
    }
    for (LoadedMap map : maps) {
      MapSpec spec = map.spec();
      if (spec.isInternal() && spec.dataSection().equals(name)) {
        return map;
      }
    }
    return null;
  }

  /// The program of that name, null if there is none.
  public @Nullable LoadedProgram program(String name) {
    for (LoadedProgram program : programs) {
      if (program.name().equals(name)) {
        return program;
      }
    }
    return null;
  }

  /// Descriptor of the loaded program `name`, or -1.
  int programFd(String name) {
    LoadedProgram program = program(name);
    Fd fd = program == null ? null : program.fd();
    return fd == null ? -1 : fd.number();
  }

  @Override
  public void close() {
    for (LoadedProgram program : programs) {
      Fd fd = program.fd();
      if (fd != null) {
        fd.close();
      }
    }
    maps.forEach(LoadedMap::close);
    kept.forEach(Fd::close);
    Fd types = btf;
    if (types != null) {
      types.close();
    }
  }
}
