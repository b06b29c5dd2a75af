package dev.ebpf4j.core;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Finds the place in a kernel type that a place in an object's type stands for: the same names on
/// the way, through members without a name, with compatible types.
final class SpecMatcher {
  private static final byte[] NO_NAME = {};

  private final CoreSpec local;
  private final CoreSpec found;
  private final Btf target;
  private final TypeComparison comparison;
  private final Budget budget = new Budget();

  /// Type that the way has led to.
  private int type;

  private SpecMatcher(CoreSpec local, Btf target, int root) {
    this.local = local;
    this.target = target;
    this.type = root;
    this.found = new CoreSpec(target, root, local.kind());
    this.comparison = new TypeComparison(local.btf(), target);
  }

  /// The place in the type `root` of `target`, or null if it has none.
  static @Nullable CoreSpec match(CoreSpec local, Btf target, int root) {
    SpecMatcher matcher = new SpecMatcher(local, target, root);
    return matcher.run() ? matcher.found : null;
  }

  private boolean run() {
    CoreKind kind = local.kind();
    if (kind == CoreKind.TYPE_MATCHES) {
      return comparison.matches(local.root(), type);
    }
    if (kind.isType()) {
      return comparison.compatible(local.root(), type);
    }
    if (kind.isEnumerator()) {
      return matchValue();
    }
    for (int i = 0; i < local.steps().size(); i++) {
      CoreSpec.Step step = local.steps().get(i);
      type = target.resolve(type);
      boolean goesOn =
          step.name() == null ? matchElement(step, i) : matchMember(step, bytes(step.name()), type);
      if (!goesOn) {
        return false;
      }
    }
    return true;
  }

  private boolean matchValue() {
    int enumeration = target.resolve(type);
    if (!target.kind(enumeration).isAnyEnum()) {
      return false;
    }
    String name = local.steps().getFirst().name();
    byte[] wanted = bytes(Flavour.essential(name == null ? "" : name));
    for (int i = 0; i < target.vlen(enumeration); i++) {
      if (target.essentialEquals(target.valueNameOffset(enumeration, i), wanted)) {
        found.push(new CoreSpec.Step(enumeration, i, target.valueName(enumeration, i)));
        found.push(i);
        return true;
      }
    }
    return false;
  }

  private boolean matchElement(CoreSpec.Step step, int index) {
    if (index > 0) {
      if (!target.is(type, BtfKind.ARRAY)) {
        return false;
      }
      if (!found.isFlexible(type) && step.index() >= target.elementCount(type)) {
        return false;
      }
      type = target.resolve(target.elementType(type));
    }
    found.push(step.index());
    found.push(new CoreSpec.Step(type, step.index(), null));
    found.move(CoreSpec.bits(step.index(), CoreSpec.size(target, type)));
    return true;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Looks for the member in `composite` and in the members without a name that it has. Names are
  /// compared as bytes: types of a kernel have hundreds of members.
  private boolean matchMember(CoreSpec.Step step, byte[] wanted, int composite) {
    int in = target.resolve(composite);
    if (!target.kind(in).isComposite()) {
      return false;
    }
    for (int i = 0; i < target.vlen(in); i++) {
      budget.step();
      int name = target.memberNameOffset(in, i);
      boolean isIt = target.stringEquals(name, wanted);
      if (isIt || target.stringEquals(name, NO_NAME)) {
        long bits = target.memberBitOffset(in, i);
        found.move(bits);
        found.push(i);
        if (isIt) {
          return take(step, in, i);
        }
        if (matchMember(step, wanted, target.memberType(in, i))) {
          return true;
        }
        found.move(-bits);
        found.pop();
      }
    }
    return false;
  }

  private boolean take(CoreSpec.Step step, int in, int index) {
    int ours = local.btf().memberType(step.type(), (int) step.index());
    type = target.memberType(in, index);
    if (!comparison.fieldsCompatible(ours, type)) {
      found.pop();
      found.move(-target.memberBitOffset(in, index));
      return false;
    }
    found.push(new CoreSpec.Step(in, index, step.name()));
    return true;
  }
}
