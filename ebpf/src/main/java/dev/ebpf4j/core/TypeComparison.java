package dev.ebpf4j.core;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import org.jspecify.annotations.Nullable;

/// Compares types of an object with types of a kernel, by the three rules that CO-RE has: whether a
/// field may stand for another, whether a type exists there, and whether it looks the same.
final class TypeComparison {
  private static final int MAX_DEPTH = 32;

  private final Btf local;
  private final Btf target;
  private final Budget budget = new Budget();

  TypeComparison(Btf local, Btf target) {
    this.local = local;
    this.target = target;
  }

  /// Whether two types are of the same kind, enumerations of either width being one.
  private static boolean sameKind(Btf local, int localId, Btf target, int targetId) {
    BtfKind ours = local.kind(localId);
    BtfKind theirs = target.kind(targetId);
    return ours == theirs || (ours.isAnyEnum() && theirs.isAnyEnum());
  }

  /// Whether a field of one type can be read as a field of the other.
  boolean fieldsCompatible(int localType, int targetType) {
    int ours = local.resolve(localType);
    int theirs = target.resolve(targetType);
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      BtfKind kind = local.kind(ours);
      if (kind.isComposite() && target.kind(theirs).isComposite()) {
        return true;
      }
      if (!sameKind(local, ours, target, theirs)) {
        return false;
      }
      switch (kind) {
        case PTR, FLOAT -> {
          return true;
        }
        case FWD, ENUM, ENUM64 -> {
          return unnamedOrSame(local.name(ours), target.name(theirs));
        }
        case INT -> {
          return local.intBitOffset(ours) == 0 && target.intBitOffset(theirs) == 0;
        }
        case ARRAY -> {
          ours = local.resolve(local.elementType(ours));
          theirs = target.resolve(target.elementType(theirs));
        }
        default -> {
          return false;
        }
      }
    }
    throw tooDeep();
  }

  private static boolean unnamedOrSame(String ours, String theirs) {
    String a = Flavour.essential(ours);
    String b = Flavour.essential(theirs);
    return a.isEmpty() || b.isEmpty() || a.equals(b);
  }

  // ---- a type exists ---------------------------------------------------------------------------

  /// Whether a type of the same name is the same kind of thing.
  boolean compatible(int localType, int targetType) {
    if (!sameKind(local, localType, target, targetType)) {
      return false;
    }
    return compatible(localType, targetType, MAX_DEPTH);
  }

  private boolean compatible(int localType, int targetType, int level) {
    int ours = localType;
    int theirs = targetType;
    for (int depth = 0; depth < MAX_DEPTH && level > 0; depth++) {
      budget.step();
      ours = local.resolve(ours);
      theirs = target.resolve(theirs);
      if (!sameKind(local, ours, target, theirs)) {
        return false;
      }
      switch (local.kind(ours)) {
        case VOID, STRUCT, UNION, ENUM, ENUM64, FWD -> {
          return true;
        }
        case INT -> {
          return local.intBitOffset(ours) == 0 && target.intBitOffset(theirs) == 0;
        }
        case PTR -> {
          ours = local.target(ours);
          theirs = target.target(theirs);
        }
        case ARRAY -> {
          ours = local.elementType(ours);
          theirs = target.elementType(theirs);
        }
        case FUNC_PROTO -> {
          if (local.vlen(ours) != target.vlen(theirs)) {
            return false;
          }
          for (int i = 0; i < local.vlen(ours); i++) {
            if (!compatible(local.paramType(ours, i), target.paramType(theirs, i), level - 1)) {
              return false;
            }
          }
          ours = local.target(ours);
          theirs = target.target(theirs);
        }
        default -> {
          return false;
        }
      }
    }
    throw tooDeep();
  }

  // ---- a type looks the same -------------------------------------------------------------------

  /// Whether the target has at least what the local type has, by name and type.
  boolean matches(int localType, int targetType) {
    return matches(localType, targetType, false, MAX_DEPTH);
  }

  private boolean matches(int localType, int targetType, boolean pointed, int level) {
    int ours = localType;
    int theirs = targetType;
    boolean behindPointer = pointed;
    for (int depth = 0; depth < MAX_DEPTH && level > 0; depth++) {
      budget.step();
      ours = local.resolve(ours);
      theirs = target.resolve(theirs);
      if (!sameName(local.name(ours), target.name(theirs))) {
        return false;
      }
      BtfKind kind = local.kind(ours);
      boolean isSameKind = kind == target.kind(theirs);
      Boolean decided = decide(kind, isSameKind, ours, theirs, behindPointer, level);
      if (decided != null) {
        return decided;
      }
      switch (kind) {
        case PTR -> {
          behindPointer = true;
          ours = local.target(ours);
          theirs = target.target(theirs);
        }
        case ARRAY -> {
          if (local.elementCount(ours) != target.elementCount(theirs)) {
            return false;
          }
          ours = local.elementType(ours);
          theirs = target.elementType(theirs);
        }
        default -> {
          if (!paramsMatch(ours, theirs, behindPointer, level)) {
            return false;
          }
          ours = local.target(ours);
          theirs = target.target(theirs);
        }
      }
    }
    throw tooDeep();
  }

  /// The answer for types that refer to no other; null where what they refer to decides.
  private @Nullable Boolean decide(
      BtfKind kind, boolean isSameKind, int ours, int theirs, boolean behindPointer, int level) {
    return switch (kind) {
      case VOID -> isSameKind;
      case FWD -> forwardMatches(isSameKind, ours, theirs, behindPointer);
      case ENUM, ENUM64 -> target.kind(theirs).isAnyEnum() && enumsMatch(ours, theirs);
      case STRUCT, UNION ->
          behindPointer
              ? isSameKind || isForwardOf(kind, theirs)
              : isSameKind && compositesMatch(ours, theirs, level);
      case INT ->
          isSameKind
              && local.ownSizeBytes(ours) == target.ownSizeBytes(theirs)
              && (local.intEncoding(ours) & BtfFormat.INT_SIGNED)
                  == (target.intEncoding(theirs) & BtfFormat.INT_SIGNED);
      case PTR, ARRAY, FUNC_PROTO -> isSameKind ? null : Boolean.FALSE;
      default -> Boolean.FALSE;
    };
  }

  private boolean forwardMatches(boolean isSameKind, int ours, int theirs, boolean behindPointer) {
    boolean isUnion = local.kindFlag(ours);
    if (isSameKind) {
      return isUnion == target.kindFlag(theirs);
    }
    return behindPointer && target.is(theirs, isUnion ? BtfKind.UNION : BtfKind.STRUCT);
  }

  private boolean isForwardOf(BtfKind kind, int theirs) {
    return target.is(theirs, BtfKind.FWD) && target.kindFlag(theirs) == (kind == BtfKind.UNION);
  }

  private boolean enumsMatch(int ours, int theirs) {
    if (local.ownSizeBytes(ours) != target.ownSizeBytes(theirs)
        || local.vlen(ours) > target.vlen(theirs)) {
      return false;
    }
    for (int i = 0; i < local.vlen(ours); i++) {
      if (!hasValue(theirs, local.valueName(ours, i))) {
        return false;
      }
    }
    return true;
  }

  private boolean hasValue(int theirs, String name) {
    for (int i = 0; i < target.vlen(theirs); i++) {
      budget.step();
      if (sameName(name, target.valueName(theirs, i))) {
        return true;
      }
    }
    return false;
  }

  private boolean compositesMatch(int ours, int theirs, int level) {
    if (local.vlen(ours) > target.vlen(theirs)) {
      return false;
    }
    for (int i = 0; i < local.vlen(ours); i++) {
      if (!hasMember(theirs, local.memberName(ours, i), local.memberType(ours, i), level)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasMember(int theirs, String name, int type, int level) {
    for (int i = 0; i < target.vlen(theirs); i++) {
      budget.step();
      if (sameName(name, target.memberName(theirs, i))
          && matches(type, target.memberType(theirs, i), false, level - 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean paramsMatch(int ours, int theirs, boolean behindPointer, int level) {
    if (local.vlen(ours) != target.vlen(theirs)) {
      return false;
    }
    for (int i = 0; i < local.vlen(ours); i++) {
      if (!matches(
          local.paramType(ours, i), target.paramType(theirs, i), behindPointer, level - 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameName(String ours, String theirs) {
    return Flavour.essential(ours).equals(Flavour.essential(theirs));
  }

  private static CoreFailure tooDeep() {
    return CoreSpec.invalid("types are too deeply nested to compare");
  }
}
