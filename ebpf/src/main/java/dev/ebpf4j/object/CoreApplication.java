package dev.ebpf4j.object;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.core.CoreRelocator;
import dev.ebpf4j.core.CoreTarget;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.CodeEditor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fits all functions of an object to a kernel.
final class CoreApplication {
  private final ObjectSpec object;
  private final Complaints complaints;
  private final List<Place> places = new ArrayList<>();

  /// A function under correction.
  private static final class Place {
    final FunctionSpec function;
    final boolean isWanted;
    @Nullable CodeEditor editor;

    Place(FunctionSpec function, boolean isWanted) {
      this.function = function;
      this.isWanted = isWanted;
    }

    FunctionSpec result() {
      CodeEditor changed = editor;
      return changed == null ? function : function.withCode(changed.code());
    }
  }

  private CoreApplication(ObjectSpec object, LoadLog log) {
    this.object = object;
    this.complaints = new Complaints(object.path(), log);
    for (ProgramSpec program : object.programs()) {
      places.add(new Place(program.function(), program.autoload()));
    }
    for (FunctionSpec function : object.textFunctions()) {
      places.add(new Place(function, true));
    }
  }

  /// The object with corrected code. Programs that are not loaded stay as they are.
  static ObjectSpec apply(ObjectSpec object, CoreTarget target, LoadLog log) {
    Btf btf = object.btf();
    BtfExt ext = object.ext();
    if (btf == null || ext == null || ext.relocations().isEmpty()) {
      return object;
    }
    CoreApplication application = new CoreApplication(object, log);
    application.run(btf, ext, new CoreRelocator(btf, target, log));
    return application.result();
  }

  private void run(Btf btf, BtfExt ext, CoreRelocator relocator) {
    for (BtfExt.Part part : ext.relocations().parts()) {
      String section = btf.string(part.sectionName());
      if (section.isEmpty()) {
        throw complaints.invalid("CO-RE relocations for a section without name");
      }
      if (complaints.wantsDebug()) {
        complaints.debug("sec '" + section + "': found " + part.count() + " CO-RE relocations");
      }
      List<BtfExt.CoreRelo> relocations = BtfExt.relocations(part);
      for (int i = 0; i < relocations.size(); i++) {
        relocate(relocator, section, i, relocations.get(i));
      }
    }
  }

  private void relocate(
      CoreRelocator relocator, String section, int number, BtfExt.CoreRelo relocation) {
    long offset = Integer.toUnsignedLong(relocation.insnOffset());
    if (offset % Code.SLOT != 0) {
      throw complaints.invalid(
          "sec '" + section + "': CO-RE relocation #" + number + " is not at an instruction");
    }
    long slot = offset / Code.SLOT;
    Place place = find(section, slot);
    if (place == null) {
      if (complaints.wantsDebug()) {
        complaints.debug(
            "sec '"
                + section
                + "': skipping CO-RE relocation #"
                + number
                + " for insn #"
                + slot
                + " belonging to eliminated weak subprogram");
      }
    } else if (place.isWanted) {
      FunctionSpec function = place.function;
      CodeEditor editor = place.editor;
      if (editor == null) {
        editor = CodeEditor.of(function.code());
        place.editor = editor;
      }
      relocator.relocate(
          function.name(),
          number,
          relocation,
          function.code(),
          editor,
          (int) slot - function.sectionSlot());
    }
  }

  private @Nullable Place find(String section, long slot) {
    for (Place place : places) {
      if (place.function.contains(slot) && place.function.section().equals(section)) {
        return place;
      }
    }
    return null;
  }

  private ObjectSpec result() {
    List<ProgramSpec> programs = new ArrayList<>();
    List<FunctionSpec> functions = new ArrayList<>();
    int count = object.programs().size();
    for (int i = 0; i < places.size(); i++) {
      if (i < count) {
        programs.add(object.programs().get(i).withFunction(places.get(i).result()));
      } else {
        functions.add(places.get(i).result());
      }
    }
    return object.withCode(programs, functions);
  }

  /// What the relocation of an instruction is about, in words; null if it has none.
  static @Nullable String describe(ObjectSpec object, FunctionSpec function, int slot) {
    Btf btf = object.btf();
    BtfExt ext = object.ext();
    if (btf == null || ext == null) {
      return null;
    }
    long offset = ((long) function.sectionSlot() + slot) * Code.SLOT;
    for (BtfExt.Part part : ext.relocations().parts()) {
      if (btf.string(part.sectionName()).equals(function.section())) {
        for (BtfExt.CoreRelo relocation : BtfExt.relocations(part)) {
          if (Integer.toUnsignedLong(relocation.insnOffset()) == offset) {
            return CoreRelocator.describe(btf, relocation);
          }
        }
      }
    }
    return null;
  }
}
