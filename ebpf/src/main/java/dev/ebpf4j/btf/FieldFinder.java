package dev.ebpf4j.btf;

import dev.ebpf4j.abi.BtfFormat;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NoSuchElementException;

/// Follows one path from a struct to a field.
final class FieldFinder {

  /// Deepest nesting of anonymous types that is looked through.
  private static final int MAX_DEPTH = 64;

  private final Btf btf;
  private final List<Long> pointers = new ArrayList<>();
  private int type;
  private long bitOffset;
  private int bitfieldSize;

  /// Structs and unions listed so far: shared anonymous types could be listed without end.
  private int listed;

  FieldFinder(Btf btf) {
    this.btf = btf;
  }

  FieldPath find(int root, String path) {
    type = root;
    int at = 0;
    while (at < path.length()) {
      char c = path.charAt(at);
      if (c == '[') {
        at = index(path, at + 1);
      } else if (at == 0 || c == '.') {
        at = name(path, at == 0 ? 0 : at + 1);
      } else {
        throw new IllegalArgumentException("field path '" + path + "' at " + at);
      }
    }
    if (path.isEmpty()) {
      throw new IllegalArgumentException("empty field path");
    }
    return new FieldPath(btf, path, pointers, bitOffset, type, bitfieldSize);
  }

  private int name(String path, int from) {
    int end = from;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    if (end == from) {
      throw new IllegalArgumentException("field path '" + path + "' has an empty name at " + from);
    }
    int composite = btf.resolve(type);
    if (btf.is(composite, BtfKind.PTR)) {
      composite = btf.resolve(follow(composite));
    }
    String name = path.substring(from, end);
    if (!btf.kind(composite).isComposite() || !search(composite, name, new BitSet(), 0)) {
      throw new NoSuchElementException(
          "no field '" + name + "' in " + describe(composite) + " (path '" + path + "')");
    }
    return end;
  }

  private int index(String path, int from) {
    int end = path.indexOf(']', from);
    long index = -1;
    if (end > from && end - from <= 10) {
      index = 0;
      for (int i = from; i < end; i++) {
        int digit = path.charAt(i) - '0';
        index = digit >= 0 && digit <= 9 && index >= 0 ? index * 10 + digit : -1;
      }
    }
    if (index < 0 || from == 1) {
      throw new IllegalArgumentException("field path '" + path + "' has no index at " + from);
    }
    int array = btf.resolve(type);
    if (btf.is(array, BtfKind.PTR)) {
      type = follow(array);
    } else if (btf.is(array, BtfKind.ARRAY)) {
      long count = btf.elementCount(array);
      if (count != 0 && index >= count) {
        throw new NoSuchElementException(
            "no element " + index + " in an array of " + count + " (path '" + path + "')");
      }
      type = btf.elementType(array);
    } else {
      throw new NoSuchElementException(describe(array) + " has no elements (path '" + path + "')");
    }
    bitOffset += index * btf.sizeBytes(type) * 8;
    return end + 1;
  }

  /// Goes through the pointer at the present place.
  ///
  /// @return the type it points to
  private int follow(int pointer) {
    pointers.add(bitOffset / 8);
    bitOffset = 0;
    bitfieldSize = 0;
    return btf.target(pointer);
  }

  /// Looks for a member, also within anonymous members; each type is looked through once.
  private boolean search(int composite, String name, BitSet seen, int depth) {
    if (seen.get(composite)) {
      return false;
    }
    if (depth == MAX_DEPTH) {
      throw btf.malformed(composite, "is nested too deep");
    }
    seen.set(composite);
    int vlen = btf.vlen(composite);
    for (int i = 0; i < vlen; i++) {
      long offset = btf.memberBitOffset(composite, i);
      if (btf.memberNameOffset(composite, i) == 0) {
        int inner = btf.resolve(btf.memberType(composite, i));
        if (btf.kind(inner).isComposite() && search(inner, name, seen, depth + 1)) {
          bitOffset += offset;
          return true;
        }
      } else if (btf.memberName(composite, i).equals(name)) {
        bitOffset += offset;
        type = btf.memberType(composite, i);
        bitfieldSize = btf.memberBitfieldSize(composite, i);
        return true;
      }
    }
    return false;
  }

  /// Adds the named fields of a type that begins at `start`.
  void list(int composite, long start, List<FieldPath> out) {
    list(composite, start, out, 0);
  }

  private void list(int composite, long start, List<FieldPath> out, int depth) {
    if (depth == MAX_DEPTH || ++listed > BtfFormat.MAX_VLEN) {
      throw btf.malformed(composite, "has too many fields or is nested too deep");
    }
    int vlen = btf.vlen(composite);
    for (int i = 0; i < vlen; i++) {
      long offset = start + btf.memberBitOffset(composite, i);
      int member = btf.memberType(composite, i);
      if (btf.memberNameOffset(composite, i) != 0) {
        int width = btf.memberBitfieldSize(composite, i);
        String name = btf.memberName(composite, i);
        out.add(new FieldPath(btf, name, List.of(), offset, member, width));
      } else if (btf.kind(btf.resolve(member)).isComposite()) {
        list(btf.resolve(member), offset, out, depth + 1);
      }
    }
  }

  private String describe(int id) {
    String name = btf.name(id);
    return btf.kind(id) + (name.isEmpty() ? " [" + id + "]" : " '" + name + "'");
  }
}
