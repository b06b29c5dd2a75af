package dev.ebpf4j.btf.encode;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.btf.BtfType.Member;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Picks types, and members of structs, out of a BTF, and makes a small BTF of them.
///
/// Structs keep their sizes and picked members their offsets, so what is asked about a picked
/// member has the same answer in the small BTF. A reference to a type that was not picked becomes
/// one to `void`. The order of types stays.
public final class BtfSubset {

  private final Btf source;
  private final BitSet types = new BitSet();
  private final BitSet behindPointers = new BitSet();
  private final BitSet whole = new BitSet();
  private final BitSet wholeBehindPointer = new BitSet();
  private final Map<Integer, BitSet> members = new HashMap<>();

  public BtfSubset(Btf source) {
    this.source = source;
  }

  /// Picks a type and what it consists of, but no members of structs and nothing behind pointers.
  public void addType(int id) {
    addTypes(id, types, false);
  }

  /// Picks a type and what it consists of, also behind pointers, but no members of structs.
  public void addTypeWithPointers(int id) {
    addTypes(id, behindPointers, true);
    types.or(behindPointers);
  }

  private void addTypes(int root, BitSet seen, boolean followPointers) {
    Deque<Integer> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      int id = open.pop();
      boolean followed = followPointers || !source.is(id, BtfKind.PTR);
      if (id != 0 && !seen.get(id)) {
        seen.set(id);
        if (followed && !source.kind(id).isComposite()) {
          source.forEachReference(id, open::push);
        }
      }
    }
  }

  /// Picks the types and members on the way to a field.
  ///
  /// @param root id of the type the way begins at
  /// @param path an index for each step: first that of the element of an array of root types, then
  ///     of members (of anonymous ones too) or array elements
  public void addField(int root, List<Long> path) {
    addType(root);
    int at = source.resolve(root);
    for (int step = 1; step < path.size(); step++) {
      if (source.kind(at).isComposite()) {
        int index = Math.toIntExact(path.get(step));
        addMember(at, index);
        at = source.resolve(source.memberType(at, index));
      } else if (source.is(at, BtfKind.ARRAY)) {
        at = source.resolve(source.elementType(at));
      } else {
        throw source.malformed(at, "has no member or element for step " + step + " of a path");
      }
    }
  }

  private void addMember(int composite, int index) {
    if (index < 0 || index >= source.vlen(composite)) {
      throw source.malformed(composite, "has no member " + index);
    }
    members.computeIfAbsent(composite, _ -> new BitSet()).set(index);
    addType(source.memberType(composite, index));
  }

  /// Picks a type with all members of structs in it, and of those within them; structs behind
  /// pointers without members.
  public void addWhole(int root) {
    Deque<Integer> open = new ArrayDeque<>();
    openWhole(open, root, false);
    while (!open.isEmpty()) {
      int entry = open.pop();
      boolean behindPointer = entry < 0;
      int id = Math.abs(entry);
      BtfKind kind = source.kind(id);
      types.set(id);
      switch (kind) {
        case STRUCT, UNION -> {
          if (!behindPointer) {
            int vlen = source.vlen(id);
            members.computeIfAbsent(id, _ -> new BitSet()).set(0, vlen);
            source.forEachReference(id, target -> openWhole(open, target, false));
          }
        }
        case PTR -> openWhole(open, source.target(id), true);
        case ARRAY, FUNC_PROTO ->
            source.forEachReference(id, target -> openWhole(open, target, false));
        default -> source.forEachReference(id, target -> openWhole(open, target, behindPointer));
      }
    }
  }

  /// Puts a type on the list, negative if it is behind a pointer, unless it was there before.
  private void openWhole(Deque<Integer> open, int id, boolean behindPointer) {
    BitSet seen = behindPointer ? wholeBehindPointer : whole;
    if (id != 0 && !seen.get(id)) {
      seen.set(id);
      open.push(behindPointer ? -id : id);
    }
  }

  /// What was picked so far, in the source's byte order.
  public Btf build() {
    int[] ids = new int[source.typeCount()];
    int next = 1;
    for (int id = types.nextSetBit(0); id >= 0; id = types.nextSetBit(id + 1)) {
      ids[id] = next++;
    }
    BtfBuilder builder = new BtfBuilder(null, source.byteOrder());
    for (int id = types.nextSetBit(0); id >= 0; id = types.nextSetBit(id + 1)) {
      switch (source.kind(id)) {
        case STRUCT ->
            builder.add(
                BtfType.Struct.of(source.name(id), source.ownSizeBytes(id), picked(id, ids)));
        case UNION ->
            builder.add(
                BtfType.Union.of(source.name(id), source.ownSizeBytes(id), picked(id, ids)));
        default -> builder.addCopy(source, id, target -> ids[target]);
      }
    }
    return builder.build();
  }

  private List<Member> picked(int composite, int[] ids) {
    List<Member> list = new ArrayList<>();
    BitSet wanted = members.getOrDefault(composite, new BitSet());
    for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
      list.add(
          new Member(
              source.memberName(composite, i),
              ids[source.memberType(composite, i)],
              source.memberBitOffset(composite, i),
              source.memberBitfieldSize(composite, i)));
    }
    return list;
  }
}
