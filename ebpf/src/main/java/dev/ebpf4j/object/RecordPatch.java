package dev.ebpf4j.object;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Changes that need no new records: other sizes and places in sections, other linkages. That is
/// all that most objects need, and costs a fraction of building their types anew.
final class RecordPatch {
  private static final int INFO = 1;
  private static final int SIZE = 2;
  private static final int ENTRIES = 3;
  private static final int ENTRY_WORDS = 3;

  private final Btf original;
  private final int[] words;

  private RecordPatch(Btf original) {
    this.original = original;
    this.words = original.tables().words().clone();
  }

  /// The BTF with these types changed; null if one of them does not fit into its record.
  static @Nullable Btf apply(Btf original, Map<Integer, BtfType> changed) {
    RecordPatch patch = new RecordPatch(original);
    for (Map.Entry<Integer, BtfType> change : changed.entrySet()) {
      int id = change.getKey();
      if (id < original.firstId()
          || id >= original.typeCount()
          || !patch.put(id, change.getValue())) {
        return null;
      }
    }
    return original.withWords(patch.words);
  }

  private boolean put(int id, BtfType type) {
    if (type instanceof BtfType.Datasec section) {
      return put(id, section);
    }
    if (type instanceof BtfType.Var variable) {
      if (!isNamed(id, BtfKind.VAR, variable.name()) || variable.type() != original.target(id)) {
        return false;
      }
      words[start(id) + ENTRIES] = variable.linkage();
      return true;
    }
    if (type instanceof BtfType.Func function) {
      if (!isNamed(id, BtfKind.FUNC, function.name())
          || function.prototype() != original.target(id)) {
        return false;
      }
      int at = start(id) + INFO;
      words[at] = (words[at] & ~BtfFormat.MAX_VLEN) | function.linkage();
      return true;
    }
    return false;
  }

  private boolean put(int id, BtfType.Datasec section) {
    List<BtfType.SectionVar> vars = section.vars();
    if (!isNamed(id, BtfKind.DATASEC, section.name()) || vars.size() != original.vlen(id)) {
      return false;
    }
    int at = start(id);
    words[at + SIZE] = (int) section.sizeBytes();
    at += ENTRIES;
    for (BtfType.SectionVar place : vars) {
      words[at] = place.type();
      words[at + 1] = (int) place.offset();
      words[at + 2] = (int) place.sizeBytes();
      at += ENTRY_WORDS;
    }
    return true;
  }

  private boolean isNamed(int id, BtfKind kind, String name) {
    return original.is(id, kind) && original.name(id).equals(name);
  }

  /// Index of the first word of a type's record.
  private int start(int id) {
    int entry = original.base() == null ? id : id - original.firstId();
    return original.tables().starts()[entry];
  }
}
