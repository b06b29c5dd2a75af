package dev.ebpf4j.btf;

import dev.ebpf4j.btf.BtfType.Enumerator;
import dev.ebpf4j.btf.BtfType.Member;
import dev.ebpf4j.btf.BtfType.Param;
import dev.ebpf4j.btf.BtfType.SectionVar;
import java.util.ArrayList;
import java.util.List;

/// Makes the record of one type.
final class BtfRecords {

  private BtfRecords() {}

  static BtfType of(Btf btf, int id) {
    String name = btf.name(id);
    int target = btf.target(id);
    long size = btf.ownSizeBytes(id);
    boolean flag = btf.kindFlag(id);
    return switch (btf.kind(id)) {
      case VOID -> new BtfType.Void();
      case INT ->
          new BtfType.Int(name, size, btf.intEncoding(id), btf.intBitOffset(id), btf.intBits(id));
      case PTR -> new BtfType.Ptr(target);
      case ARRAY -> new BtfType.Array(btf.elementType(id), btf.indexType(id), btf.elementCount(id));
      case STRUCT -> new BtfType.Struct(name, size, flag, members(btf, id));
      case UNION -> new BtfType.Union(name, size, flag, members(btf, id));
      case ENUM -> new BtfType.Enum(name, size, flag, values(btf, id));
      case ENUM64 -> new BtfType.Enum64(name, size, flag, values(btf, id));
      case FWD -> new BtfType.Fwd(name, flag);
      case TYPEDEF -> new BtfType.Typedef(name, target);
      case VOLATILE -> new BtfType.Volatile(target);
      case CONST -> new BtfType.Const(target);
      case RESTRICT -> new BtfType.Restrict(target);
      case FUNC -> new BtfType.Func(name, target, btf.linkage(id));
      case FUNC_PROTO -> new BtfType.FuncProto(target, params(btf, id));
      case VAR -> new BtfType.Var(name, target, btf.linkage(id));
      case DATASEC -> new BtfType.Datasec(name, size, sectionVars(btf, id));
      case FLOAT -> new BtfType.Float(name, size);
      case DECL_TAG -> new BtfType.DeclTag(name, target, btf.component(id), flag);
      case TYPE_TAG -> new BtfType.TypeTag(name, target, flag);
    };
  }

  private static List<Member> members(Btf btf, int id) {
    int count = btf.vlen(id);
    List<Member> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      members.add(
          new Member(
              btf.memberName(id, i),
              btf.memberType(id, i),
              btf.memberBitOffset(id, i),
              btf.memberBitfieldSize(id, i)));
    }
    return members;
  }

  private static List<Enumerator> values(Btf btf, int id) {
    int count = btf.vlen(id);
    List<Enumerator> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(new Enumerator(btf.valueName(id, i), btf.value(id, i)));
    }
    return values;
  }

  private static List<Param> params(Btf btf, int id) {
    int count = btf.vlen(id);
    List<Param> params = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      params.add(new Param(btf.paramName(id, i), btf.paramType(id, i)));
    }
    return params;
  }

  private static List<SectionVar> sectionVars(Btf btf, int id) {
    int count = btf.vlen(id);
    List<SectionVar> vars = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      vars.add(
          new SectionVar(
              btf.sectionVarType(id, i),
              btf.sectionVarOffset(id, i),
              btf.sectionVarSizeBytes(id, i)));
    }
    return vars;
  }
}
