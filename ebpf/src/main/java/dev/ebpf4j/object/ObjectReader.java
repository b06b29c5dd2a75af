package dev.ebpf4j.object;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.util.ByteReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads an object file, step by step, each step building on the ones before.
final class ObjectReader {
  private final Complaints complaints;
  private final OpenOptions options;
  private final String path;
  private final ElfObject object;
  private final FunctionCollector functions = new FunctionCollector();

  ObjectReader(byte[] bytes, String path, OpenOptions options) {
    this.path = path;
    this.options = options;
    this.complaints = new Complaints(path, options.log());
    complaints.debug("loading object from " + path);
    this.object = new ElfObject(bytes, complaints);
  }

  ObjectSpec read() {
    object.collect(functions);
    functions.sort();
    Btf types = readBtf();
    BtfExt ext = types == null ? null : readBtfExt(types);
    ExternCollector externs = new ExternCollector(object, types);
    List<ExternSpec> wanted = externs.collect();
    Btf fixed = types == null ? null : fix(types, externs);
    String chosen = options.name();
    String name = chosen == null ? InternalMapName.objectName(path) : chosen;
    MapCollector maps = new MapCollector(object, fixed, name, options.relaxedMaps());
    maps.collect(externs.configSize());
    List<ProgramSpec> unlinked = programs();
    tellUnknown(unlinked);
    collectRelocations(fixed, maps, wanted);
    return new ObjectSpec(
        path,
        name,
        object.order(),
        object.license(),
        object.kernelVersion(),
        programs(),
        subprograms(),
        build(maps.maps()),
        wanted,
        fixed,
        ext,
        maps.kconfig(),
        maps.arena(),
        new ObjectSpec.JumpTables(object.jumpTableData()));
  }

  // ---- BTF -------------------------------------------------------------------------------------

  private @Nullable Btf readBtf() {
    ByteReader data = object.btf();
    int errno = Errno.ENOENT;
    if (data != null) {
      try {
        return Btf.parse(data.copy());
      } catch (MalformedException e) {
        complaints.log().warn("Error loading ELF section .BTF: " + e.getMessage() + " (-EINVAL).");
        errno = Errno.EINVAL;
      }
    }
    if (object.maps() >= 0 || object.hasStructOps() || ExternCollector.hasExterns(object)) {
      throw complaints.malformed(errno, "BTF is required, but is missing or corrupted.");
    }
    return null;
  }

  private @Nullable BtfExt readBtfExt(Btf types) {
    ByteReader data = object.btfExt();
    if (data == null) {
      return null;
    }
    try {
      BtfExt ext = BtfExt.parse(data.copy());
      for (BtfExt.Table table : List.of(ext.functions(), ext.lines(), ext.relocations())) {
        for (BtfExt.Part part : table.parts()) {
          requireString(types, part.sectionName());
        }
      }
      return ext;
    } catch (MalformedException e) {
      complaints
          .log()
          .warn(
              "Error loading ELF section .BTF.ext: "
                  + e.getMessage()
                  + " (-EINVAL). Ignored and continue.");
      return null;
    }
  }

  private static void requireString(Btf types, int offset) {
    if (offset < 0 || offset >= types.stringEnd()) {
      throw new MalformedException(
          ".BTF.ext", -1, "no section name at " + Integer.toUnsignedString(offset) + " in .BTF");
    }
  }

  private Btf fix(Btf types, ExternCollector externs) {
    BtfEditor editor = new BtfEditor(types);
    externs.define(editor);
    DatasecFixer datasecs = new DatasecFixer(object, types, editor);
    datasecs.fix();
    datasecs.hideFunctions(functions);
    return editor.toBtf();
  }

  // ---- relocations -----------------------------------------------------------------------------

  private void collectRelocations(
      @Nullable Btf types, MapCollector maps, List<ExternSpec> externs) {
    RelocationCollector code = new RelocationCollector(object, functions, maps, externs);
    for (ElfObject.Part part : object.parts(ElfObject.Role.RELOCATIONS)) {
      int target = part.section().info();
      ElfObject.Part about = object.part(target);
      if (about != null && about.role() == ElfObject.Role.STRUCT_OPS && types != null) {
        new StructOpsCollector(object, types, functions, maps).collect(part);
      } else if (target == object.maps() && types != null) {
        new MapSlotCollector(object, types, functions, maps).collect(part);
      } else {
        code.collect(part);
      }
    }
    code.finish();
  }

  // ---- results ---------------------------------------------------------------------------------

  private List<ProgramSpec> programs() {
    List<ProgramSpec> out = new ArrayList<>();
    for (FunctionSpec function : functions.functions()) {
      if (!functions.isSubprogram(object, function)) {
        out.add(ProgramSpec.inSection(function, object.license(), object.kernelVersion()));
      }
    }
    return out;
  }

  private void tellUnknown(List<ProgramSpec> programs) {
    if (options.log().wants(LoadLog.Level.DEBUG)) {
      for (ProgramSpec program : programs) {
        if (program.kind() == null) {
          complaints.debug(
              "prog '"
                  + program.name()
                  + "': unrecognized ELF section name '"
                  + program.section()
                  + "'");
        }
      }
    }
  }

  private List<FunctionSpec> subprograms() {
    List<FunctionSpec> out = new ArrayList<>();
    for (FunctionSpec function : functions.functions()) {
      if (function.sectionIndex() == object.text()) {
        out.add(function);
      }
    }
    return out;
  }

  private static List<MapSpec> build(List<MapSpecBuilder> maps) {
    List<MapSpec> out = new ArrayList<>(maps.size());
    for (MapSpecBuilder map : maps) {
      out.add(map.build());
    }
    return out;
  }
}
