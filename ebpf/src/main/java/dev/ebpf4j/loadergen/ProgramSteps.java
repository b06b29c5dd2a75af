package dev.ebpf4j.loadergen;

import static dev.ebpf4j.insn.Insns.rsh64;
import static dev.ebpf4j.insn.Register.R7;

import dev.ebpf4j.abi.AttrProgLoad;
import dev.ebpf4j.abi.BpfCommand;
import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.abi.ProgramType;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.CodeEditor;
import dev.ebpf4j.insn.Opcode;
import dev.ebpf4j.object.AttachName;
import dev.ebpf4j.object.CoreRecords;
import dev.ebpf4j.object.ExternSpec;
import dev.ebpf4j.object.InfoRecords;
import dev.ebpf4j.object.KernelName;
import dev.ebpf4j.object.LinkedProgram;
import dev.ebpf4j.object.MapSpec;
import dev.ebpf4j.object.ObjectSpec;
import dev.ebpf4j.object.ProgramLinker;
import dev.ebpf4j.object.ProgramSpec;
import dev.ebpf4j.object.Relocation;
import dev.ebpf4j.object.SectionKind;
import java.nio.ByteOrder;
import java.util.List;

/// The steps that load programs.
final class ProgramSteps {

  /// A call of this number stands for a map that is not made: the kernel knows no such helper.
  private static final int POISON_MAP = 2_001_000_000;

  private static final int NAME_SIZE = 16;
  private static final int SIZE = AttrProgLoad.CORE_RELO_REC_SIZE + Integer.BYTES;

  private final ObjectSpec object;
  private final Blob blob;
  private final LoaderCode code;
  private final ExternSteps externs;
  private final int fds;
  private final int btf;
  private final LoadLog log;
  private final int descriptors;

  /// @param fds where the descriptors given at load begin
  /// @param btf where the descriptor of the object's types is
  ProgramSteps(
      ObjectSpec object,
      Blob blob,
      LoaderCode code,
      ExternSteps externs,
      int fds,
      int btf,
      LoadLog log) {
    this.object = object;
    this.blob = blob;
    this.code = code;
    this.externs = externs;
    this.fds = fds;
    this.btf = btf;
    this.log = log;
    this.descriptors = blob.reserve(object.programs().size() * Integer.BYTES);
  }

  /// Where the descriptor of program `index` lies.
  int descriptor(int index) {
    return descriptors + index * Integer.BYTES;
  }

  /// Where the descriptor of the program of that name lies.
  int descriptor(String name) {
    return descriptor(object.programs().indexOf(object.program(name)));
  }

  void load() {
    for (int i = 0; i < object.programs().size(); i++) {
      if (object.programs().get(i).autoload()) {
        load(object.programs().get(i), descriptor(i));
      }
    }
  }

  private void load(ProgramSpec program, int fd) {
    LinkedProgram linked = ProgramLinker.link(object, program, log);
    int attr = attribute(program, linked);
    int instructions = blob.add(relocate(linked));
    for (Relocation relocation : linked.relocations()) {
      patch(instructions + relocation.slot() * Code.SLOT, relocation, linked.code());
    }
    findTarget(program, attr);
    code.pointer(attr + AttrProgLoad.INSNS, instructions)
        .pointer(attr + AttrProgLoad.LICENSE, blob.add(program.license()))
        .pointer(attr + AttrProgLoad.FD_ARRAY, fds)
        .logFields(
            attr + AttrProgLoad.LOG_LEVEL,
            attr + AttrProgLoad.LOG_SIZE,
            attr + AttrProgLoad.LOG_BUF);
    describe(linked, attr);
    code.owns(fd).command(BpfCommand.PROG_LOAD, attr, SIZE).keepResult(fd);
  }

  private int attribute(ProgramSpec program, LinkedProgram linked) {
    int attr = blob.reserve(SIZE);
    blob.put(attr + AttrProgLoad.PROG_TYPE, program.type())
        .put(attr + AttrProgLoad.INSN_CNT, linked.code().slots())
        .put(attr + AttrProgLoad.KERN_VERSION, program.kernelVersion())
        .put(attr + AttrProgLoad.PROG_FLAGS, program.flags())
        .put(attr + AttrProgLoad.EXPECTED_ATTACH_TYPE, program.expectedAttachType())
        .putName(attr + AttrProgLoad.PROG_NAME, NAME_SIZE, KernelName.of(program.name()));
    return attr;
  }

  /// What the program is for, where the kernel wants to know that as a type.
  private void findTarget(ProgramSpec program, int attr) {
    SectionKind kind = program.kind();
    if (kind == null || !kind.attachesByBtf() || kind.programType() != program.type()) {
      return;
    }
    if (program.attachTarget().isEmpty() || program.type() == ProgramType.EXT) {
      throw failure(program, "a loader program cannot know what it attaches to", Errno.EINVAL);
    }
    AttachName name = AttachName.of(program);
    ExternSteps.lookUp(blob, code, name.name(), name.kind());
    code.check()
        .borrows(attr + AttrProgLoad.ATTACH_BTF_OBJ_FD)
        .keepResult(attr + AttrProgLoad.ATTACH_BTF_ID)
        .add(rsh64(R7, 32))
        .keepResult(attr + AttrProgLoad.ATTACH_BTF_OBJ_FD);
  }

  /// Functions, lines and CO-RE relocations.
  private void describe(LinkedProgram linked, int attr) {
    ByteOrder order = object.order();
    InfoRecords functions = linked.functionInfo();
    InfoRecords lines = linked.lineInfo();
    byte[] core = CoreRecords.of(object, linked);
    if (object.btf() == null || (functions.isEmpty() && core.length == 0)) {
      return;
    }
    code.copy(attr + AttrProgLoad.PROG_BTF_FD, btf);
    if (!functions.isEmpty()) {
      blob.put(attr + AttrProgLoad.FUNC_INFO_REC_SIZE, functions.recordSize())
          .put(attr + AttrProgLoad.FUNC_INFO_CNT, functions.count())
          .put(attr + AttrProgLoad.LINE_INFO_REC_SIZE, lines.recordSize())
          .put(attr + AttrProgLoad.LINE_INFO_CNT, lines.count());
      code.pointer(attr + AttrProgLoad.FUNC_INFO, blob.add(functions.toByteArray(order)))
          .pointer(attr + AttrProgLoad.LINE_INFO, blob.add(lines.toByteArray(order)));
    }
    if (core.length > 0) {
      blob.put(attr + AttrProgLoad.CORE_RELO_CNT, core.length / CoreRecords.SIZE)
          .put(attr + AttrProgLoad.CORE_RELO_REC_SIZE, CoreRecords.SIZE);
      code.pointer(attr + AttrProgLoad.CORE_RELOS, blob.add(core));
    }
  }

  // ---- relocation ------------------------------------------------------------------------------

  /// The instructions with all that is known before the loader runs: maps by their places among
  /// the descriptors given at load.
  private byte[] relocate(LinkedProgram program) {
    CodeEditor editor = CodeEditor.of(program.code());
    for (Relocation relocation : program.relocations()) {
      int slot = relocation.slot();
      // No switch over patterns: it is linked at run time, which a start would wait for.
      if (relocation instanceof Relocation.MapFd map) {
        map(editor, slot, map.map(), BpfFlag.PSEUDO_MAP_IDX, 0);
      } else if (relocation instanceof Relocation.MapValue value) {
        map(editor, slot, value.map(), BpfFlag.PSEUDO_MAP_IDX_VALUE, (int) value.offset());
      } else if (relocation instanceof Relocation.ExternCall) {
        editor.src(slot, BpfFlag.PSEUDO_KFUNC_CALL).imm(slot, 0);
      } else if (relocation instanceof Relocation.ExternData data) {
        externData(editor, slot, object.externs().get(data.extern()));
      } else {
        throw failure(
            program.program(),
            "'" + relocation.symbol() + "' at insn #" + slot + " is nothing for a loader program",
            Errno.EOPNOTSUPP);
      }
    }
    return editor.code().toByteArray();
  }

  private void map(CodeEditor editor, int slot, int map, int kind, int offset) {
    List<MapSpec> maps = object.maps();
    if (maps.get(map).autocreate()) {
      editor.src(slot, kind).imm(slot, map).imm(slot + 1, offset);
    } else {
      editor.set(slot, Opcode.CALL_IMM, 0, 0, 0, POISON_MAP + map);
      editor.set(slot + 1, Opcode.CALL_IMM, 0, 0, 0, POISON_MAP + map);
    }
  }

  private void externData(CodeEditor editor, int slot, ExternSpec extern) {
    if (extern instanceof ExternSpec.Config config) {
      map(editor, slot, object.kconfigMap(), BpfFlag.PSEUDO_MAP_IDX_VALUE, config.offset());
    } else if (extern instanceof ExternSpec.KernelSymbol symbol && symbol.isTyped()) {
      editor.src(slot, BpfFlag.PSEUDO_BTF_ID);
    }
  }

  /// Adds the steps that fill in what is known only then.
  private void patch(int at, Relocation relocation, Code its) {
    if (relocation instanceof Relocation.ExternCall call) {
      externs.patchCall(at, call.extern());
    } else if (relocation instanceof Relocation.ExternData data
        && object.externs().get(data.extern()) instanceof ExternSpec.KernelSymbol) {
      int dst = its.dst(relocation.slot());
      externs.patchLoad(at, data.extern(), object.order() == ByteOrder.BIG_ENDIAN ? dst << 4 : dst);
    }
  }

  private LoadException failure(ProgramSpec program, String problem, int errno) {
    String message = "prog '" + program.name() + "': " + problem;
    log.warn(message);
    return new LoadException(message, errno, null);
  }
}
