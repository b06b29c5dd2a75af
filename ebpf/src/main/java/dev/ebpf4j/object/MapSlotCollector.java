package dev.ebpf4j.object;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.MapType;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.elf.ElfRelocation;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.insn.Code;
import java.util.ArrayList;
import java.util.List;

/// Reads the elements that map definitions are filled with: relocations of section `.maps` to other
/// maps or to programs.
final class MapSlotCollector {
  /// Size of a pointer in a BPF object.
  private static final int POINTER = 8;

  private final ElfObject object;
  private final Complaints complaints;
  private final Btf btf;
  private final FunctionCollector functions;
  private final MapCollector maps;

  MapSlotCollector(ElfObject object, Btf btf, FunctionCollector functions, MapCollector maps) {
    this.object = object;
    this.complaints = object.complaints();
    this.btf = btf;
    this.functions = functions;
    this.maps = maps;
  }

  void collect(ElfObject.Part part) {
    List<ElfRelocation> relocations = object.elf().relocations(part.section());
    for (int i = 0; i < relocations.size(); i++) {
      collect(".maps relo #" + i + ": ", relocations.get(i));
    }
  }

  private void collect(String where, ElfRelocation relocation) {
    int index = relocation.symbol();
    if (index < 0 || index >= object.symbols().size()) {
      throw complaints.format(where + "symbol " + Integer.toHexString(index) + " not found");
    }
    ElfSymbol symbol = object.symbols().get(index);
    String name = symbol.name().isEmpty() ? "<?>" : symbol.name();
    if (complaints.wantsDebug()) {
      complaints.debug(
          where
              + "for "
              + index
              + " value "
              + symbol.value()
              + " rel->r_offset "
              + relocation.offset()
              + " name '"
              + name
              + "'");
    }
    int at = definitionAt(relocation.offset());
    if (at < 0) {
      throw complaints.invalid(
          where + "cannot find map '" + name + "' at rel->r_offset " + relocation.offset());
    }
    MapSpecBuilder map = maps.maps().get(at);
    String kind = checkTarget(where, map, symbol, name);
    int slot = slot(map, relocation.offset() - map.sectionOffset);
    if (complaints.wantsDebug()) {
      complaints.debug(
          where
              + "map '"
              + map.name
              + "' slot ["
              + slot
              + "] points to "
              + kind
              + " '"
              + name
              + "'");
    }
    List<MapSpec.Slot> slots = new ArrayList<>(map.slots);
    slots.removeIf(other -> other.index() == slot);
    slots.add(new MapSpec.Slot(slot, name));
    map.slots(slots);
  }

  /// Index of the definition whose variable has the pointer at `offset`, -1 if none has.
  private int definitionAt(long offset) {
    for (int i = 0; i < btf.vlen(maps.definitions()); i++) {
      long start = btf.sectionVarOffset(maps.definitions(), i);
      long end = start + btf.sectionVarSizeBytes(maps.definitions(), i);
      if (offset >= start && offset <= end - POINTER) {
        return i;
      }
    }
    return -1;
  }

  private String checkTarget(String where, MapSpecBuilder map, ElfSymbol symbol, String name) {
    boolean isHash = map.type == MapType.HASH_OF_MAPS;
    if (isHash || map.type == MapType.ARRAY_OF_MAPS) {
      if (symbol.section() != object.maps()) {
        throw complaints.relocation(where + "'" + name + "' isn't a BTF-defined map");
      }
      if (isHash && map.keySize != Integer.BYTES) {
        throw complaints.invalid(where + "hash-of-maps '" + map.name + "' should have key size 4.");
      }
      if (!isMap(name)) {
        throw complaints.malformed(
            Errno.ESRCH, where + "'" + name + "' isn't a valid map reference");
      }
      return "map";
    }
    if (map.type != MapType.PROG_ARRAY) {
      throw complaints.invalid(where + "map '" + map.name + "' has no slots");
    }
    FunctionSpec function = functions.named(name);
    if (function == null) {
      throw complaints.malformed(
          Errno.ESRCH, where + "'" + name + "' isn't a valid program reference");
    }
    if (function.sectionIndex() != symbol.section()
        || (long) function.sectionSlot() * Code.SLOT != symbol.value()
        || functions.isSubprogram(object, function)) {
      throw complaints.relocation(where + "'" + name + "' isn't an entry-point program");
    }
    return "prog";
  }

  private boolean isMap(String name) {
    for (MapSpecBuilder map : maps.maps()) {
      if (map.name.equals(name)) {
        return true;
      }
    }
    return false;
  }

  /// Index of the element at `offset` of the definition's variable.
  private int slot(MapSpecBuilder map, long offset) {
    int variable = variableOf(map);
    int definition = btf.resolve(btf.target(variable));
    int last = btf.vlen(definition) - 1;
    if (last < 0 || !btf.memberName(definition, last).equals("values")) {
      throw complaints.invalid("map '" + map.name + "': elements without member 'values'");
    }
    long distance = offset - btf.memberBitOffset(definition, last) / 8;
    if (distance < 0 || distance % POINTER != 0) {
      throw complaints.invalid(
          "map '" + map.name + "': no element at offset " + offset + " of its definition");
    }
    return (int) (distance / POINTER);
  }

  private int variableOf(MapSpecBuilder map) {
    for (int i = 0; i < btf.vlen(maps.definitions()); i++) {
      int variable = btf.sectionVarType(maps.definitions(), i);
      if (btf.is(variable, BtfKind.VAR) && btf.name(variable).equals(map.name)) {
        return variable;
      }
    }
    throw complaints.invalid("map '" + map.name + "': no variable of this name");
  }
}
