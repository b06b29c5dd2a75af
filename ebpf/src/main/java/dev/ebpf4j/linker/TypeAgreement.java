package dev.ebpf4j.linker;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares how two inputs describe one symbol: variables and functions must be of the same shape,
/// what pointers lead to only by kind and name; maps must be defined alike.
final class TypeAgreement {
  private static final int MAX_DEPTH = 64;

  private final Btf ours;
  private final Btf theirs;

  /// Pairs of types that were compared, or are just being compared.
  private final Set<Long> seen = new HashSet<>();

  TypeAgreement(Btf ours, Btf theirs) {
    this.ours = ours;
    this.theirs = theirs;
  }

  /// What is different about two variables or functions, in words; null if nothing is.
  @Nullable String difference(int a, boolean aIsFunction, int b, boolean bIsFunction) {
    if (aIsFunction != bIsFunction) {
      return "kinds func and var";
    }
    return compare(a, b, true, MAX_DEPTH);
  }

  private static String kind(Btf btf, int id) {
    BtfKind kind = btf.kind(id);
    return kind == BtfKind.VOID ? "void" : kind.name().toLowerCase(Locale.ROOT);
  }

  private @Nullable String compare(int first, int second, boolean exact, int depth) {
    int a = ours.resolve(first);
    int b = theirs.resolve(second);
    if (depth == 0) {
      return "types, nested too deeply";
    }
    if (!seen.add(((long) a << 33) | ((long) b << 1) | (exact ? 1 : 0))) {
      return null;
    }
    BtfKind kind = ours.kind(a);
    if (kind != theirs.kind(b)) {
      return !exact && isForward(a, b)
          ? null
          : "kinds " + kind(ours, a) + " and " + kind(theirs, b);
    }
    return switch (kind) {
      case VOID -> null;
      case INT -> integers(a, b);
      case FLOAT -> sized(a, b);
      case PTR -> compare(ours.target(a), theirs.target(b), false, depth - 1);
      case ARRAY -> compare(ours.elementType(a), theirs.elementType(b), false, depth - 1);
      case STRUCT, UNION, ENUM, ENUM64 -> named(a, b, exact, depth);
      case FWD -> ours.kindFlag(a) == theirs.kindFlag(b) ? names(a, b) : "kinds struct and union";
      case FUNC_PROTO -> prototypes(a, b, depth);
      default -> "kind " + kind(ours, a);
    };
  }

  /// Whether one declares what the other defines.
  private boolean isForward(int a, int b) {
    boolean isOurs = ours.is(a, BtfKind.FWD);
    boolean isTheirs = theirs.is(b, BtfKind.FWD);
    if (isOurs == isTheirs || names(a, b) != null) {
      return false;
    }
    boolean isUnion = isOurs ? ours.kindFlag(a) : theirs.kindFlag(b);
    BtfKind wanted = isUnion ? BtfKind.UNION : BtfKind.STRUCT;
    return isOurs ? theirs.is(b, wanted) : ours.is(a, wanted);
  }

  private @Nullable String names(int a, int b) {
    String one = ours.name(a);
    String other = theirs.name(b);
    return one.equals(other) ? null : kind(ours, a) + " names '" + one + "' and '" + other + "'";
  }

  private @Nullable String sized(int a, int b) {
    long one = ours.ownSizeBytes(a);
    long other = theirs.ownSizeBytes(b);
    return one == other ? null : kind(ours, a) + " sizes " + one + " and " + other;
  }

  private @Nullable String integers(int a, int b) {
    String size = sized(a, b);
    if (size != null) {
      return size;
    }
    return ours.intEncoding(a) == theirs.intEncoding(b) ? null : "int encodings";
  }

  private @Nullable String named(int a, int b, boolean exact, int depth) {
    String name = names(a, b);
    if (name != null || !exact) {
      return name;
    }
    String size = sized(a, b);
    if (size != null) {
      return size;
    }
    int count = ours.vlen(a);
    if (count != theirs.vlen(b)) {
      return kind(ours, a) + " '" + ours.name(a) + "' of " + count + " and " + theirs.vlen(b);
    }
    return ours.kind(a).isComposite() ? members(a, b, depth) : values(a, b);
  }

  private @Nullable String members(int a, int b, int depth) {
    for (int i = 0; i < ours.vlen(a); i++) {
      String name = ours.memberName(a, i);
      if (!name.equals(theirs.memberName(b, i))
          || ours.memberBitOffset(a, i) != theirs.memberBitOffset(b, i)
          || ours.memberBitfieldSize(a, i) != theirs.memberBitfieldSize(b, i)) {
        return kind(ours, a) + " '" + ours.name(a) + "' field #" + i + " '" + name + "'";
      }
      String type = compare(ours.memberType(a, i), theirs.memberType(b, i), true, depth - 1);
      if (type != null) {
        return type;
      }
    }
    return null;
  }

  private @Nullable String values(int a, int b) {
    for (int i = 0; i < ours.vlen(a); i++) {
      if (!ours.valueName(a, i).equals(theirs.valueName(b, i))
          || ours.value(a, i) != theirs.value(b, i)) {
        return "enum '" + ours.name(a) + "' value #" + i + " '" + ours.valueName(a, i) + "'";
      }
    }
    return null;
  }

  private @Nullable String prototypes(int a, int b, int depth) {
    if (ours.vlen(a) != theirs.vlen(b)) {
      return "number of params: " + ours.vlen(a) + " and " + theirs.vlen(b);
    }
    for (int i = 0; i < ours.vlen(a); i++) {
      String type = compare(ours.paramType(a, i), theirs.paramType(b, i), false, depth - 1);
      if (type != null) {
        return type;
      }
    }
    return compare(ours.target(a), theirs.target(b), false, depth - 1);
  }

  // ---- maps ------------------------------------------------------------------------------------

  /// What is different about two map definitions, in words; null if nothing is.
  @Nullable String mapDifference(int first, int second) {
    return definitions(first, second, MAX_DEPTH);
  }

  private @Nullable String definitions(int first, int second, int depth) {
    int a = ours.resolve(first);
    int b = theirs.resolve(second);
    if (!ours.is(a, BtfKind.STRUCT) || !theirs.is(b, BtfKind.STRUCT) || depth == 0) {
      return "map definitions of kinds " + kind(ours, a) + " and " + kind(theirs, b);
    }
    if (ours.vlen(a) != theirs.vlen(b)) {
      return "numbers of map attributes";
    }
    for (int i = 0; i < ours.vlen(a); i++) {
      String name = ours.memberName(a, i);
      int other = member(b, name);
      String problem =
          other < 0
              ? "map attributes: no '" + name + "'"
              : attribute(name, ours.memberType(a, i), theirs.memberType(b, other), depth);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private int member(int struct, String name) {
    for (int i = 0; i < theirs.vlen(struct); i++) {
      if (theirs.memberName(struct, i).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private @Nullable String attribute(String name, int first, int second, int depth) {
    int a = ours.resolve(first);
    int b = theirs.resolve(second);
    boolean areNumbers = isNumber(ours, a) && isNumber(theirs, b);
    if (areNumbers && !name.equals("key") && !name.equals("value")) {
      long one = ours.elementCount(ours.target(a));
      long other = theirs.elementCount(theirs.target(b));
      return one == other ? null : "map attribute '" + name + "': " + one + " and " + other;
    }
    if (name.equals("values")) {
      return elements(a, b, depth);
    }
    String problem = compare(a, b, true, MAX_DEPTH);
    if (problem == null && ours.is(a, BtfKind.PTR)) {
      problem = compare(ours.target(a), theirs.target(b), true, MAX_DEPTH);
    }
    return problem == null ? null : "map attribute '" + name + "': " + problem;
  }

  /// A number in a map definition is the length of an array that a pointer leads to.
  private static boolean isNumber(Btf btf, int id) {
    return btf.is(id, BtfKind.PTR) && btf.is(btf.target(id), BtfKind.ARRAY);
  }

  private @Nullable String elements(int a, int b, int depth) {
    if (!ours.is(a, BtfKind.ARRAY) || !theirs.is(b, BtfKind.ARRAY)) {
      return "map attribute 'values'";
    }
    int one = ours.resolve(ours.elementType(a));
    int other = theirs.resolve(theirs.elementType(b));
    if (!ours.is(one, BtfKind.PTR) || !theirs.is(other, BtfKind.PTR)) {
      return "map attribute 'values'";
    }
    int inner = ours.resolve(ours.target(one));
    int innerOther = theirs.resolve(theirs.target(other));
    return ours.is(inner, BtfKind.STRUCT)
        ? definitions(inner, innerOther, depth - 1)
        : compare(inner, innerOther, true, MAX_DEPTH);
  }
}
