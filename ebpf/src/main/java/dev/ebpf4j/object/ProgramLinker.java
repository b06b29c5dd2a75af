package dev.ebpf4j.object;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedObjectException;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.CodeEditor;
import dev.ebpf4j.insn.Opcode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts a program together from its own code and that of the functions in `.text` that it calls,
/// directly or through others. Each is appended once, in the order of first use; calls, addresses
/// of functions, function records and line records follow.
public final class ProgramLinker {
  private static final String CALLBACK_TAG = "exception_callback:";

  private final ObjectSpec object;
  private final ProgramSpec program;
  private final Complaints complaints;
  private final CodeEditor code;
  private final List<Relocation> open = new ArrayList<>();
  private final List<LinkedProgram.Place> places = new ArrayList<>();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private final InfoRecords functionInfo;
  private final InfoRecords lineInfo;

  /// A function whose calls are being looked at.
  private static final class Frame {
    final LinkedProgram.Place place;
    int next;
    int nextRelocation;

    Frame(LinkedProgram.Place place) {
      this.place = place;
    }
  }

  private ProgramLinker(ObjectSpec object, ProgramSpec program, LoadLog log) {
    this.object = object;
    this.program = program;
    this.complaints = new Complaints(object.path(), log);
    this.code = new CodeEditor(program.function().code().order());
    BtfExt ext = object.ext();
    this.functionInfo =
        new InfoRecords(ext == null ? 2 : ext.functions().recordSizeBytes() / Integer.BYTES);
    this.lineInfo =
        new InfoRecords(ext == null ? 4 : ext.lines().recordSizeBytes() / Integer.BYTES);
  }

  /// Links a program of `object`.
  ///
  /// @throws MalformedObjectException if a call leads to no function
  public static LinkedProgram link(ObjectSpec object, ProgramSpec program, LoadLog log) {
    return new ProgramLinker(object, program, log).link();
  }

  /// Links a program that needs nothing of an object: one written by hand.
  public static LinkedProgram link(ProgramSpec program) {
    FunctionSpec function = program.function();
    return new LinkedProgram(
        program,
        function.code(),
        function.relocations(),
        List.of(new LinkedProgram.Place(function, 0)),
        new InfoRecords(2),
        new InfoRecords(4));
  }

  private LinkedProgram link() {
    try {
      append(program.function());
      run();
      FunctionSpec callback = exceptionCallback();
      if (callback != null && placeOf(callback) == null) {
        append(callback);
        run();
      }
    } catch (MalformedObjectException e) {
      complaints
          .log()
          .warn(
              "prog '" + program.name() + "': failed to relocate calls: -" + Errno.name(e.errno()));
      throw e;
    }
    open.sort((one, other) -> Integer.compare(one.slot(), other.slot()));
    return new LinkedProgram(program, code.code(), open, places, functionInfo, lineInfo);
  }

  private LinkedProgram.Place append(FunctionSpec function) {
    LinkedProgram.Place place = new LinkedProgram.Place(function, code.slots());
    code.append(function.code());
    places.add(place);
    frames.push(new Frame(place));
    copyInfo(place);
    return place;
  }

  private void run() {
    while (!frames.isEmpty()) {
      Frame frame = frames.peek();
      Code its = frame.place.function().code();
      if (frame.next >= its.slots()) {
        frames.pop();
      } else {
        int slot = frame.next;
        frame.next += its.width(slot);
        look(frame, its, slot);
      }
    }
  }

  private void look(Frame frame, Code its, int slot) {
    Relocation relocation = relocationAt(frame, slot);
    FunctionSpec caller = frame.place.function();
    int at = frame.place.slot() + slot;
    // No switch over patterns: it is linked at run time, which a start would wait for.
    if (relocation == null) {
      lookWithoutRelocation(caller, its, slot, at);
    } else if (relocation instanceof Relocation.Call call) {
      callFunction(at, functionAt(call.offset() / Code.SLOT + its.imm(slot) + 1));
    } else if (relocation instanceof Relocation.FunctionAddress address) {
      code.src(at, BpfFlag.PSEUDO_FUNC);
      callFunction(at, functionAt((address.offset() + its.imm(slot)) / Code.SLOT));
    } else if (relocation instanceof Relocation.MapValue value) {
      open.add(
          new Relocation.MapValue(at, value.symbol(), value.map(), value.offset() + its.imm(slot)));
    } else {
      open.add(relocation.shifted(frame.place.slot()));
    }
  }

  private static @Nullable Relocation relocationAt(Frame frame, int slot) {
    List<Relocation> all = frame.place.function().relocations();
    while (frame.nextRelocation < all.size() && all.get(frame.nextRelocation).slot() < slot) {
      frame.nextRelocation++;
    }
    if (frame.nextRelocation < all.size() && all.get(frame.nextRelocation).slot() == slot) {
      return all.get(frame.nextRelocation);
    }
    return null;
  }

  private void lookWithoutRelocation(FunctionSpec caller, Code its, int slot, int at) {
    if (its.opcode(slot) == Opcode.CALL_IMM && its.src(slot) == Opcode.PSEUDO_CALL) {
      if (caller.sectionIndex() == 0) {
        return;
      }
      callFunction(at, functionAt(caller.sectionSlot() + (long) slot + its.imm(slot) + 1));
    } else if (its.opcode(slot) == Opcode.LD_IMM64
        && its.src(slot) == BpfFlag.PSEUDO_FUNC
        && caller.sectionIndex() != 0) {
      throw complaints.relocation(
          "prog '" + caller.name() + "': missing subprog addr relo for insn #" + slot);
    }
  }

  private void callFunction(int at, FunctionSpec target) {
    LinkedProgram.Place place = placeOf(target);
    if (place == null) {
      place = append(target);
      if (complaints.wantsDebug()) {
        complaints.debug(
            "prog '"
                + program.name()
                + "': added "
                + target.code().slots()
                + " insns from sub-prog '"
                + target.name()
                + "'");
      }
    }
    int distance = place.slot() - at - 1;
    code.imm(at, distance);
    if (complaints.wantsDebug()) {
      complaints.debug(
          "prog '"
              + program.name()
              + "': insn #"
              + at
              + " relocated, imm "
              + distance
              + " points to subprog '"
              + target.name()
              + "' (now at "
              + place.slot()
              + " offset)");
    }
  }

  private LinkedProgram.@Nullable Place placeOf(FunctionSpec function) {
    for (LinkedProgram.Place place : places) {
      FunctionSpec other = place.function();
      if (other.sectionSlot() == function.sectionSlot()
          && other.sectionIndex() == function.sectionIndex()) {
        return place;
      }
    }
    return null;
  }

  private FunctionSpec functionAt(long slot) {
    for (FunctionSpec function : object.textFunctions()) {
      if (function.contains(slot)) {
        return function;
      }
    }
    throw complaints.relocation(
        "prog '" + program.name() + "': no .text section found yet sub-program call exists");
  }

  // ---- function and line records ---------------------------------------------------------------

  private void copyInfo(LinkedProgram.Place place) {
    BtfExt ext = object.ext();
    Btf btf = object.btf();
    if (ext == null || btf == null) {
      return;
    }
    copyInfo(btf, ext.functions(), functionInfo, place, "function", "func");
    copyInfo(btf, ext.lines(), lineInfo, place, "line", "line");
  }

  private void copyInfo(
      Btf btf,
      BtfExt.Table from,
      InfoRecords to,
      LinkedProgram.Place place,
      String what,
      String whatShort) {
    boolean isMain = places.size() == 1;
    if (!isMain && to.isEmpty()) {
      return;
    }
    FunctionSpec function = place.function();
    for (BtfExt.Part part : from.parts()) {
      if (btf.string(part.sectionName()).equals(function.section())
          && to.copy(part, function.sectionSlot(), function.code().slots(), place.slot())) {
        return;
      }
    }
    String prefix = "prog '" + function.name() + "': missing .BTF.ext " + what + " info";
    if (!isMain) {
      throw complaints.malformed(Errno.ENOENT, prefix + ".");
    }
    complaints
        .log()
        .warn(prefix + " for the main program, skipping all of .BTF.ext " + whatShort + " info.");
  }

  // ---- exception callbacks ---------------------------------------------------------------------

  /// The function that a declaration tag of the program names as its exception callback, or null.
  private @Nullable FunctionSpec exceptionCallback() {
    Btf btf = object.btf();
    FunctionSpec found = null;
    int tags = 0;
    for (int id = 1; btf != null && id < btf.typeCount(); id++) {
      if (btf.is(id, BtfKind.DECL_TAG)
          && btf.component(id) == -1
          && btf.name(id).startsWith(CALLBACK_TAG)) {
        int target = btf.target(id);
        if (!btf.is(target, BtfKind.FUNC) || btf.linkage(target) != BtfFormat.LINKAGE_GLOBAL) {
          throw wrongCallback(
              "exception_callback:<value> decl tag not applied to the main program");
        }
        if (btf.name(target).equals(program.name())) {
          tags++;
          found = callback(btf.name(id).substring(CALLBACK_TAG.length()));
        }
      }
    }
    // Of several the kernel will complain itself.
    return tags == 1 ? found : null;
  }

  private FunctionSpec callback(String name) {
    if (name.isEmpty()) {
      throw wrongCallback("exception_callback:<value> decl tag contains empty value");
    }
    for (FunctionSpec function : object.textFunctions()) {
      if (function.name().equals(name)) {
        if (!function.global() || function.hidden()) {
          throw wrongCallback(
              "exception callback " + name + " must be a global non-hidden function");
        }
        return function;
      }
    }
    throw complaints.malformed(
        Errno.ENOENT,
        "prog '" + program.name() + "': cannot find exception callback '" + name + "'");
  }

  private MalformedObjectException wrongCallback(String problem) {
    return complaints.invalid("prog '" + program.name() + "': " + problem);
  }
}
