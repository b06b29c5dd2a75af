package dev.ebpf4j.object;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.elf.ElfSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds the maps of an object, in the order that numbers them: definitions, data sections,
/// configuration values, struct_ops variables.
final class MapCollector {
  private final ElfObject object;
  private final Complaints complaints;
  private final @Nullable Btf btf;
  private final String objectName;
  private final boolean relaxed;
  private final List<MapSpecBuilder> maps = new ArrayList<>();
  private int definitions;
  private int arena = -1;
  private int kconfig = -1;

  MapCollector(ElfObject object, @Nullable Btf btf, String objectName, boolean relaxed) {
    this.object = object;
    this.complaints = object.complaints();
    this.btf = btf;
    this.objectName = objectName;
    this.relaxed = relaxed;
  }

  void collect(int configSize) {
    if (object.maps() >= 0 && btf != null) {
      collectDefinitions(btf, object.maps());
    }
    for (ElfSection section : object.elf().sections()) {
      ElfObject.Part part = object.part(section.index());
      if (part != null && section.size() > 0) {
        switch (part.role()) {
          case DATA -> addData(part, MapSpec.Origin.DATA);
          case RODATA -> addData(part, MapSpec.Origin.RODATA);
          case BSS -> addData(part, MapSpec.Origin.BSS);
          case CODE, STRUCT_OPS, RELOCATIONS -> {}
        }
      }
    }
    if (configSize > 0) {
      kconfig = maps.size();
      addInternal(
          MapSpec.Origin.KCONFIG,
          ExternCollector.KCONFIG,
          object.symbolTable(),
          configSize,
          new byte[0]);
    }
    for (ElfObject.Part part : object.parts(ElfObject.Role.STRUCT_OPS)) {
      collectStructOps(part);
    }
  }

  // ---- definitions -----------------------------------------------------------------------------

  private void collectDefinitions(Btf types, int sectionIndex) {
    int section = types.find(BtfKind.DATASEC, ".maps");
    if (section == 0) {
      throw complaints.malformed(Errno.ENOENT, "DATASEC '.maps' not found.");
    }
    definitions = section;
    long size = object.elf().section(sectionIndex).size();
    for (int i = 0; i < types.vlen(section); i++) {
      maps.add(definition(types, section, i, size).sectionIndex(sectionIndex));
    }
    for (int i = 0; i < maps.size(); i++) {
      if (maps.get(i).type == MapType.ARENA) {
        if (arena >= 0) {
          throw complaints.invalid(
              "map '"
                  + maps.get(i).name
                  + "': only single ARENA map is supported (map '"
                  + maps.get(arena).name
                  + "' is also ARENA)");
        }
        arena = i;
        maps.get(i).initialValue(object.arenaData());
      }
    }
    if (object.arena() >= 0 && arena < 0) {
      throw complaints.malformed(
          Errno.ENOENT,
          "elf: sec '.addr_space.1': to use global __arena variables the ARENA map should be"
              + " explicitly declared in SEC(\".maps\")");
    }
  }

  private MapSpecBuilder definition(Btf types, int section, int index, long sectionSize) {
    int variable = types.sectionVarType(section, index);
    long offset = types.sectionVarOffset(section, index);
    long size = types.sectionVarSizeBytes(section, index);
    String name = types.name(variable);
    if (name.isEmpty()) {
      throw complaints.invalid("map #" + index + ": empty name.");
    }
    if (offset + size > sectionSize) {
      throw complaints.invalid("map '" + name + "' BTF data is corrupted.");
    }
    if (!types.is(variable, BtfKind.VAR)) {
      throw complaints.invalid(
          "map '" + name + "': unexpected var kind " + kind(types, variable) + ".");
    }
    if (types.linkage(variable) != BtfFormat.LINKAGE_GLOBAL) {
      throw complaints.refused(
          Errno.EOPNOTSUPP,
          "map '" + name + "': unsupported map linkage " + linkage(types.linkage(variable)) + ".");
    }
    int definition = types.resolve(types.target(variable));
    if (!types.is(definition, BtfKind.STRUCT)) {
      throw complaints.invalid(
          "map '" + name + "': unexpected def kind " + kind(types, definition) + ".");
    }
    if (types.ownSizeBytes(definition) > size) {
      throw complaints.invalid("map '" + name + "': invalid def size.");
    }
    if (complaints.wantsDebug()) {
      complaints.debug(
          "map '" + name + "': at sec_idx " + object.maps() + ", offset " + offset + ".");
    }
    return new MapDefinition(complaints, types, relaxed, name)
        .read(definition)
        .sectionOffset(offset);
  }

  private static String kind(Btf types, int id) {
    return types.kind(id).name().toLowerCase(Locale.ROOT);
  }

  private static String linkage(int linkage) {
    return switch (linkage) {
      case BtfFormat.LINKAGE_STATIC -> "static";
      case BtfFormat.LINKAGE_GLOBAL -> "global";
      case BtfFormat.LINKAGE_EXTERN -> "extern";
      default -> "unknown";
    };
  }

  // ---- data sections ---------------------------------------------------------------------------

  private void addData(ElfObject.Part part, MapSpec.Origin origin) {
    long size = part.section().size();
    if (size > Integer.MAX_VALUE) {
      throw complaints.invalid("section '" + part.name() + "' is too large for a map");
    }
    addInternal(origin, part.name(), part.index(), (int) size, part.data().copy());
  }

  private void addInternal(
      MapSpec.Origin origin, String section, int sectionIndex, int size, byte[] data) {
    int datasec = btf == null ? 0 : btf.find(BtfKind.DATASEC, section);
    boolean readOnly = origin == MapSpec.Origin.RODATA || origin == MapSpec.Origin.KCONFIG;
    int flags = readOnly ? BpfFlag.RDONLY_PROG : 0;
    if (btf != null && datasec != 0 && hasGlobalVariable(btf, datasec)) {
      flags |= BpfFlag.MMAPABLE;
    }
    MapSpecBuilder map =
        new MapSpecBuilder()
            .name(InternalMapName.of(objectName, section))
            .origin(origin)
            .dataSection(section)
            .type(MapType.ARRAY)
            .keySize(Integer.BYTES)
            .valueSize(size)
            .maxEntries(1)
            .flags(flags)
            .valueTypeId(datasec)
            .initialValue(data)
            .sectionIndex(sectionIndex);
    if (complaints.wantsDebug()) {
      complaints.debug(
          "map '"
              + map.name
              + "' (global data): at sec_idx "
              + sectionIndex
              + ", offset 0, flags "
              + Integer.toHexString(flags)
              + ".");
      complaints.debug("map " + maps.size() + " is \"" + map.name + "\"");
    }
    maps.add(map);
  }

  private static boolean hasGlobalVariable(Btf types, int datasec) {
    for (int i = 0; i < types.vlen(datasec); i++) {
      int variable = types.sectionVarType(datasec, i);
      if (types.is(variable, BtfKind.VAR) && types.linkage(variable) != BtfFormat.LINKAGE_STATIC) {
        return true;
      }
    }
    return false;
  }

  // ---- struct_ops ------------------------------------------------------------------------------

  private void collectStructOps(ElfObject.Part part) {
    String name = part.name();
    int datasec = btf == null ? 0 : btf.find(BtfKind.DATASEC, name);
    if (btf == null || datasec == 0) {
      throw complaints.invalid("struct_ops init: DATASEC " + name + " not found");
    }
    for (int i = 0; i < btf.vlen(datasec); i++) {
      maps.add(structOps(btf, part, datasec, i));
    }
  }

  private MapSpecBuilder structOps(Btf types, ElfObject.Part part, int datasec, int index) {
    int variable = types.sectionVarType(datasec, index);
    String name = types.name(variable);
    int type = types.is(variable, BtfKind.VAR) ? types.resolve(types.target(variable)) : 0;
    if (type == 0) {
      throw complaints.invalid(
          "struct_ops init: Cannot resolve var type_id " + variable + " in DATASEC " + part.name());
    }
    String typeName = types.name(type);
    if (typeName.isEmpty()) {
      throw complaints.refused(
          Errno.EOPNOTSUPP, "struct_ops init: anonymous type is not supported");
    }
    if (!types.is(type, BtfKind.STRUCT)) {
      throw complaints.invalid("struct_ops init: " + typeName + " is not a struct");
    }
    long offset = types.sectionVarOffset(datasec, index);
    long size = types.ownSizeBytes(type);
    if (offset + size > part.data().length()) {
      throw complaints.invalid(
          "struct_ops init: var " + name + " is beyond the end of DATASEC " + part.name());
    }
    if (complaints.wantsDebug()) {
      complaints.debug(
          "struct_ops init: struct "
              + typeName
              + "(type_id="
              + type
              + ") "
              + name
              + " found at offset "
              + offset);
    }
    boolean optional = part.name().startsWith("?");
    return new MapSpecBuilder()
        .name(name)
        .origin(MapSpec.Origin.STRUCT_OPS)
        .dataSection(part.name())
        .type(MapType.STRUCT_OPS)
        .keySize(Integer.BYTES)
        .valueSize((int) size)
        .maxEntries(1)
        .flags(part.name().endsWith(".link") ? BpfFlag.LINK : 0)
        .valueTypeId(type)
        .initialValue(part.data().copy(offset, size))
        .structOps(new StructOpsSpec(typeName, type, List.of()))
        .autocreate(!optional)
        .sectionIndex(part.index())
        .sectionOffset(offset);
  }

  // ---- results ---------------------------------------------------------------------------------

  /// The maps found so far; slots and functions are set in them.
  List<MapSpecBuilder> maps() {
    return maps;
  }

  /// BTF id of the data section of definitions, 0 without one.
  int definitions() {
    return definitions;
  }

  /// Index of the arena among the maps, -1 without one.
  int arena() {
    return arena;
  }

  /// Index of the map of configuration values, -1 without one.
  int kconfig() {
    return kconfig;
  }
}
