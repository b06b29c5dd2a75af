package dev.ebpf4j.btf;

import dev.ebpf4j.abi.BtfFormat;
import java.util.List;

/// One BTF type as a value, made on demand by [Btf#type(int)] and taken by the builder. References
/// to other types are ids of the [Btf] it came from; id 0 is `void`. A name is empty when the type
/// has none.
///
/// Sizes, offsets and counts are unsigned 32-bit numbers in the format and therefore `long` here
/// where they can exceed an `int`.
@SuppressWarnings("AvoidCommonTypeNames") // the names are the format's own
public sealed interface BtfType {

  /// Linkage of a function or variable: visible in its own file only.
  int STATIC = BtfFormat.LINKAGE_STATIC;

  /// Linkage of a function or variable: defined here and visible to others.
  int GLOBAL = BtfFormat.LINKAGE_GLOBAL;

  /// Linkage of a function or variable: defined elsewhere.
  int EXTERN = BtfFormat.LINKAGE_EXTERN;

  /// The kind this is a type of.
  BtfKind kind();

  /// The type's name, empty for kinds without one and for anonymous types.
  default String name() {
    return "";
  }

  /// `void`, which has id 0.
  record Void() implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.VOID;
    }
  }

  /// An integer, character or boolean.
  ///
  /// @param sizeBytes bytes it takes in memory
  /// @param encoding bits: 1 signed, 2 character, 4 boolean
  /// @param bitOffset first bit used within those bytes, 0 from every current compiler
  /// @param bits number of bits used
  record Int(String name, long sizeBytes, int encoding, int bitOffset, int bits)
      implements BtfType {

    /// An ordinary integer that uses all of its bytes.
    public static Int of(String name, int sizeBytes, boolean signed) {
      return new Int(name, sizeBytes, signed ? BtfFormat.INT_SIGNED : 0, 0, sizeBytes * 8);
    }

    @Override
    public BtfKind kind() {
      return BtfKind.INT;
    }

    public boolean isSigned() {
      return (encoding & BtfFormat.INT_SIGNED) != 0;
    }

    public boolean isChar() {
      return (encoding & BtfFormat.INT_CHAR) != 0;
    }

    public boolean isBool() {
      return (encoding & BtfFormat.INT_BOOL) != 0;
    }
  }

  /// A pointer.
  record Ptr(int target) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.PTR;
    }
  }

  /// An array; `length` 0 is a flexible one.
  record Array(int element, int index, long length) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.ARRAY;
    }
  }

  /// A member of a struct or union.
  ///
  /// @param bitOffset distance from the start of the type, in bits
  /// @param bitfieldSize width in bits of a bit-field, 0 for an ordinary member
  record Member(String name, int type, long bitOffset, int bitfieldSize) {

    /// An ordinary member at an offset in bytes.
    public static Member at(String name, int type, long byteOffset) {
      return new Member(name, type, byteOffset * 8, 0);
    }
  }

  /// A struct.
  ///
  /// @param bitfields whether the members are stored in the form that can hold bit-fields
  record Struct(String name, long sizeBytes, boolean bitfields, List<Member> members)
      implements BtfType {
    public Struct {
      members = List.copyOf(members);
    }

    /// A struct that is stored in the form its members need.
    public static Struct of(String name, long sizeBytes, List<Member> members) {
      return new Struct(name, sizeBytes, hasBitfields(members), members);
    }

    @Override
    public BtfKind kind() {
      return BtfKind.STRUCT;
    }
  }

  /// A union.
  ///
  /// @param bitfields whether the members are stored in the form that can hold bit-fields
  record Union(String name, long sizeBytes, boolean bitfields, List<Member> members)
      implements BtfType {
    public Union {
      members = List.copyOf(members);
    }

    /// A union that is stored in the form its members need.
    public static Union of(String name, long sizeBytes, List<Member> members) {
      return new Union(name, sizeBytes, hasBitfields(members), members);
    }

    @Override
    public BtfKind kind() {
      return BtfKind.UNION;
    }
  }

  private static boolean hasBitfields(List<Member> members) {
    for (Member member : members) {
      if (member.bitfieldSize() != 0) {
        return true;
      }
    }
    return false;
  }

  /// A name and value of an enumeration. Values of an unsigned 64-bit enumeration above 2^63-1
  /// appear negative.
  record Enumerator(String name, long value) {}

  /// An enumeration whose values fit 32 bits.
  record Enum(String name, long sizeBytes, boolean signed, List<Enumerator> values)
      implements BtfType {
    public Enum {
      values = List.copyOf(values);
    }

    @Override
    public BtfKind kind() {
      return BtfKind.ENUM;
    }
  }

  /// An enumeration with 64-bit values.
  record Enum64(String name, long sizeBytes, boolean signed, List<Enumerator> values)
      implements BtfType {
    public Enum64 {
      values = List.copyOf(values);
    }

    @Override
    public BtfKind kind() {
      return BtfKind.ENUM64;
    }
  }

  /// A forward declaration of a struct, or of a union.
  record Fwd(String name, boolean union) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.FWD;
    }
  }

  /// Another name for a type.
  record Typedef(String name, int target) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.TYPEDEF;
    }
  }

  record Volatile(int target) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.VOLATILE;
    }
  }

  record Const(int target) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.CONST;
    }
  }

  record Restrict(int target) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.RESTRICT;
    }
  }

  /// A function.
  ///
  /// @param prototype id of its [FuncProto]
  /// @param linkage [#STATIC], [#GLOBAL], [#EXTERN] or a number unknown to this code
  record Func(String name, int prototype, int linkage) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.FUNC;
    }
  }

  /// A parameter; one without name and type at the end stands for `...`.
  record Param(String name, int type) {}

  /// Return type and parameters of a function.
  record FuncProto(int returnType, List<Param> params) implements BtfType {
    public FuncProto {
      params = List.copyOf(params);
    }

    @Override
    public BtfKind kind() {
      return BtfKind.FUNC_PROTO;
    }
  }

  /// A variable.
  ///
  /// @param linkage [#STATIC], [#GLOBAL], [#EXTERN] or a number unknown to this code
  record Var(String name, int type, int linkage) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.VAR;
    }
  }

  /// Place of a variable (or function) within a data section.
  record SectionVar(int type, long offset, long sizeBytes) {}

  /// A data section with its variables.
  record Datasec(String name, long sizeBytes, List<SectionVar> vars) implements BtfType {
    public Datasec {
      vars = List.copyOf(vars);
    }

    @Override
    public BtfKind kind() {
      return BtfKind.DATASEC;
    }
  }

  /// A floating-point number.
  record Float(String name, long sizeBytes) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.FLOAT;
    }
  }

  /// An attribute of a declaration.
  ///
  /// @param target the struct, union, variable, function or typedef it belongs to
  /// @param component index of the member or parameter it belongs to, -1 for all of the target
  /// @param attribute whether it stands for a general `__attribute__((name))` and not for
  ///     `btf_decl_tag("name")`
  record DeclTag(String name, int target, int component, boolean attribute) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.DECL_TAG;
    }
  }

  /// An attribute of a type.
  ///
  /// @param attribute whether it stands for a general `__attribute__((name))` and not for
  ///     `btf_type_tag("name")`
  record TypeTag(String name, int target, boolean attribute) implements BtfType {
    @Override
    public BtfKind kind() {
      return BtfKind.TYPE_TAG;
    }
  }
}
