package dev.ebpf4j.btf.encode;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;

/// Moves a split BTF from the distilled base it was shipped with (section `.BTF.base` of a kernel
/// module: names and sizes of the base types it uses, without their members) to a full base.
///
/// A distilled type becomes the base type of the same name that fits it: integers, floats and
/// enumerations must agree in size (and integers in encoding); a struct or union must agree in size
/// if the split BTF embeds it or if the base has several of its name; a forward fits a forward or
/// the type it announces.
public final class DistilledBase {

  private final Btf split;
  private final Btf distilled;
  private final Btf target;

  /// Id in [#target] by id in [#distilled].
  private final int[] map;

  /// Whether a distilled struct or union is embedded by value in a type of [#split].
  private final boolean[] embedded;

  private DistilledBase(Btf split, Btf distilled, Btf target) {
    this.split = split;
    this.distilled = distilled;
    this.target = target;
    this.map = new int[distilled.typeCount()];
    this.embedded = new boolean[distilled.typeCount()];
  }

  /// The same types as `split` on `newBase` in place of its distilled base. Ids of its own types
  /// move by the difference in size of the two bases.
  ///
  /// @throws dev.ebpf4j.error.MalformedException if a distilled type has no fitting type in
  ///     `newBase`, or several
  public static Btf relocate(Btf split, Btf newBase) {
    Btf distilled = split.base();
    if (distilled == null) {
      throw new IllegalArgumentException("BTF without a base");
    }
    DistilledBase move = new DistilledBase(split, distilled, newBase);
    move.checkKinds();
    move.markEmbedded();
    move.matchAll();
    return move.rewrite();
  }

  private void checkKinds() {
    for (int id = 1; id < distilled.typeCount(); id++) {
      switch (distilled.kind(id)) {
        case INT, FLOAT, FWD, STRUCT, UNION, ENUM, ENUM64 -> {
          if (distilled.nameOffset(id) == 0) {
            throw distilled.malformed(id, "anonymous type in a distilled base");
          }
        }
        default -> throw distilled.malformed(id, "kind is not expected in a distilled base");
      }
    }
  }

  private void markEmbedded() {
    for (int id = split.firstId(); id < split.typeCount(); id++) {
      if (split.kind(id).isComposite()) {
        for (int i = 0; i < split.vlen(id); i++) {
          markEmbedded(split.memberType(id, i));
        }
      }
    }
  }

  private void markEmbedded(int memberType) {
    int at = split.elementOf(memberType);
    if (at < embedded.length && split.kind(at).isComposite()) {
      embedded[at] = true;
    }
  }

  private void matchAll() {
    for (int id = 1; id < distilled.typeCount(); id++) {
      map[id] = match(id);
    }
  }

  private int match(int id) {
    int[] named = target.findAll(distilled.name(id));
    int composites = 0;
    for (int candidate : named) {
      if (target.kind(candidate).isComposite()) {
        composites++;
      }
    }
    int found = 0;
    for (int candidate : named) {
      if (!fits(id, candidate, composites > 1)) {
        continue;
      }
      if (found != 0) {
        throw distilled.malformed(
            id,
            "'"
                + distilled.name(id)
                + "' fits ["
                + found
                + "] and ["
                + candidate
                + "] of the base");
      }
      found = candidate;
    }
    if (found == 0) {
      throw distilled.malformed(id, "'" + distilled.name(id) + "' is not in the base");
    }
    return found;
  }

  /// Whether the base's type `candidate` can stand for the distilled type `id` of the same name.
  private boolean fits(int id, int candidate, boolean severalComposites) {
    BtfKind wanted = distilled.kind(id);
    BtfKind kind = target.kind(candidate);
    boolean sameSize = distilled.ownSizeBytes(id) == target.ownSizeBytes(candidate);
    return switch (wanted) {
      case INT ->
          kind == wanted && sameSize && distilled.intEncoding(id) == target.intEncoding(candidate);
      case FLOAT -> kind == wanted && sameSize;
      case ENUM, ENUM64 -> kind.isAnyEnum() && sameSize;
      case STRUCT, UNION -> kind == wanted && (sameSize || !(embedded[id] || severalComposites));
      case FWD -> {
        boolean union = distilled.kindFlag(id);
        yield kind == BtfKind.FWD
            ? target.kindFlag(candidate) == union
            : kind == (union ? BtfKind.UNION : BtfKind.STRUCT);
      }
      default -> throw new AssertionError(wanted);
    };
  }

  private Btf rewrite() {
    BtfBuilder builder = new BtfBuilder(target, split.byteOrder());
    int first = split.firstId();
    int shift = builder.nextId() - first;
    for (int id = first; id < split.typeCount(); id++) {
      builder.addCopy(split, id, type -> type < first ? map[type] : type + shift);
    }
    return builder.build();
  }
}
