package dev.ebpf4j.codegen;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.object.StructOpsSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What of an object appears in a skeleton, under which names.
final class SkeletonModel {

  /// A map.
  ///
  /// @param section its variables, null unless they can be reached through memory
  record MapEntry(String identifier, MapSpec spec, @Nullable Section section) {}

  /// The variables of a map that holds a data section.
  ///
  /// @param constant whether their types keep their qualifiers, as those of kernel configuration
  record Section(String identifier, boolean constant, List<Variable> variables) {}

  /// A global variable that others may see.
  ///
  /// @param type its type's id
  /// @param offset distance from the start of the section, in bytes
  record Variable(String identifier, String name, int type, long offset, long sizeBytes) {}

  private final String name;
  private final Btf btf;
  private final List<MapEntry> maps = new ArrayList<>();
  private final List<String> programs = new ArrayList<>();

  /// @param log is told what has no place in a skeleton
  SkeletonModel(String name, ObjectSpec object, Btf btf, LoadLog log) {
    this.name = name;
    this.btf = btf;
    for (MapSpec map : object.maps()) {
      add(map, log);
    }
    for (ProgramSpec program : object.programs()) {
      programs.add(program.name());
    }
  }

  private void add(MapSpec map, LoadLog log) {
    if (!map.isInternal()) {
      boolean filled = map.type() == MapType.ARENA && map.initialSize() > 0;
      maps.add(new MapEntry(map.name(), map, filled ? arena() : null));
      return;
    }
    String identifier = Identifiers.ofSection(map.name());
    if (identifier == null) {
      log.warn("ignoring unrecognized internal map '" + map.name() + "'...");
      return;
    }
    boolean mapped = (map.flags() & BpfFlag.MMAPABLE) != 0;
    maps.add(new MapEntry(identifier, map, mapped ? section(identifier, map) : null));
  }

  private Section section(String identifier, MapSpec map) {
    boolean constant = map.origin() == MapSpec.Origin.KCONFIG;
    return new Section(identifier, constant, variables(map.valueTypeId()));
  }

  private Section arena() {
    return new Section("arena", false, variables(btf.find(BtfKind.DATASEC, ".addr_space.1")));
  }

  private List<Variable> variables(int datasec) {
    List<Variable> variables = new ArrayList<>();
    if (!btf.is(datasec, BtfKind.DATASEC)) {
      return variables;
    }
    for (int i = 0; i < btf.vlen(datasec); i++) {
      int variable = btf.sectionVarType(datasec, i);
      if (btf.is(variable, BtfKind.VAR) && btf.linkage(variable) != BtfType.STATIC) {
        variables.add(
            new Variable(
                Identifiers.sanitized(btf.name(variable)),
                btf.name(variable),
                btf.target(variable),
                btf.sectionVarOffset(datasec, i),
                btf.sectionVarSizeBytes(datasec, i)));
      }
    }
    return variables;
  }

  String name() {
    return name;
  }

  Btf btf() {
    return btf;
  }

  List<MapEntry> maps() {
    return maps;
  }

  List<String> programs() {
    return programs;
  }

  /// The maps that stand for variables of kernel structures of functions.
  List<MapEntry> structOps() {
    List<MapEntry> found = new ArrayList<>();
    for (MapEntry map : maps) {
      if (map.spec().structOps() != null) {
        found.add(map);
      }
    }
    return found;
  }

  /// The type of a map that [#structOps()] lists.
  static StructOpsSpec structOps(MapEntry map) {
    StructOpsSpec spec = map.spec().structOps();
    if (spec == null) {
      throw new IllegalArgumentException(map.identifier() + " is no struct_ops map");
    }
    return spec;
  }
}
