package dev.ebpf4j.btf;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.parse.BtfTables;
import dev.ebpf4j.btf.parse.RecordFields;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The numbers that records of types are made of, read without making objects: the part of [Btf]
/// that loops over many types use.
abstract sealed class TypeNumbers permits Btf {

  private static final int RECORD_WORDS = 3;

  private final @Nullable TypeNumbers parent;
  private final int[] words;
  private final int[] starts;
  private final int sectionStart;

  /// Id of the first type in [#starts]: 0 without a base, which counts `void` as its own.
  private final int firstId;

  private final int typeCount;

  TypeNumbers(BtfTables tables, @Nullable TypeNumbers parent) {
    this.parent = parent;
    this.words = tables.words();
    this.starts = tables.starts();
    this.sectionStart = tables.sectionStart();
    this.firstId = parent == null ? 0 : parent.typeCount;
    this.typeCount = firstId + tables.count();
  }

  /// Number of type ids, `void` and the base's included: ids run from 0 to one less than this.
  public final int typeCount() {
    return typeCount;
  }

  /// Id of the first type of this BTF itself: 1, or what follows the base's last id.
  public final int firstId() {
    return Math.max(1, firstId);
  }

  /// The string at an offset.
  public abstract String string(int offset);

  /// The kind of a type.
  public final BtfKind kind(int id) {
    return BtfKind.ofChecked(kindNumber(id));
  }

  /// The number of a type's kind, see [BtfKind#number()].
  public final int kindNumber(int id) {
    return word(id, 1) >>> 24 & 0x1f;
  }

  /// Whether the type is of this kind.
  public final boolean is(int id, BtfKind kind) {
    return kindNumber(id) == kind.number();
  }

  /// Number of members, values, parameters or section variables; for a function its linkage.
  public final int vlen(int id) {
    return word(id, 1) & BtfFormat.MAX_VLEN;
  }

  /// The kind's flag: bit-fields in a struct or union, a signed enumeration, a forward of a
  /// union, a tag that is a general attribute.
  public final boolean kindFlag(int id) {
    return word(id, 1) < 0;
  }

  /// Offset of the type's name in the strings; 0 if it has none.
  public final int nameOffset(int id) {
    return word(id, 0);
  }

  /// The type's name; empty if it has none.
  public final String name(int id) {
    return string(word(id, 0));
  }

  /// The record's third number: a size for kinds that have one, the target's id for the others.
  public final int sizeOrType(int id) {
    return word(id, 2);
  }

  /// The id that a pointer, typedef, modifier, tag, variable or function (its prototype) or
  /// function prototype (its return type) refers to.
  public final int target(int id) {
    return word(id, 2);
  }

  /// The size in the record of an integer, float, struct, union, enumeration or section; see
  /// [Btf#sizeBytes(int)] for any type.
  public final long ownSizeBytes(int id) {
    return word(id, 2) & 0xffff_ffffL;
  }

  /// Number `index` of the 32-bit numbers that make up the type's record: name, info, size or
  /// target, then what belongs to the kind.
  public final int word(int id, int index) {
    if (id < firstId || id >= typeCount) {
      return foreignWord(id, index); // apart, so that what follows is short enough to be inlined
    }
    return words[starts[id - firstId] + index];
  }

  private int foreignWord(int id, int index) {
    if (id >= typeCount) {
      throw new IndexOutOfBoundsException("no BTF type " + id + " in " + typeCount);
    }
    return parent().word(id, index);
  }

  /// How many numbers make up the type's record.
  public final int wordCount(int id) {
    return Math.max(RECORD_WORDS, BtfTables.recordWords(word(id, 1)));
  }

  // ---- what belongs to a kind ------------------------------------------------------------------

  /// Offset of the name of member, parameter or value `index`.
  public final int entryNameOffset(int id, int index) {
    return word(id, RECORD_WORDS + index * entryWords(id));
  }

  private int entryWords(int id) {
    int kind = kindNumber(id);
    return kind == BtfFormat.KIND_ENUM || kind == BtfFormat.KIND_FUNC_PROTO ? 2 : 3;
  }

  public final int memberNameOffset(int id, int index) {
    return word(id, RECORD_WORDS + index * 3);
  }

  public final String memberName(int id, int index) {
    return string(memberNameOffset(id, index));
  }

  public final int memberType(int id, int index) {
    return word(id, RECORD_WORDS + 1 + index * 3);
  }

  /// Distance of a member from the start of its struct, in bits.
  public final long memberBitOffset(int id, int index) {
    int offset = word(id, RECORD_WORDS + 2 + index * 3);
    return kindFlag(id) ? offset & 0xff_ffff : offset & 0xffff_ffffL;
  }

  /// Width in bits of a bit-field; 0 for an ordinary member.
  public final int memberBitfieldSize(int id, int index) {
    return kindFlag(id) ? word(id, RECORD_WORDS + 2 + index * 3) >>> 24 : 0;
  }

  public final int paramNameOffset(int id, int index) {
    return word(id, RECORD_WORDS + index * 2);
  }

  public final String paramName(int id, int index) {
    return string(paramNameOffset(id, index));
  }

  public final int paramType(int id, int index) {
    return word(id, RECORD_WORDS + 1 + index * 2);
  }

  public final int valueNameOffset(int id, int index) {
    return entryNameOffset(id, index);
  }

  public final String valueName(int id, int index) {
    return string(valueNameOffset(id, index));
  }

  /// Value of an enumerator, extended by its sign if the enumeration is signed; an unsigned one
  /// above 2^63-1 appears negative.
  public final long value(int id, int index) {
    if (kindNumber(id) == BtfFormat.KIND_ENUM) {
      int value = word(id, RECORD_WORDS + 1 + index * 2);
      return kindFlag(id) ? value : value & 0xffff_ffffL;
    }
    int at = RECORD_WORDS + 1 + index * 3;
    return ((long) word(id, at + 1) << 32) | (word(id, at) & 0xffff_ffffL);
  }

  /// The variable (or function) that entry `index` of a section places.
  public final int sectionVarType(int id, int index) {
    return word(id, RECORD_WORDS + index * 3);
  }

  public final long sectionVarOffset(int id, int index) {
    return word(id, RECORD_WORDS + 1 + index * 3) & 0xffff_ffffL;
  }

  public final long sectionVarSizeBytes(int id, int index) {
    return word(id, RECORD_WORDS + 2 + index * 3) & 0xffff_ffffL;
  }

  public final int elementType(int id) {
    return word(id, RECORD_WORDS);
  }

  public final int indexType(int id) {
    return word(id, RECORD_WORDS + 1);
  }

  /// Number of elements of an array; 0 for a flexible one.
  public final long elementCount(int id) {
    return word(id, RECORD_WORDS + 2) & 0xffff_ffffL;
  }

  /// Encoding bits of an integer: 1 signed, 2 character, 4 boolean.
  public final int intEncoding(int id) {
    return word(id, RECORD_WORDS) >>> 24 & 0xf;
  }

  public final int intBitOffset(int id) {
    return word(id, RECORD_WORDS) >>> 16 & 0xff;
  }

  public final int intBits(int id) {
    return word(id, RECORD_WORDS) & 0xff;
  }

  /// Linkage of a function or a variable: 0 static, 1 global, 2 extern.
  public final int linkage(int id) {
    return kindNumber(id) == BtfFormat.KIND_FUNC ? vlen(id) : word(id, RECORD_WORDS);
  }

  /// The member or parameter a declaration tag belongs to; -1 for all of its target.
  public final int component(int id) {
    return word(id, RECORD_WORDS);
  }

  /// Calls `visitor` with each id that the type's record refers to, in the record's order; an id
  /// may come more than once, and `void` as 0.
  public final void forEachReference(int id, IntConsumer visitor) {
    if (id < firstId) {
      parent().forEachReference(id, visitor);
    } else {
      RecordFields.forEachType(words, starts[Objects.checkIndex(id, typeCount) - firstId], visitor);
    }
  }

  /// Byte offset of a type's record within the blob it was read from; -1 for `void`.
  public final long recordOffset(int id) {
    if (id == 0) {
      return -1;
    }
    if (id < firstId) {
      return parent().recordOffset(id);
    }
    return sectionStart + starts[id - firstId] * 4L;
  }

  private TypeNumbers parent() {
    if (parent == null) {
      throw new IndexOutOfBoundsException("negative id");
    }
    return parent;
  }
}
