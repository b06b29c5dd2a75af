package dev.ebpf4j;

import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.link.AutoAttach;
import dev.ebpf4j.link.Link;
import dev.ebpf4j.link.UsdtMaps;
import dev.ebpf4j.load.Loaded;
import dev.ebpf4j.load.LoadedMap;
import dev.ebpf4j.load.LoadedProgram;
import dev.ebpf4j.load.ObjectPins;
import dev.ebpf4j.load.StructOpsAttach;
import dev.ebpf4j.object.MapSpec;
import java.util.ArrayList;
import java.util.List;

/// An object in the kernel: its maps and programs, which are closed with it. What is pinned, and
/// links, live on.
public final class LoadedObject implements AutoCloseable {

  private final Loaded loaded;
  private final LoadLog log;
  private final List<Program> programs = new ArrayList<>();
  private final List<BpfMap> maps = new ArrayList<>();

  LoadedObject(Loaded loaded, LoadLog log) {
    this.loaded = loaded;
    this.log = log;
    for (LoadedProgram program : loaded.programs()) {
      if (program.fd() != null) {
        programs.add(new Program(program.spec(), program.fd(), ObjectPins.usdtMaps(loaded), log));
      }
    }
    for (LoadedMap map : loaded.maps()) {
      maps.add(new BpfMap(map.name(), map.fd()));
    }
  }

  /// The programs that were loaded, in the object's order.
  public List<Program> programs() {
    return List.copyOf(programs);
  }

  /// The maps, in the object's order: definitions first, then data sections.
  public List<BpfMap> maps() {
    return List.copyOf(maps);
  }

  /// The program of that name.
  ///
  /// @throws IllegalArgumentException if the object has none, or did not load it
  public Program program(String name) {
    for (Program program : programs) {
      if (program.name().equals(name)) {
        return program;
      }
    }
    throw new IllegalArgumentException("no loaded program '" + name + "'");
  }

  /// The map of that name, or that holds the data section of that name, such as `.bss`.
  ///
  /// @throws IllegalArgumentException if the object has none
  public BpfMap map(String name) {
    LoadedMap found = loaded.map(name);
    int index = found == null ? -1 : loaded.maps().indexOf(found);
    if (index < 0) {
      throw new IllegalArgumentException("no map '" + name + "'");
    }
    return maps.get(index);
  }

  /// The maps by which programs under static user tracepoints find their arguments, for
  /// [dev.ebpf4j.link.Usdt].
  ///
  /// @throws IllegalArgumentException if the object has none
  public UsdtMaps usdtMaps() {
    UsdtMaps maps = ObjectPins.usdtMaps(loaded);
    if (maps == null) {
      throw new IllegalArgumentException("no map '" + UsdtMaps.SPECS + "'");
    }
    return maps;
  }

  /// Attaches every program whose section says where, and registers every struct_ops map. If one
  /// fails the others are taken back.
  ///
  /// @throws dev.ebpf4j.error.BpfException if one cannot be attached
  public List<Link> attachAll() {
    List<Link> links = new ArrayList<>();
    try {
      for (Program program : programs) {
        if (AutoAttach.isPossible(program.spec())) {
          links.add(program.attach());
        }
      }
      for (LoadedMap map : loaded.maps()) {
        if (map.spec().origin() == MapSpec.Origin.STRUCT_OPS) {
          links.add(StructOpsAttach.attach(loaded, map));
        }
      }
      return List.copyOf(links);
    } catch (RuntimeException e) {
      links.forEach(Link::close);
      throw e;
    }
  }

  /// Registers the struct_ops map of that name.
  public Link attachStructOps(String name) {
    LoadedMap map = loaded.map(name);
    if (map == null) {
      throw new IllegalArgumentException("no map '" + name + "'");
    }
    return StructOpsAttach.attach(loaded, map);
  }

  /// Pins all maps in a directory on a bpffs, under their names with `_` for each `.`.
  public void pinMaps(String directory) {
    ObjectPins.pinMaps(loaded, directory, log);
  }

  @Override
  public void close() {
    loaded.close();
  }
}
