package dev.ebpf4j.object;

import dev.ebpf4j.abi.LibbpfErrno;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.elf.ElfRelocation;
import dev.ebpf4j.elf.ElfSymbol;
import dev.ebpf4j.insn.Code;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads which programs the function pointers of struct_ops variables point to.
final class StructOpsCollector {
  private final ElfObject object;
  private final Complaints complaints;
  private final Btf btf;
  private final FunctionCollector functions;
  private final MapCollector maps;

  StructOpsCollector(ElfObject object, Btf btf, FunctionCollector functions, MapCollector maps) {
    this.object = object;
    this.complaints = object.complaints();
    this.btf = btf;
    this.functions = functions;
    this.maps = maps;
  }

  void collect(ElfObject.Part part) {
    for (ElfRelocation relocation : object.elf().relocations(part.section())) {
      collect(part.section().info(), relocation);
    }
  }

  private void collect(int section, ElfRelocation relocation) {
    int index = relocation.symbol();
    if (index < 0 || index >= object.symbols().size()) {
      throw complaints.format(
          "struct_ops reloc: symbol " + Integer.toHexString(index) + " not found");
    }
    ElfSymbol symbol = object.symbols().get(index);
    MapSpecBuilder map = mapAt(section, relocation.offset());
    StructOpsSpec known = map == null ? null : map.structOps;
    if (map == null || known == null) {
      throw complaints.invalid(
          "struct_ops reloc: cannot find map at rel->r_offset " + relocation.offset());
    }
    String where = "struct_ops reloc " + map.name + ": ";
    if (symbol.isReserved()) {
      throw complaints.malformed(
          LibbpfErrno.RELOC,
          where
              + "rel->r_offset "
              + relocation.offset()
              + " shdr_idx "
              + symbol.section()
              + " unsupported non-static function");
    }
    if (symbol.value() % Code.SLOT != 0) {
      throw complaints.format(where + "invalid target program offset " + symbol.value());
    }
    long offset = relocation.offset() - map.sectionOffset;
    int member = memberAt(known.typeId(), offset);
    if (member < 0) {
      throw complaints.invalid(where + "cannot find member at moff " + offset);
    }
    String name = btf.memberName(known.typeId(), member);
    int pointer = btf.resolve(btf.memberType(known.typeId(), member));
    if (!btf.is(pointer, BtfKind.PTR)
        || !btf.is(btf.resolve(btf.target(pointer)), BtfKind.FUNC_PROTO)) {
      throw complaints.invalid(where + "cannot relocate non func ptr " + name);
    }
    int at = functions.indexAt(symbol.section(), symbol.value() / Code.SLOT);
    if (at < 0) {
      throw complaints.invalid(
          where
              + "cannot find prog at shdr_idx "
              + symbol.section()
              + " to relocate func ptr "
              + name);
    }
    FunctionSpec function = functions.functions().get(at);
    if (ProgramSpec.inSection(function, "", 0).type() != ProgramType.STRUCT_OPS) {
      throw complaints.invalid(
          where + "prog " + function.name() + " is not struct_ops BPF program");
    }
    List<StructOpsSpec.Function> members = new ArrayList<>(known.functions());
    members.add(new StructOpsSpec.Function(member, name, function.name()));
    map.structOps(new StructOpsSpec(known.typeName(), known.typeId(), members));
  }

  private @Nullable MapSpecBuilder mapAt(int section, long offset) {
    for (MapSpecBuilder map : maps.maps()) {
      if (map.origin == MapSpec.Origin.STRUCT_OPS
          && map.sectionIndex == section
          && offset >= map.sectionOffset
          && offset < map.sectionOffset + map.valueSize) {
        return map;
      }
    }
    return null;
  }

  private int memberAt(int struct, long offset) {
    for (int i = 0; i < btf.vlen(struct); i++) {
      if (btf.memberBitOffset(struct, i) == offset * 8) {
        return i;
      }
    }
    return -1;
  }
}
