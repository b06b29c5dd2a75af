package dev.ebpf4j.bpftool.command.prog;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.disasm.Annotations;
import dev.ebpf4j.disasm.FunctionStarts;
import dev.ebpf4j.disasm.LabelNames;
import dev.ebpf4j.disasm.Notes;
import dev.ebpf4j.disasm.SourceLines;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.object.FunctionSpec;
import dev.ebpf4j.object.InfoRecords;
import dev.ebpf4j.object.LinkedProgram;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.ProgramLinker;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.object.Relocation;
import dev.ebpf4j.util.ByteReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes listings of programs in an object file, with what its relocations refer to by name.
final class ObjectDump {

  private final ObjectSpec object;

  ObjectDump(ObjectSpec object) {
    this.object = object;
  }

  /// A program with the functions that it calls behind it. One that cannot be linked, because what
  /// it calls lies in another object, is shown alone.
  XlatedDump program(ProgramSpec program) {
    LinkedProgram linked;
    try {
      linked = ProgramLinker.link(object, program, LoadLog.SILENT);
    } catch (MalformedException e) {
      return function(program.function());
    }
    LabelNames names = new LabelNames();
    for (LinkedProgram.Place place : linked.functions()) {
      names.function(place.slot(), place.function().name());
    }
    for (Relocation relocation : linked.relocations()) {
      names.label(relocation.slot(), label(relocation, 0));
    }
    Annotations annotations =
        new Annotations(
            functionStarts(linked.functionInfo()),
            sourceLines(linked.lineInfo()),
            slot -> coreNote(linked.functions(), slot));
    return new XlatedDump(linked.code(), names, annotations, false);
  }

  /// A function by itself.
  XlatedDump function(FunctionSpec function) {
    LabelNames names = new LabelNames();
    for (Relocation relocation : function.relocations()) {
      names.label(relocation.slot(), label(relocation, function.code().imm(relocation.slot())));
    }
    Notes notes = slot -> note(function, slot);
    Annotations annotations = new Annotations(FunctionStarts.NONE, SourceLines.NONE, notes);
    return new XlatedDump(function.code(), names, annotations, false);
  }

  private FunctionStarts functionStarts(InfoRecords records) {
    Btf btf = object.btf();
    if (btf == null) {
      return FunctionStarts.NONE;
    }
    return FunctionStarts.read(
        reader(records, "function info"), records.recordSize(), records.count(), btf);
  }

  private SourceLines sourceLines(InfoRecords records) {
    Btf btf = object.btf();
    if (btf == null) {
      return SourceLines.NONE;
    }
    return SourceLines.read(
        reader(records, "line info"), records.recordSize(), records.count(), btf);
  }

  private ByteReader reader(InfoRecords records, String what) {
    return ByteReader.of(records.toByteArray(object.order()), object.order(), what);
  }

  private @Nullable String coreNote(List<LinkedProgram.Place> places, int slot) {
    for (LinkedProgram.Place place : places) {
      int within = slot - place.slot();
      if (within >= 0 && within < place.function().code().slots()) {
        return note(place.function(), within);
      }
    }
    return null;
  }

  private @Nullable String note(FunctionSpec function, int slot) {
    String core = object.describeCore(function, slot);
    return core == null ? null : "CO-RE " + core;
  }

  /// What a relocation refers to.
  ///
  /// @param addend what the instruction itself adds to the place
  private String label(Relocation relocation, int addend) {
    return switch (relocation) {
      case Relocation.MapFd r -> "map[" + object.maps().get(r.map()).name() + "]";
      case Relocation.NamedMap r -> "map[" + r.symbol() + "]";
      case Relocation.MapValue r -> value(object.maps().get(r.map()), r.offset() + addend);
      case Relocation.Call r -> r.symbol();
      case Relocation.FunctionAddress r -> "subprog[" + r.symbol() + "]";
      case Relocation.ExternData r -> "extern[" + r.symbol() + "]";
      case Relocation.ExternCall r -> r.symbol();
      case Relocation.JumpTable r -> "jumptable[" + r.symbol() + "]";
    };
  }

  /// A place in a map's value, and the variable that lies there.
  private String value(MapSpec map, long offset) {
    String place = "map[" + map.name() + "][0]+" + offset;
    String variable = variable(map, offset);
    return variable == null ? place : place + " (" + variable + ")";
  }

  private @Nullable String variable(MapSpec map, long offset) {
    Btf btf = object.btf();
    int section = map.valueTypeId();
    if (btf == null || section == 0 || !btf.is(section, BtfKind.DATASEC)) {
      return null;
    }
    for (int i = 0; i < btf.vlen(section); i++) {
      long within = offset - btf.sectionVarOffset(section, i);
      if (within >= 0 && within < btf.sectionVarSizeBytes(section, i)) {
        String name = btf.name(btf.sectionVarType(section, i));
        return within == 0 ? name : name + "+" + within;
      }
    }
    return null;
  }
}
