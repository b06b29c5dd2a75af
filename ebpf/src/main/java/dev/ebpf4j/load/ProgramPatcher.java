package dev.ebpf4j.load;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.insn.CodeEditor;
import dev.ebpf4j.insn.Opcode;
import dev.ebpf4j.object.ExternSpec;
import dev.ebpf4j.object.LinkedProgram;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.Relocation;
import org.jspecify.annotations.Nullable;

/// Writes into a program what only the running kernel knows: descriptors of maps, addresses, ids of
/// functions and variables. What is not there becomes a call that the verifier refuses, should it
/// ever get to it.
final class ProgramPatcher {

  /// The call number that stands for a CO-RE relocation which found nothing.
  static final int POISON_CORE = 195_896_080;

  /// Call numbers that stand for a missing map: this plus the map's index.
  static final int POISON_MAP = 2_001_000_000;

  /// Call numbers that stand for a missing kernel function: this plus the extern's index.
  static final int POISON_FUNCTION = 2_002_000_000;

  private final Loaded loaded;
  private final ObjectSpec object;
  private final Externs externs;
  private final JumpTables tables;

  ProgramPatcher(Loaded loaded, Externs externs, JumpTables tables) {
    this.loaded = loaded;
    this.object = loaded.object();
    this.externs = externs;
    this.tables = tables;
  }

  /// The instructions of `program` as the kernel takes them.
  byte[] patch(LinkedProgram program) {
    CodeEditor code = CodeEditor.of(program.code());
    for (Relocation relocation : program.relocations()) {
      patch(code, program, relocation);
    }
    return code.code().toByteArray();
  }

  private void patch(CodeEditor code, LinkedProgram program, Relocation relocation) {
    int slot = relocation.slot();
    // No switch over patterns: it is linked at run time, which a start would wait for.
    if (relocation instanceof Relocation.MapFd map) {
      mapFd(code, slot, map.map());
    } else if (relocation instanceof Relocation.NamedMap map) {
      mapFd(code, slot, index(map.symbol()));
    } else if (relocation instanceof Relocation.MapValue value) {
      mapValue(code, slot, value.map(), (int) value.offset());
    } else if (relocation instanceof Relocation.ExternData data) {
      externData(code, slot, data.extern());
    } else if (relocation instanceof Relocation.ExternCall call) {
      externCall(code, slot, call.extern());
    } else if (relocation instanceof Relocation.JumpTable table) {
      code.src(slot, BpfFlag.PSEUDO_MAP_VALUE).imm(slot, tables.map(program, table).number());
    } else {
      throw new IllegalArgumentException("not linked: " + relocation.symbol());
    }
  }

  private int index(String name) {
    for (int i = 0; i < object.maps().size(); i++) {
      if (object.maps().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new LoadException("no map '" + name + "'", Errno.ENOENT, null);
  }

  private void mapFd(CodeEditor code, int slot, int index) {
    LoadedMap map = map(index);
    if (map == null) {
      poisonLoad(code, slot, POISON_MAP + index);
      return;
    }
    code.src(slot, BpfFlag.PSEUDO_MAP_FD).imm(slot, map.fd().number()).imm(slot + 1, 0);
  }

  private void mapValue(CodeEditor code, int slot, int index, int offset) {
    LoadedMap map = map(index);
    if (map == null) {
      poisonLoad(code, slot, POISON_MAP + index);
      return;
    }
    code.src(slot, BpfFlag.PSEUDO_MAP_VALUE).imm(slot, map.fd().number());
    code.imm(slot + 1, (int) map.variables() + offset);
  }

  private @Nullable LoadedMap map(int index) {
    MapSpec spec = object.maps().get(index);
    for (LoadedMap candidate : loaded.maps()) {
      if (candidate.spec() == spec) {
        return candidate;
      }
    }
    return null;
  }

  private void externData(CodeEditor code, int slot, int extern) {
    switch (externs.get(extern)) {
      case Externs.Resolved.Missing _ -> missingData(code, slot, extern);
      case Externs.Resolved.Configured _ -> configValue(code, slot, extern);
      case Externs.Resolved.Address address -> code.imm64(slot, address.value());
      case Externs.Resolved.Typed typed ->
          code.src(slot, BpfFlag.PSEUDO_BTF_ID)
              .imm(slot, typed.btfId())
              .imm(slot + 1, typed.btfFd());
    }
  }

  /// A missing configuration value still has its place, which holds 0; anything else is at 0.
  private void missingData(CodeEditor code, int slot, int extern) {
    if (object.externs().get(extern) instanceof ExternSpec.Config) {
      configValue(code, slot, extern);
    } else {
      code.src(slot, 0).imm64(slot, 0);
    }
  }

  private void configValue(CodeEditor code, int slot, int extern) {
    if (object.externs().get(extern) instanceof ExternSpec.Config config) {
      mapValue(code, slot, object.kconfigMap(), config.offset());
    }
  }

  private void externCall(CodeEditor code, int slot, int extern) {
    code.src(slot, BpfFlag.PSEUDO_KFUNC_CALL);
    if (externs.get(extern) instanceof Externs.Resolved.Typed typed) {
      code.imm(slot, typed.btfId()).off(slot, typed.module());
    } else {
      code.set(slot, Opcode.CALL_IMM, 0, 0, 0, POISON_FUNCTION + extern);
    }
  }

  /// Both halves of a 64-bit load become calls, so that whichever the verifier meets it refuses.
  private static void poisonLoad(CodeEditor code, int slot, int number) {
    code.set(slot, Opcode.CALL_IMM, 0, 0, 0, number);
    code.set(slot + 1, Opcode.CALL_IMM, 0, 0, 0, number);
  }

  /// What a call of `number` in `program`, met by the verifier, stands for; null if nothing of
  /// ours.
  @Nullable String explain(LinkedProgram program, int number, int instruction) {
    if (number == POISON_CORE) {
      return instruction
          + ": <invalid CO-RE relocation>\nfailed to resolve CO-RE relocation "
          + describe(program, instruction)
          + "\n";
    }
    if (number >= POISON_FUNCTION && number - POISON_FUNCTION < object.externs().size()) {
      String name = object.externs().get(number - POISON_FUNCTION).name();
      return instruction
          + ": <invalid kfunc call>\nkfunc '"
          + name
          + "' is referenced but wasn't resolved\n";
    }
    if (number >= POISON_MAP && number - POISON_MAP < object.maps().size()) {
      String name = object.maps().get(number - POISON_MAP).name();
      return instruction
          + ": <invalid BPF map reference>\nBPF map '"
          + name
          + "' is referenced but wasn't created\n";
    }
    return null;
  }

  private @Nullable String describe(LinkedProgram program, int instruction) {
    LinkedProgram.Place in = program.placeOf(instruction);
    return object.describeCore(in.function(), instruction - in.slot());
  }
}
