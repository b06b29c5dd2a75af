package dev.ebpf4j.bpftool.command.btf;

import static dev.ebpf4j.abi.BtfFormat.*;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.bpftool.out.JsonOut;
import dev.ebpf4j.bpftool.out.JsonOut.Name;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.dump.KindText;
import dev.ebpf4j.util.TextBuffer;
import java.nio.charset.StandardCharsets;

/// BTF types as JSON objects, one each, as their records say.
///
/// Names of members are prepared, and strings are copied from where they lie in the BTF: a kernel's
/// makes 18 MB of this.
final class TypeJson {

  private static final byte[][] KIND = new byte[BtfFormat.KIND_ENUM64 + 1][];

  static {
    for (int kind = 0; kind < KIND.length; kind++) {
      KIND[kind] = quoted(BtfFormat.kindName(kind));
    }
  }

  private static final byte[] ANONYMOUS = quoted("(anon)");
  private static final Name ID = new Name("id");
  private static final Name KIND_NAME = new Name("kind");
  private static final Name NAME = new Name("name");
  private static final Name TYPE_ID = new Name("type_id");
  private static final Name RET_TYPE_ID = new Name("ret_type_id");
  private static final Name INDEX_TYPE_ID = new Name("index_type_id");
  private static final Name NR_ELEMS = new Name("nr_elems");
  private static final Name SIZE = new Name("size");
  private static final Name VLEN = new Name("vlen");
  private static final Name MEMBERS = new Name("members");
  private static final Name BITS_OFFSET = new Name("bits_offset");
  private static final Name BITFIELD_SIZE = new Name("bitfield_size");
  private static final Name ENCODING = new Name("encoding");
  private static final Name VALUES = new Name("values");
  private static final Name VAL = new Name("val");
  private static final Name PARAMS = new Name("params");
  private static final Name LINKAGE = new Name("linkage");

  private final Btf btf;
  private final JsonOut json;

  TypeJson(Btf btf, JsonOut json) {
    this.btf = btf;
    this.json = json;
  }

  private static byte[] quoted(String word) {
    return ('"' + word + '"').getBytes(StandardCharsets.US_ASCII);
  }

  /// Writes the types of the BTF itself, not those of its base.
  void all() {
    int end = btf.typeCount();
    for (int id = btf.firstId(); id < end; id++) {
      type(id);
    }
  }

  /// Writes one type.
  void type(int id) {
    int kind = btf.kindNumber(id);
    json.beginObject();
    number(ID, id);
    word(KIND_NAME, KIND[kind]);
    name(btf.nameOffset(id));
    switch (kind) {
      case KIND_PTR, KIND_CONST, KIND_VOLATILE, KIND_RESTRICT, KIND_TYPEDEF, KIND_TYPE_TAG ->
          number(TYPE_ID, btf.target(id));
      case KIND_FUNC -> function(id);
      case KIND_FUNC_PROTO -> prototype(id);
      case KIND_STRUCT, KIND_UNION -> composite(id);
      case KIND_ARRAY -> array(id);
      case KIND_INT -> integer(id);
      case KIND_ENUM, KIND_ENUM64 -> enumeration(id);
      case KIND_FWD -> json.field("fwd_kind", KindText.forward(btf.kindFlag(id)));
      case KIND_VAR -> function(id);
      case KIND_DATASEC -> section(id);
      case KIND_FLOAT -> number(SIZE, btf.sizeOrType(id));
      case KIND_DECL_TAG -> declTag(id);
      default -> {}
    }
    json.endObject();
  }

  private void number(Name name, int value) {
    json.name(name).unsigned(value);
  }

  private void word(Name name, byte[] quoted) {
    json.name(name).verbatim().bytes(quoted);
  }

  private void name(int offset) {
    json.name(NAME);
    if (offset == 0) {
      json.verbatim().bytes(ANONYMOUS);
    } else {
      TextBuffer out = json.verbatim().ch('"');
      btf.appendJsonString(offset, out);
      out.ch('"');
    }
  }

  private void integer(int id) {
    number(SIZE, btf.sizeOrType(id));
    number(BITS_OFFSET, btf.intBitOffset(id));
    json.u32("nr_bits", btf.intBits(id));
    json.name(ENCODING).value(KindText.encoding(btf.intEncoding(id)));
  }

  private void array(int id) {
    number(TYPE_ID, btf.elementType(id));
    number(INDEX_TYPE_ID, btf.indexType(id));
    json.name(NR_ELEMS).unsigned(btf.elementCount(id));
  }

  private int sizeAndCount(int id) {
    int count = btf.vlen(id);
    number(SIZE, btf.sizeOrType(id));
    number(VLEN, count);
    return count;
  }

  private void composite(int id) {
    int count = sizeAndCount(id);
    json.name(MEMBERS).beginArray();
    for (int i = 0; i < count; i++) {
      json.beginObject();
      name(btf.memberNameOffset(id, i));
      number(TYPE_ID, btf.memberType(id, i));
      json.name(BITS_OFFSET).unsigned(btf.memberBitOffset(id, i));
      int bits = btf.memberBitfieldSize(id, i);
      if (bits != 0) {
        number(BITFIELD_SIZE, bits);
      }
      json.endObject();
    }
    json.endArray();
  }

  /// An enumeration's values are written as upstream does: one of 32 bits that is unsigned and has
  /// its highest bit set appears as the unsigned 64-bit number that its sign extension makes.
  private void enumeration(int id) {
    boolean wide = btf.is(id, BtfKind.ENUM64);
    boolean signed = btf.kindFlag(id);
    json.name(ENCODING).value(KindText.signedness(signed));
    int count = sizeAndCount(id);
    json.name(VALUES).beginArray();
    for (int i = 0; i < count; i++) {
      json.beginObject();
      name(btf.valueNameOffset(id, i));
      json.name(VAL);
      long value = btf.value(id, i);
      if (signed) {
        json.value(value);
      } else {
        json.unsigned(wide ? value : (long) (int) value);
      }
      json.endObject();
    }
    json.endArray();
  }

  /// A function or a variable.
  private void function(int id) {
    number(TYPE_ID, btf.target(id));
    json.name(LINKAGE).value(KindText.linkage(btf.linkage(id)));
  }

  private void prototype(int id) {
    int count = btf.vlen(id);
    number(RET_TYPE_ID, btf.target(id));
    number(VLEN, count);
    json.name(PARAMS).beginArray();
    for (int i = 0; i < count; i++) {
      json.beginObject();
      name(btf.paramNameOffset(id, i));
      number(TYPE_ID, btf.paramType(id, i));
      json.endObject();
    }
    json.endArray();
  }

  private void section(int id) {
    int count = sizeAndCount(id);
    json.beginArray("vars");
    for (int i = 0; i < count; i++) {
      json.beginObject();
      number(TYPE_ID, btf.sectionVarType(id, i));
      json.u64("offset", btf.sectionVarOffset(id, i));
      json.u64("size", btf.sectionVarSizeBytes(id, i));
      json.endObject();
    }
    json.endArray();
  }

  private void declTag(int id) {
    number(TYPE_ID, btf.target(id));
    json.field("component_idx", btf.component(id));
  }
}
