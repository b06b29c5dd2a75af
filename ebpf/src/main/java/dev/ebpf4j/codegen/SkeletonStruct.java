package dev.ebpf4j.codegen;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.dump.CDeclarations;
import dev.ebpf4j.codegen.SkeletonModel.MapEntry;
import dev.ebpf4j.codegen.SkeletonModel.Section;
import dev.ebpf4j.codegen.SkeletonModel.Variable;
import dev.ebpf4j.object.StructOpsSpec;
import dev.ebpf4j.util.TextBuffer;

/// The parts of a skeleton's struct that skeletons and sub-skeletons share, and their variables.
final class SkeletonStruct {

  private final SkeletonModel model;
  private final Btf btf;
  private final TextBuffer out;
  private final CDeclarations types;

  SkeletonStruct(SkeletonModel model, TextBuffer out) {
    this.model = model;
    this.btf = model.btf();
    this.out = out;
    this.types = new CDeclarations(btf, out);
  }

  void maps() {
    maps("bpf_map *");
  }

  /// The maps, as members of type `struct` and what follows.
  void maps(String type) {
    if (model.maps().isEmpty()) {
      return;
    }
    out.text("\tstruct {\n");
    for (MapEntry map : model.maps()) {
      out.text("\t\tstruct ").text(type).text(map.identifier()).text(";\n");
    }
    out.text("\t} maps;\n");
  }

  void programs() {
    programs("bpf_program *");
  }

  /// The programs, as members of type `struct` and what follows.
  void programs(String type) {
    if (model.programs().isEmpty()) {
      return;
    }
    out.text("\tstruct {\n");
    for (String program : model.programs()) {
      out.text("\t\tstruct ").text(type).text(program).text(";\n");
    }
    out.text("\t} progs;\n");
  }

  void links() {
    if (model.programs().isEmpty() && model.structOps().isEmpty()) {
      return;
    }
    out.text("\tstruct {\n");
    for (String program : model.programs()) {
      out.text("\t\tstruct bpf_link *").text(program).text(";\n");
    }
    for (MapEntry map : model.structOps()) {
      out.text("\t\tstruct bpf_link *").text(map.identifier()).text(";\n");
    }
    out.text("\t} links;\n");
  }

  /// Structures of the kernel's functions as user space sees them before they are loaded: with a
  /// program where the kernel has a pointer to a function.
  void structOps() {
    if (model.structOps().isEmpty()) {
      return;
    }
    out.text("\tstruct {\n");
    for (MapEntry map : model.structOps()) {
      StructOpsSpec spec = SkeletonModel.structOps(map);
      out.text("\t\tstruct ").text(model.name()).text("__").text(map.identifier());
      out.text("__").text(spec.typeName()).text(" {\n");
      shadow(spec.typeId());
      out.text("\t\t} *").text(map.identifier()).text(";\n");
    }
    out.text("\t} struct_ops;\n");
  }

  private void shadow(int type) {
    long end = 0;
    for (int i = 0; i < btf.vlen(type); i++) {
      long offset = btf.memberBitOffset(type, i) / 8;
      if (end < offset) {
        bytes("__padding_", Integer.toString(i), offset - end);
      }
      end = offset + shadowMember(type, i);
    }
    if (end < btf.ownSizeBytes(type)) {
      bytes("__padding_", "end", btf.ownSizeBytes(type) - end);
    }
  }

  /// @return size of the member
  private long shadowMember(int type, int index) {
    int member = btf.resolve(btf.memberType(type, index));
    long size = btf.sizeBytes(member);
    String name = btf.memberName(type, index);
    switch (btf.kind(member)) {
      case INT, FLOAT, ENUM, ENUM64 -> {
        out.text("\t\t\t");
        types.declare(member, name, 3);
        out.text(";\n");
      }
      case PTR -> {
        if (btf.is(btf.resolve(btf.target(member)), BtfKind.FUNC_PROTO)) {
          out.text("\t\t\tstruct bpf_program *").text(name).text(";\n");
        } else {
          bytes("__unsupported_", Integer.toString(index), size);
        }
      }
      default -> bytes("__unsupported_", Integer.toString(index), size);
    }
    return size;
  }

  private void bytes(String prefix, String suffix, long size) {
    out.text("\t\t\tchar ").text(prefix).text(suffix).ch('[').unsigned(size).text("];\n");
  }

  /// The variables of a section at their places, in a struct that lies over the map's memory.
  void section(Section section) {
    open(section);
    long end = 0;
    int pads = 0;
    for (Variable variable : section.variables()) {
      // Other machines may align pointers and long numbers to four bytes only.
      long alignment = Math.max(1, Math.min(4, btf.alignBytes(variable.type())));
      long natural = (end + alignment - 1) / alignment * alignment;
      if (natural != variable.offset()) {
        out.text("\t\tchar __pad").unsigned(pads++).ch('[');
        out.dec(variable.offset() - end).text("];\n");
      }
      out.text("\t\t");
      if (section.constant()) {
        types.declare(variable.type(), variable.identifier(), 2);
      } else {
        types.declareUnqualified(variable.type(), variable.identifier(), 2);
      }
      out.text(";\n");
      end = variable.offset() + variable.sizeBytes();
    }
    out.text("\t} *").text(section.identifier()).text(";\n");
  }

  /// Checks that the compiler gives every variable the size that it has in its section.
  void assertions() {
    for (MapEntry map : model.maps()) {
      Section section = map.section();
      if (section == null) {
        continue;
      }
      for (Variable variable : section.variables()) {
        String name = variable.identifier();
        out.text("\t_Static_assert(sizeof(s->").text(section.identifier()).text("->").text(name);
        out.text(") == ").unsigned(variable.sizeBytes());
        out.text(", \"unexpected size of '").text(name).text("'\");\n");
      }
    }
  }

  /// Pointers to the variables of a section, wherever the final object has them.
  void pointers(Section section) {
    open(section);
    for (Variable variable : section.variables()) {
      boolean wrapped = needsTypeof(variable.type());
      out.text(wrapped ? "\t\t__typeof__(" : "\t\t");
      types.declareUnqualified(variable.type(), "", 2);
      out.text(wrapped ? ") *" : " *").text(variable.identifier()).text(";\n");
    }
    out.text("\t} ").text(section.identifier()).text(";\n");
  }

  /// Whether a pointer to the type cannot be had by a star behind it.
  private boolean needsTypeof(int type) {
    int id = btf.skipModifiers(type);
    return btf.is(id, BtfKind.ARRAY)
        || (btf.is(id, BtfKind.PTR)
            && btf.is(btf.skipModifiers(btf.target(id)), BtfKind.FUNC_PROTO));
  }

  private void open(Section section) {
    out.text("\tstruct ").text(model.name()).text("__").text(section.identifier()).text(" {\n");
  }
}
