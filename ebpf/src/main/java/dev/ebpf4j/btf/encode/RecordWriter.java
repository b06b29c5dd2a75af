package dev.ebpf4j.btf.encode;

import dev.ebpf4j.abi.BtfFormat;
import dev.ebpf4j.btf.BtfType;
import java.util.List;

/// Writes a type as the words of its record.
final class RecordWriter {

  private static final long MAX_U32 = 0xffff_ffffL;
  private static final long MAX_BITFIELD_OFFSET = 0xff_ffff;

  private final StringTable strings;
  private final Words out;

  RecordWriter(StringTable strings, Words out) {
    this.strings = strings;
    this.out = out;
  }

  /// What a loader corrects comes first and by itself: the switch over all kinds is linked at run
  /// time, which a start would wait for.
  void write(BtfType type) {
    if (type instanceof BtfType.Datasec(_, long size, var vars)) {
      head(type, vars.size(), false, u32(size));
      for (BtfType.SectionVar place : vars) {
        out.put(place.type()).put(u32(place.offset())).put(u32(place.sizeBytes()));
      }
    } else if (type instanceof BtfType.Var(_, int target, int linkage)) {
      head(type, 0, false, target);
      out.put(linkage);
    } else if (type instanceof BtfType.Func(_, int prototype, int linkage)) {
      head(type, linkage, false, prototype);
    } else {
      writeOther(type);
    }
  }

  private void writeOther(BtfType type) {
    switch (type) {
      case BtfType.Datasec _, BtfType.Var _, BtfType.Func _ ->
          throw new IllegalArgumentException("written by itself: " + type);
      case BtfType.Void _ ->
          throw new IllegalArgumentException("void has id 0 and is not added to BTF");
      case BtfType.Int(_, long size, int encoding, int offset, int bits) -> {
        head(type, 0, false, u32(size));
        out.put(encoding << 24 | offset << 16 | bits);
      }
      case BtfType.Ptr(int target) -> head(type, 0, false, target);
      case BtfType.Array(int element, int index, long length) -> {
        head(type, 0, false, 0);
        out.put(element).put(index).put(u32(length));
      }
      case BtfType.Struct(_, long size, boolean bitfields, var members) ->
          composite(type, size, bitfields, members);
      case BtfType.Union(_, long size, boolean bitfields, var members) ->
          composite(type, size, bitfields, members);
      case BtfType.Enum(_, long size, boolean signed, var values) -> {
        head(type, values.size(), signed, u32(size));
        for (BtfType.Enumerator value : values) {
          out.put(strings.add(value.name())).put(value32(value, signed));
        }
      }
      case BtfType.Enum64(_, long size, boolean signed, var values) -> {
        head(type, values.size(), signed, u32(size));
        for (BtfType.Enumerator value : values) {
          out.put(strings.add(value.name()))
              .put((int) value.value())
              .put((int) (value.value() >>> 32));
        }
      }
      case BtfType.Fwd(_, boolean union) -> head(type, 0, union, 0);
      case BtfType.Typedef(_, int target) -> head(type, 0, false, target);
      case BtfType.Volatile(int target) -> head(type, 0, false, target);
      case BtfType.Const(int target) -> head(type, 0, false, target);
      case BtfType.Restrict(int target) -> head(type, 0, false, target);
      case BtfType.FuncProto(int returnType, var params) -> {
        head(type, params.size(), false, returnType);
        for (BtfType.Param param : params) {
          out.put(strings.add(param.name())).put(param.type());
        }
      }
      case BtfType.Float(_, long size) -> head(type, 0, false, u32(size));
      case BtfType.DeclTag(_, int target, int component, boolean attribute) -> {
        head(type, 0, attribute, target);
        out.put(component);
      }
      case BtfType.TypeTag(_, int target, boolean attribute) -> head(type, 0, attribute, target);
    }
  }

  private void composite(BtfType type, long size, boolean bitfields, List<BtfType.Member> members) {
    head(type, members.size(), bitfields, u32(size));
    for (BtfType.Member member : members) {
      out.put(strings.add(member.name())).put(member.type()).put(place(member, bitfields));
    }
  }

  private static int place(BtfType.Member member, boolean bitfields) {
    if (!bitfields) {
      if (member.bitfieldSize() != 0) {
        throw new IllegalArgumentException(
            "bit-field '" + member.name() + "' in a type without bit-fields");
      }
      return u32(member.bitOffset());
    }
    if (member.bitOffset() < 0
        || member.bitOffset() > MAX_BITFIELD_OFFSET
        || member.bitfieldSize() < 0
        || member.bitfieldSize() > 0xff) {
      throw new IllegalArgumentException(
          "member '"
              + member.name()
              + "' at bit "
              + member.bitOffset()
              + " of width "
              + member.bitfieldSize()
              + " does not fit the format");
    }
    return member.bitfieldSize() << 24 | (int) member.bitOffset();
  }

  private static int value32(BtfType.Enumerator value, boolean signed) {
    long wanted = value.value();
    long stored = signed ? (int) wanted : wanted & MAX_U32;
    if (stored != wanted) {
      throw new IllegalArgumentException(
          "value " + wanted + " of '" + value.name() + "' does not fit 32 bits");
    }
    return (int) wanted;
  }

  private static int u32(long value) {
    if (value < 0 || value > MAX_U32) {
      throw new IllegalArgumentException(value + " does not fit 32 bits");
    }
    return (int) value;
  }

  private void head(BtfType type, int vlen, boolean flag, int sizeOrType) {
    if (vlen < 0 || vlen > BtfFormat.MAX_VLEN) {
      throw new IllegalArgumentException("a BTF type cannot hold " + vlen + " entries");
    }
    out.put(strings.add(type.name()))
        .put((flag ? 1 << 31 : 0) | type.kind().number() << 24 | vlen)
        .put(sizeOrType);
  }
}
