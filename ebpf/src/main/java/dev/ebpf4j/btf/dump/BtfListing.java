package dev.ebpf4j.btf.dump;

import static dev.ebpf4j.abi.BtfFormat.*;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.util.TextBuffer;
import java.nio.charset.StandardCharsets;

/// Lists BTF types one by one as their records say, without any sense of C: the "raw" form of
/// `bpftool btf dump`. Each type is a line that starts with its id, and an indented one for each
/// member, value, parameter or variable.
///
/// Phrases are kept as bytes: for the whole of a kernel most of the time goes into copying text.
public final class BtfListing {

  private static final byte[][] KIND = new byte[BtfFormat.KIND_ENUM64 + 1][];

  static {
    for (int kind = 0; kind < KIND.length; kind++) {
      KIND[kind] = ascii("] " + BtfFormat.kindName(kind) + " '");
    }
  }

  private static final byte[] ANONYMOUS = ascii("(anon)");
  private static final byte[] TYPE_ID = ascii("' type_id=");
  private static final byte[] SIZE = ascii("' size=");
  private static final byte[] VLEN = ascii(" vlen=");
  private static final byte[] BITS_OFFSET = ascii(" bits_offset=");
  private static final byte[] BITFIELD_SIZE = ascii(" bitfield_size=");
  private static final byte[] ENTRY = ascii("\n\t'");
  private static final byte[] VALUE = ascii("' val=");
  private static final byte[] LINKAGE = ascii(" linkage=");

  private final Btf btf;
  private final TextBuffer out;

  public BtfListing(Btf btf, TextBuffer out) {
    this.btf = btf;
    this.out = out;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Lists all types of the BTF itself, not those of its base.
  public void all() {
    int end = btf.typeCount();
    for (int id = btf.firstId(); id < end; id++) {
      type(id);
    }
  }

  /// Lists one type.
  public void type(int id) {
    int kind = btf.kindNumber(id);
    out.ch('[').unsigned(id).bytes(KIND[kind]);
    name(btf.nameOffset(id));
    switch (kind) {
      case KIND_PTR, KIND_CONST, KIND_VOLATILE, KIND_RESTRICT, KIND_TYPEDEF, KIND_TYPE_TAG ->
          out.bytes(TYPE_ID).unsigned(btf.target(id));
      case KIND_FUNC -> function(id);
      case KIND_FUNC_PROTO -> prototype(id);
      case KIND_STRUCT, KIND_UNION -> composite(id);
      case KIND_ARRAY -> array(id);
      case KIND_INT -> integer(id);
      case KIND_ENUM -> enumeration(id);
      case KIND_ENUM64 -> enumeration64(id);
      case KIND_FWD -> out.text("' fwd_kind=").text(KindText.forward(btf.kindFlag(id)));
      case KIND_VAR -> variable(id);
      case KIND_DATASEC -> section(id);
      case KIND_FLOAT -> out.bytes(SIZE).unsigned(btf.sizeOrType(id));
      case KIND_DECL_TAG -> declTag(id);
      default -> out.ch('\'');
    }
    out.nl();
  }

  private void name(int offset) {
    if (offset == 0) {
      out.bytes(ANONYMOUS);
    } else {
      btf.appendString(offset, out);
    }
  }

  private void integer(int id) {
    out.bytes(SIZE).unsigned(btf.sizeOrType(id)).bytes(BITS_OFFSET).unsigned(btf.intBitOffset(id));
    out.text(" nr_bits=").unsigned(btf.intBits(id));
    out.text(" encoding=").text(KindText.encoding(btf.intEncoding(id)));
  }

  private void array(int id) {
    out.bytes(TYPE_ID).unsigned(btf.elementType(id));
    out.text(" index_type_id=").unsigned(btf.indexType(id));
    out.text(" nr_elems=").unsigned(btf.elementCount(id));
  }

  private void composite(int id) {
    int count = sizeAndCount(id);
    for (int i = 0; i < count; i++) {
      out.bytes(ENTRY);
      name(btf.memberNameOffset(id, i));
      out.bytes(TYPE_ID).unsigned(btf.memberType(id, i));
      out.bytes(BITS_OFFSET).unsigned(btf.memberBitOffset(id, i));
      int bits = btf.memberBitfieldSize(id, i);
      if (bits != 0) {
        out.bytes(BITFIELD_SIZE).unsigned(bits);
      }
    }
  }

  private int sizeAndCount(int id) {
    int count = btf.vlen(id);
    out.bytes(SIZE).unsigned(btf.sizeOrType(id)).bytes(VLEN).unsigned(count);
    return count;
  }

  private void enumeration(int id) {
    boolean signed = enumHead(id);
    for (int i = 0; i < btf.vlen(id); i++) {
      out.bytes(ENTRY);
      name(btf.valueNameOffset(id, i));
      out.bytes(VALUE);
      int value = (int) btf.value(id, i);
      if (signed) {
        out.dec(value);
      } else {
        out.unsigned(value);
      }
    }
  }

  private void enumeration64(int id) {
    boolean signed = enumHead(id);
    for (int i = 0; i < btf.vlen(id); i++) {
      out.bytes(ENTRY);
      name(btf.valueNameOffset(id, i));
      out.bytes(VALUE);
      long value = btf.value(id, i);
      if (signed) {
        out.dec(value).text("LL");
      } else {
        out.unsigned(value).text("ULL");
      }
    }
  }

  private boolean enumHead(int id) {
    boolean signed = btf.kindFlag(id);
    out.text("' encoding=").text(KindText.signedness(signed));
    out.text(" size=").unsigned(btf.sizeOrType(id)).bytes(VLEN).unsigned(btf.vlen(id));
    return signed;
  }

  private void function(int id) {
    out.bytes(TYPE_ID).unsigned(btf.target(id));
    out.bytes(LINKAGE).text(KindText.linkage(btf.linkage(id)));
  }

  private void prototype(int id) {
    int count = btf.vlen(id);
    out.text("' ret_type_id=").unsigned(btf.target(id)).bytes(VLEN).unsigned(count);
    for (int i = 0; i < count; i++) {
      out.bytes(ENTRY);
      name(btf.paramNameOffset(id, i));
      out.bytes(TYPE_ID).unsigned(btf.paramType(id, i));
    }
  }

  private void variable(int id) {
    out.bytes(TYPE_ID).unsigned(btf.target(id)).ch(',');
    out.bytes(LINKAGE).text(KindText.linkage(btf.linkage(id)));
  }

  private void section(int id) {
    int count = sizeAndCount(id);
    for (int i = 0; i < count; i++) {
      int type = btf.sectionVarType(id, i);
      out.text("\n\ttype_id=").unsigned(type);
      out.text(" offset=").unsigned(btf.sectionVarOffset(id, i));
      out.text(" size=").unsigned(btf.sectionVarSizeBytes(id, i));
      out.text(" (").text(BtfFormat.kindName(btf.kindNumber(type))).text(" '");
      name(btf.nameOffset(type));
      out.text("')");
    }
  }

  private void declTag(int id) {
    out.bytes(TYPE_ID).unsigned(btf.target(id));
    out.text(" component_idx=").dec(btf.component(id));
  }
}
