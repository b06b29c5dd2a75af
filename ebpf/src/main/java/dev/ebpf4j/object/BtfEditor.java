package dev.ebpf4j.object;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.encode.BtfBuilder;
import java.util.Map;
import java.util.TreeMap;

/// Changes types of a BTF and adds some at its end. Ids stay as they are.
final class BtfEditor {
  private final Btf original;
  private final Map<Integer, BtfType> changed = new TreeMap<>();
  private int next;

  BtfEditor(Btf btf) {
    this.original = btf;
    this.next = btf.typeCount();
  }

  /// The type as it is now.
  BtfType type(int id) {
    BtfType type = changed.get(id);
    return type == null ? original.type(id) : type;
  }

  void set(int id, BtfType type) {
    changed.put(id, type);
  }

  /// Adds a type and returns its id.
  int add(BtfType type) {
    changed.put(next, type);
    return next++;
  }

  /// Gives a variable or function another linkage.
  void setLinkage(int id, int linkage) {
    // A switch over types would make a class at run time, which the start of a load waits for.
    BtfType type = type(id);
    if (type instanceof BtfType.Var variable && variable.linkage() != linkage) {
      set(id, new BtfType.Var(variable.name(), variable.type(), linkage));
    } else if (type instanceof BtfType.Func function && function.linkage() != linkage) {
      set(id, new BtfType.Func(function.name(), function.prototype(), linkage));
    }
  }

  /// The result; the original if nothing was changed.
  Btf toBtf() {
    if (changed.isEmpty()) {
      return original;
    }
    Btf patched = RecordPatch.apply(original, changed);
    return patched == null ? rebuilt() : patched;
  }

  private Btf rebuilt() {
    BtfBuilder builder = BtfBuilder.copyOf(original);
    changed.forEach(
        (id, type) -> {
          if (id < original.typeCount()) {
            builder.replace(id, type);
          } else {
            builder.add(type);
          }
        });
    return builder.build();
  }
}
