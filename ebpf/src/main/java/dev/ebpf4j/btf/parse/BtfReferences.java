package dev.ebpf4j.btf.parse;

import static dev.ebpf4j.abi.BtfFormat.*;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.error.MalformedTypeException;
import java.util.function.IntUnaryOperator;

/// Checks that every type id and string offset in a type section refers to something that exists,
/// in one pass.
///
/// Cycles are not looked for: a struct that contains itself is a fault only for whoever needs its
/// layout, and is reported there.
public final class BtfReferences {

  private final int[] words;
  private final BtfTables tables;
  private final int sectionStart;
  private final int firstId;
  private final int typeCount;
  private final int stringLimit;
  private final IntUnaryOperator baseKind;

  private int id;
  private int start;

  /// @param firstId id of the section's first type, 0 for one without base (whose first is `void`)
  /// @param stringLimit end of the string offsets that are valid, those of the base included
  /// @param baseKind kind number of a type of the base, by its id
  public BtfReferences(BtfTables tables, int firstId, int stringLimit, IntUnaryOperator baseKind) {
    this.tables = tables;
    this.words = tables.words();
    this.sectionStart = tables.sectionStart();
    this.firstId = firstId;
    this.typeCount = firstId + tables.count();
    this.stringLimit = stringLimit;
    this.baseKind = baseKind;
  }

  /// Looks at every type once.
  ///
  /// @throws MalformedTypeException for the first reference to nothing
  public void check() {
    for (int i = 0; i < tables.count(); i++) {
      id = firstId + i;
      start = tables.starts()[i];
      checkType();
    }
  }

  private void checkType() {
    int info = words[start + 1];
    int vlen = info & MAX_VLEN;
    name(words[start], "type name");
    switch (info >>> 24 & 0x1f) {
      case KIND_PTR,
          KIND_TYPEDEF,
          KIND_VOLATILE,
          KIND_CONST,
          KIND_RESTRICT,
          KIND_VAR,
          KIND_DECL_TAG,
          KIND_TYPE_TAG ->
          type(words[start + 2]);
      case KIND_ARRAY -> {
        type(words[start + 3]);
        type(words[start + 4]);
      }
      case KIND_STRUCT, KIND_UNION -> named(vlen, 3, "field name", true);
      case KIND_ENUM -> named(vlen, 2, "enum name", false);
      case KIND_ENUM64 -> named(vlen, 3, "enum name", false);
      case KIND_FUNC -> function(words[start + 2]);
      case KIND_FUNC_PROTO -> {
        type(words[start + 2]);
        named(vlen, 2, "param name", true);
      }
      case KIND_DATASEC -> {
        for (int i = 0, at = start + 3; i < vlen; i++, at += 3) {
          type(words[at]);
        }
      }
      default -> {
        // void, integers, forwards and floats refer to nothing
      }
    }
  }

  private void named(int count, int stride, String what, boolean typed) {
    for (int i = 0, at = start + 3; i < count; i++, at += stride) {
      name(words[at], what);
      if (typed) {
        type(words[at + 1]);
      }
    }
  }

  private void name(int offset, String what) {
    if (offset < 0 || offset >= stringLimit) {
      throw malformed("invalid " + what + " (string offset " + (offset & 0xffff_ffffL) + ")");
    }
  }

  private void type(int target) {
    if (target < 0 || target >= typeCount) {
      throw malformed("invalid referenced type ID " + (target & 0xffff_ffffL));
    }
  }

  private void function(int target) {
    type(target);
    if (kindOf(target) != KIND_FUNC_PROTO) {
      throw malformed("referenced type [" + target + "] is not FUNC_PROTO");
    }
  }

  private int kindOf(int target) {
    return target < firstId
        ? baseKind.applyAsInt(target)
        : words[tables.starts()[target - firstId] + 1] >>> 24 & 0x1f;
  }

  private MalformedTypeException malformed(String problem) {
    String kind = BtfFormat.kindName(words[start + 1] >>> 24 & 0x1f);
    return new MalformedTypeException(id, kind, sectionStart + start * 4L, problem);
  }
}
