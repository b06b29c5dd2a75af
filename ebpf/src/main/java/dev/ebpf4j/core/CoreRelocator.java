package dev.ebpf4j.core;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.insn.Code;
import dev.ebpf4j.insn.CodeEditor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fits instructions of one object to a kernel.
///
/// For each relocation the kernel types of the same name, flavours left out, are candidates; those
/// that have the place the program means must all agree on where it is. If none has it, questions
/// whether something exists are answered with no, and other instructions become ones that the
/// verifier refuses, should they be reachable.
public final class CoreRelocator {
  private final Btf local;
  private final CoreTarget target;
  private final LoadLog log;

  /// For each local type the kernel types that may stand for it.
  private final Map<Integer, List<Candidate>> candidates = new HashMap<>();

  /// What relocations came to: programs ask for the same fields many times.
  private final Map<Question, CoreResult> answers = new HashMap<>();

  private record Candidate(Btf btf, int type) {}

  /// What a relocation asks. Compared by hand: the code a record gets for it is made at run time.
  private record Question(int type, int access, int kind) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Question same
          && same.type == type
          && same.access == access
          && same.kind == kind;
    }

    @Override
    public int hashCode() {
      return (type * 31 + access) * 31 + kind;
    }
  }

  /// @param local the object's types
  public CoreRelocator(Btf local, CoreTarget target, LoadLog log) {
    this.local = local;
    this.target = target;
    this.log = log;
  }

  /// Corrects one instruction.
  ///
  /// @param program name of the program, for messages
  /// @param number of the relocation, for messages
  /// @param code the instructions as the compiler wrote them
  /// @param editor the same instructions, where changes go
  /// @param slot index of the instruction
  /// @throws LoadException if the relocation makes no sense, or the kernel's types do not agree
  public void relocate(
      String program,
      int number,
      BtfExt.CoreRelo relocation,
      Code code,
      CodeEditor editor,
      int slot) {
    CoreResult result = resolve(program, number, relocation);
    try {
      new CorePatcher(code, editor, slot, program, number, log).patch(result);
    } catch (CoreFailure e) {
      throw failed(
          e, prefix(program, number) + "failed to patch insn #" + slot + ": ", e.problem());
    }
  }

  /// Works out what a relocation comes to.
  ///
  /// @throws LoadException if it makes no sense, or the kernel's types do not agree
  public CoreResult resolve(String program, int number, BtfExt.CoreRelo relocation) {
    Question question = new Question(relocation.type(), relocation.access(), relocation.kind());
    CoreResult known = answers.get(question);
    if (known != null && !log.wants(LoadLog.Level.DEBUG)) {
      return known;
    }
    String prefix = prefix(program, number);
    try {
      CoreResult result = resolve(prefix, relocation);
      answers.put(question, result);
      return result;
    } catch (CoreFailure e) {
      throw failed(e, prefix + "failed to relocate: ", e.problem());
    }
  }

  private LoadException failed(CoreFailure e, String prefix, String problem) {
    log.warn(prefix + "-" + Errno.name(e.errno()));
    return new LoadException(prefix + problem, e.errno(), e);
  }

  static String prefix(String program, int number) {
    return "prog '" + program + "': relo #" + number + ": ";
  }

  /// The place that a relocation means, in words; null if it makes no sense.
  public static @Nullable String describe(Btf local, BtfExt.CoreRelo relocation) {
    CoreKind kind = CoreKind.of(relocation.kind());
    if (kind == null) {
      return null;
    }
    try {
      String access = local.string(relocation.access());
      return CoreSpec.parse(local, relocation.type(), access, kind).toString();
    } catch (CoreFailure | MalformedException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private CoreResult resolve(String prefix, BtfExt.CoreRelo relocation) {
    CoreSpec spec = parse(prefix, relocation);
    if (log.wants(LoadLog.Level.DEBUG)) {
      log.debug(prefix + spec);
    }
    if (spec.kind() == CoreKind.TYPE_ID_LOCAL) {
      return CoreCalculator.result(spec, null, local.byteOrder());
    }
    String name = local.name(spec.root());
    if (name.isEmpty()) {
      String problem =
          "<"
              + spec.kind().text()
              + "> ("
              + spec.kind().number()
              + ") relocation doesn't support anonymous types";
      log.warn(prefix + problem);
      throw new CoreFailure(Errno.EOPNOTSUPP, problem);
    }
    return choose(prefix, spec, candidatesFor(spec.root(), name));
  }

  private CoreSpec parse(String prefix, BtfExt.CoreRelo relocation) {
    int id = relocation.type();
    CoreKind kind = CoreKind.of(relocation.kind());
    if (id < 0 || id >= local.typeCount()) {
      throw CoreSpec.invalid("no BTF type [" + Integer.toUnsignedString(id) + "]");
    }
    String access = "<?>";
    String problem;
    int errno = Errno.EINVAL;
    try {
      access = local.string(relocation.access());
      if (kind != null) {
        return CoreSpec.parse(local, id, access, kind);
      }
      problem = "unknown kind " + relocation.kind();
    } catch (CoreFailure e) {
      problem = e.problem();
      errno = e.errno();
    } catch (MalformedException e) {
      problem = e.problem();
    } catch (IndexOutOfBoundsException e) {
      problem = "no string at " + relocation.access();
    }
    log.warn(prefix + "parsing " + type(local, id) + " + " + access + " failed: " + -errno);
    throw CoreSpec.invalid(problem);
  }

  private static String type(Btf btf, int id) {
    String name = btf.name(id);
    return "[" + id + "] " + kind(btf, id) + " " + (name.isEmpty() ? "<anon>" : name);
  }

  private static String kind(Btf btf, int id) {
    BtfKind kind = btf.kind(id);
    return kind == BtfKind.VOID ? "void" : kind.name().toLowerCase(Locale.ROOT);
  }

  // ---- candidates ------------------------------------------------------------------------------

  private List<Candidate> candidatesFor(int root, String name) {
    List<Candidate> known = candidates.get(root);
    if (known == null) {
      known = search(root, name);
      candidates.put(root, known);
    }
    return known;
  }

  private List<Candidate> search(int root, String name) {
    List<Candidate> found = new ArrayList<>();
    String essential = Flavour.essential(name);
    add(found, root, target.kernel(), essential, "vmlinux");
    if (found.isEmpty()) {
      for (CoreTarget.Module module : target.modules()) {
        add(found, root, module.btf(), essential, module.name());
      }
    }
    return found;
  }

  private void add(List<Candidate> found, int root, Btf btf, String essential, String where) {
    for (int id : btf.candidatesOwn(local.kind(root), essential)) {
      found.add(new Candidate(btf, id));
      if (log.wants(LoadLog.Level.DEBUG)) {
        log.debug(
            "CO-RE relocating "
                + type(local, root)
                + ": found target candidate "
                + type(btf, id)
                + " in ["
                + where
                + "]");
      }
    }
  }

  private CoreResult choose(String prefix, CoreSpec spec, List<Candidate> all) {
    List<Candidate> matching = new ArrayList<>();
    CoreResult chosen = null;
    for (int i = 0; i < all.size(); i++) {
      Candidate candidate = all.get(i);
      CoreSpec place = match(prefix, spec, candidate, i);
      if (place != null) {
        CoreResult result = calculate(prefix, spec, place);
        if (chosen != null) {
          requireAgreement(prefix, chosen, result);
        } else {
          chosen = result;
        }
        matching.add(candidate);
      }
    }
    if (chosen != null) {
      candidates.put(spec.root(), matching);
      return chosen;
    }
    log.debug(prefix + "no matching targets found");
    return calculate(prefix, spec, null);
  }

  private @Nullable CoreSpec match(String prefix, CoreSpec spec, Candidate candidate, int number) {
    CoreSpec place;
    try {
      place = SpecMatcher.match(spec, candidate.btf(), candidate.type());
    } catch (CoreFailure e) {
      log.warn(
          prefix
              + "error matching candidate #"
              + number
              + " "
              + type(candidate.btf(), candidate.type())
              + ": "
              + -e.errno());
      throw e;
    } catch (MalformedException e) {
      throw CoreSpec.invalid(e.problem());
    }
    if (log.wants(LoadLog.Level.DEBUG)) {
      CoreSpec shown =
          place == null ? new CoreSpec(candidate.btf(), candidate.type(), spec.kind()) : place;
      log.debug(
          prefix
              + (place == null ? "non-matching" : "matching")
              + " candidate #"
              + number
              + " "
              + shown);
    }
    return place;
  }

  private CoreResult calculate(String prefix, CoreSpec spec, @Nullable CoreSpec place) {
    try {
      return CoreCalculator.result(spec, place, local.byteOrder());
    } catch (CoreFailure e) {
      log.warn(prefix + "<" + spec.kind().text() + "> " + e.problem());
      throw e;
    }
  }

  private void requireAgreement(String prefix, CoreResult first, CoreResult next) {
    CoreSpec one = first.target();
    CoreSpec other = next.target();
    String problem = "";
    if (one != null && other != null && one.bitOffset() != other.bitOffset()) {
      problem = "field offset ambiguity: " + other.bitOffset() + " != " + one.bitOffset();
    } else if (first.poisoned() != next.poisoned() || first.newValue() != next.newValue()) {
      problem = "relocation decision ambiguity: " + decision(next) + " != " + decision(first);
    }
    if (!problem.isEmpty()) {
      log.warn(prefix + problem);
      throw CoreSpec.invalid(problem);
    }
  }

  private static String decision(CoreResult result) {
    return (result.poisoned() ? "failure " : "success ") + Long.toUnsignedString(result.newValue());
  }
}
