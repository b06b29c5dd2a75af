package dev.ebpf4j.core;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.error.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A place within a type: the way from a root type to a field, the value of an enumeration, or the
/// type itself. In the object's BTF it is read from the access path that the compiler wrote; in the
/// kernel's it is found by the names on that way.
public final class CoreSpec {
  /// Longest way.
  static final int MAX_LENGTH = 64;

  /// A step with a meaning: a named member, or an element of an array.
  ///
  /// @param type id of the struct or union that has the member, of the enumeration, or of the
  ///     element
  /// @param index of the member, the value or the element
  /// @param name of the member or value; null for elements
  record Step(int type, long index, @Nullable String name) {}

  private final Btf btf;
  private final int root;
  private final CoreKind kind;
  private final List<Step> steps = new ArrayList<>();
  private final List<Long> path = new ArrayList<>();
  private long bitOffset;

  CoreSpec(Btf btf, int root, CoreKind kind) {
    this.btf = btf;
    this.root = root;
    this.kind = kind;
  }

  /// Reads the access path of a relocation, such as `0:1:2`.
  static CoreSpec parse(Btf btf, int root, String access, CoreKind kind) {
    CoreSpec spec = new CoreSpec(btf, root, kind);
    if (access.isEmpty()) {
      throw invalid("empty access path");
    }
    if (kind.isType()) {
      if (!access.equals("0")) {
        throw invalid("access path of a type is not 0");
      }
      return spec;
    }
    for (String part : access.split(":", -1)) {
      spec.push(index(part));
    }
    spec.follow();
    return spec;
  }

  private static long index(String text) {
    if (text.isEmpty() || text.length() > 9) {
      throw invalid("access path with '" + text + "'");
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw invalid("access path with '" + text + "'");
      }
      value = value * 10 + c - '0';
    }
    return value;
  }

  static CoreFailure invalid(String problem) {
    return new CoreFailure(Errno.EINVAL, problem);
  }

  private void follow() {
    int type = btf.resolve(root);
    long first = path.getFirst();
    if (kind.isEnumerator()) {
      if (!btf.kind(type).isAnyEnum() || path.size() > 1 || first >= btf.vlen(type)) {
        throw invalid("access path of an enumeration's value leads nowhere");
      }
      steps.add(new Step(type, first, btf.valueName(type, (int) first)));
      return;
    }
    steps.add(new Step(type, first, null));
    bitOffset = bits(first, size(btf, type));
    for (int i = 1; i < path.size(); i++) {
      long index = path.get(i);
      BtfKind its = btf.kind(type);
      if (its.isComposite()) {
        type = followMember(type, index);
      } else if (its == BtfKind.ARRAY) {
        type = followElement(type, index);
      } else {
        throw invalid("access path captures type [" + type + "] of unexpected kind " + kind(its));
      }
    }
  }

  private int followMember(int type, long index) {
    if (index >= btf.vlen(type)) {
      throw invalid("no member " + index + " in type [" + type + "]");
    }
    int member = (int) index;
    bitOffset += btf.memberBitOffset(type, member);
    if (btf.memberNameOffset(type, member) != 0) {
      steps.add(new Step(type, member, btf.memberName(type, member)));
    }
    return btf.resolve(btf.memberType(type, member));
  }

  private int followElement(int array, long index) {
    int element = btf.resolve(btf.elementType(array));
    if (!isFlexible(array) && index >= btf.elementCount(array)) {
      throw invalid("no element " + index + " in type [" + array + "]");
    }
    steps.add(new Step(element, index, null));
    bitOffset += bits(index, size(btf, element));
    return element;
  }

  /// Whether `array` is the last step's member and may have any length.
  boolean isFlexible(int array) {
    Step last = steps.getLast();
    return last.name() != null
        && btf.elementCount(array) == 0
        && last.index() == btf.vlen(last.type()) - 1;
  }

  /// Size of a type in bytes.
  static long size(Btf btf, int type) {
    try {
      return btf.sizeBytes(type);
    } catch (MalformedException e) {
      throw invalid(e.problem());
    }
  }

  static long bits(long index, long size) {
    // Below 10^9 elements of less than 4 GB each.
    return Math.multiplyExact(index * 8, size);
  }

  // ---- building, for matching ------------------------------------------------------------------

  void push(long index) {
    if (path.size() == MAX_LENGTH) {
      throw new CoreFailure(Errno.E2BIG, "access path is too long");
    }
    path.add(index);
  }

  void pop() {
    path.removeLast();
  }

  void push(Step step) {
    steps.add(step);
  }

  void popStep() {
    steps.removeLast();
  }

  void move(long bits) {
    bitOffset += bits;
  }

  // ---- what it is ------------------------------------------------------------------------------

  /// The types it is about.
  public Btf btf() {
    return btf;
  }

  /// Id of the type it begins at, with modifiers and typedefs.
  public int root() {
    return root;
  }

  CoreKind kind() {
    return kind;
  }

  List<Step> steps() {
    return steps;
  }

  /// Indexes on the way, of members without a name too. The first is the element of an array of
  /// root types, or the value of an enumeration.
  public List<Long> path() {
    return List.copyOf(path);
  }

  /// Distance from the start of the root type.
  public long bitOffset() {
    return bitOffset;
  }

  private static String kind(BtfKind kind) {
    return kind == BtfKind.VOID ? "void" : kind.name().toLowerCase(Locale.ROOT);
  }

  /// Kind of type, root and way in words, such as `<byte_off> [5] struct task_struct.pid (0:3 @
  /// offset 12)`.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    String name = btf.name(root);
    out.append('<').append(kind.text()).append("> [").append(root).append("] ");
    out.append(kind(btf.kind(root))).append(' ').append(name.isEmpty() ? "<anon>" : name);
    if (kind.isEnumerator() && !path.isEmpty()) {
      describeValue(out);
    } else if (kind.isField()) {
      describeField(out);
    }
    return out.toString();
  }

  private void describeValue(StringBuilder out) {
    int type = btf.resolve(root);
    int index = (int) (long) path.getFirst();
    long value = btf.value(type, index);
    out.append("::").append(btf.valueName(type, index)).append(" = ");
    out.append(btf.kindFlag(type) ? Long.toString(value) : Long.toUnsignedString(value));
  }

  private void describeField(StringBuilder out) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (step.name() != null) {
        out.append('.').append(step.name());
      } else if (i > 0 || step.index() > 0) {
        out.append('[').append(step.index()).append(']');
      }
    }
    out.append(" (");
    for (int i = 0; i < path.size(); i++) {
      out.append(i == 0 ? "" : ":").append(path.get(i));
    }
    out.append(" @ offset ").append(bitOffset / 8);
    if (bitOffset % 8 != 0) {
      out.append('.').append(bitOffset % 8);
    }
    out.append(')');
  }
}
