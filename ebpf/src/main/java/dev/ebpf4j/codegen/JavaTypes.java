package dev.ebpf4j.codegen;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.btf.BtfType;
import dev.ebpf4j.codegen.JavaDeclaration.Constant;
import dev.ebpf4j.codegen.JavaDeclaration.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which Java type each BTF type becomes, and the types that have to be declared for that.
final class JavaTypes {

  /// Parameters that a constructor may have, less one for `this` and a few for good measure.
  private static final int MAX_SLOTS = 250;

  private static final Set<String> STRUCT_RESERVED = with(JavaNames.OBJECT_METHODS, "out");
  private static final Set<String> UNION_RESERVED = with(JavaNames.OBJECT_METHODS, "out", "raw");

  private final Btf btf;
  private final JavaNames names;
  private final Map<Integer, JavaType> known = new HashMap<>();
  private final List<JavaDeclaration> declarations = new ArrayList<>();

  /// @param names those of the types in the file
  JavaTypes(Btf btf, JavaNames names) {
    this.btf = btf;
    this.names = names;
  }

  private static Set<String> with(Set<String> names, String... more) {
    Set<String> all = new HashSet<>(names);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  /// The types to declare for all that were asked for.
  List<JavaDeclaration> declarations() {
    return declarations;
  }

  /// The Java type of a type that takes `size` bytes, raw bytes if there is none.
  ///
  /// @param context what a type without a name is called after
  JavaType of(int type, long size, String context) {
    if (type == 0 || btf.sizeBytes(type) != size) {
      return JavaType.bytes((int) size);
    }
    return of(type, context);
  }

  private JavaType of(int type, String context) {
    String alias = "";
    int id = type;
    while (btf.is(id, BtfKind.TYPEDEF) || btf.skipModifiers(id) != id) {
      alias = btf.is(id, BtfKind.TYPEDEF) ? btf.name(id) : alias;
      int next = btf.skipModifiers(id);
      id = next != id ? next : btf.target(id);
    }
    int size = (int) btf.sizeBytes(id);
    return switch (btf.kind(id)) {
      case INT -> integer(id, size);
      case FLOAT -> real(size);
      case PTR -> JavaType.scalar("long", "Long", "s64", size);
      case ARRAY -> array(id, size, context);
      case STRUCT, UNION, ENUM, ENUM64 -> declared(id, size, alias, context);
      default -> JavaType.bytes(size);
    };
  }

  private JavaType integer(int id, int size) {
    if (btf.type(id) instanceof BtfType.Int number && number.isBool() && size == 1) {
      return JavaType.scalar("boolean", "Boolean", "bool", size);
    }
    boolean signed = isSigned(id);
    return switch (size) {
      case 1 ->
          signed || isCharacter(id)
              ? JavaType.scalar("byte", "Byte", "s8", size)
              : JavaType.scalar("int", "Integer", "u8", size);
      case 2 ->
          signed
              ? JavaType.scalar("short", "Short", "s16", size)
              : JavaType.scalar("int", "Integer", "u16", size);
      case 4 ->
          signed
              ? JavaType.scalar("int", "Integer", "s32", size)
              : JavaType.scalar("long", "Long", "u32", size);
      case 8 -> JavaType.scalar("long", "Long", "s64", size);
      case 16 -> JavaType.scalar("BigInteger", "BigInteger", signed ? "s128" : "u128", size);
      default -> JavaType.bytes(size);
    };
  }

  private boolean isSigned(int id) {
    return btf.type(id) instanceof BtfType.Int number && number.isSigned();
  }

  /// Whether it is `char`, for text. Bytes of other names are numbers.
  private boolean isCharacter(int id) {
    return btf.is(id, BtfKind.INT) && btf.sizeBytes(id) == 1 && btf.name(id).equals("char");
  }

  private static JavaType real(int size) {
    return switch (size) {
      case 4 -> JavaType.scalar("float", "Float", "f32", size);
      case 8 -> JavaType.scalar("double", "Double", "f64", size);
      default -> JavaType.bytes(size);
    };
  }

  private JavaType array(int id, int size, String context) {
    int element = btf.resolve(btf.elementType(id));
    long count = btf.elementCount(id);
    if (isCharacter(element)) {
      return JavaType.text(size);
    }
    boolean isByte = btf.is(element, BtfKind.INT) && btf.sizeBytes(element) == 1;
    if (size == 0 || (isByte && !isSigned(element) && !isBool(element))) {
      return JavaType.bytes(size);
    }
    return JavaType.list(of(btf.elementType(id), context), (int) count);
  }

  private boolean isBool(int id) {
    return btf.type(id) instanceof BtfType.Int number && number.isBool();
  }

  private JavaType declared(int id, int size, String alias, String context) {
    JavaType before = known.get(id);
    if (before != null) {
      return before;
    }
    BtfKind kind = btf.kind(id);
    boolean isEnum = kind == BtfKind.ENUM || kind == BtfKind.ENUM64;
    if (isEnum && size != 1 && size != 2 && size != 4 && size != 8) {
      return remember(id, JavaType.bytes(size));
    }
    if (!isEnum && !isSmallEnough(id)) {
      return remember(id, JavaType.bytes(size));
    }
    String tag = btf.name(id);
    String name = names.type(!tag.isEmpty() ? tag : !alias.isEmpty() ? alias : context, "type");
    String origin = origin(kind, tag, alias, context);
    JavaType type = remember(id, JavaType.declared(name, size));
    int at = declarations.size();
    JavaDeclaration declaration =
        switch (kind) {
          case STRUCT -> new JavaDeclaration.Struct(name, origin, size, members(id, name, false));
          case UNION -> new JavaDeclaration.Union(name, origin, size, members(id, name, true));
          default ->
              new JavaDeclaration.Enumeration(name, origin, size, isSignedEnum(id), constants(id));
        };
    declarations.add(at, declaration);
    return type;
  }

  private JavaType remember(int id, JavaType type) {
    known.put(id, type);
    return type;
  }

  private boolean isSignedEnum(int id) {
    return (btf.is(id, BtfKind.ENUM) || btf.is(id, BtfKind.ENUM64)) && btf.kindFlag(id);
  }

  private static String origin(BtfKind kind, String tag, String alias, String context) {
    String word =
        switch (kind) {
          case STRUCT -> "struct";
          case UNION -> "union";
          default -> "enum";
        };
    if (!tag.isEmpty()) {
      return "`" + word + " " + tag + "`";
    }
    return alias.isEmpty() ? "The `" + word + "` of `" + context + "`" : "`" + alias + "`";
  }

  // ---- members ---------------------------------------------------------------------------------

  /// Whether a record can have all members, and there is one at all.
  private boolean isSmallEnough(int id) {
    int slots = slots(id);
    return slots > 0 && slots <= MAX_SLOTS;
  }

  private int slots(int id) {
    int slots = 0;
    for (int i = 0; i < btf.vlen(id); i++) {
      int member = btf.resolve(btf.memberType(id, i));
      boolean isInline = btf.memberName(id, i).isEmpty() && btf.is(member, BtfKind.STRUCT);
      slots += isInline ? slots(member) : btf.sizeBytes(member) == 0 ? 0 : 2;
    }
    return slots;
  }

  private List<Member> members(int id, String owner, boolean isUnion) {
    List<Member> members = new ArrayList<>();
    JavaNames scope = new JavaNames(isUnion ? UNION_RESERVED : STRUCT_RESERVED);
    addMembers(id, 0, owner, scope, members);
    return members;
  }

  private void addMembers(int id, long base, String owner, JavaNames scope, List<Member> members) {
    for (int i = 0; i < btf.vlen(id); i++) {
      String name = btf.memberName(id, i);
      int type = btf.memberType(id, i);
      int plain = btf.resolve(type);
      long offset = base + btf.memberBitOffset(id, i);
      if (name.isEmpty() && btf.is(plain, BtfKind.STRUCT)) {
        addMembers(plain, offset, owner, scope, members);
      } else if (btf.memberBitfieldSize(id, i) != 0 || isPartial(plain, offset)) {
        if (!name.isEmpty()) {
          members.add(bitField(id, i, name, plain, offset, owner, scope));
        }
      } else if (btf.sizeBytes(plain) != 0) {
        String called = name.isEmpty() ? "union_at_" + offset / 8 : name;
        JavaType java = of(type, owner + "_" + called);
        members.add(new Member(scope.member(called, "value"), called, java, offset / 8, 0, false));
      }
    }
  }

  /// Whether a number does not fill whole bytes, as compilers used to write bit-fields.
  private boolean isPartial(int type, long offset) {
    return btf.is(type, BtfKind.INT)
        && (offset % 8 != 0 || btf.intBits(type) != btf.sizeBytes(type) * 8);
  }

  private Member bitField(
      int id, int index, String name, int type, long offset, String owner, JavaNames scope) {
    int width = btf.memberBitfieldSize(id, index);
    long at = offset;
    if (width == 0) {
      width = btf.intBits(type);
      at += btf.intBitOffset(type);
    }
    JavaType java = of(type, owner + "_" + name);
    boolean signed = isSigned(type) || isSignedEnum(type);
    boolean isNumber = btf.is(type, BtfKind.INT) && !isBool(type);
    if (isNumber) {
      boolean isNarrow = signed ? width <= Integer.SIZE : width < Integer.SIZE;
      java =
          isNarrow
              ? JavaType.scalar("int", "Integer", "s32", Integer.BYTES)
              : JavaType.scalar("long", "Long", "s64", Long.BYTES);
    }
    return new Member(scope.member(name, "value"), name, java, at, width, signed && !isBool(type));
  }

  private List<Constant> constants(int id) {
    JavaNames scope = new JavaNames(Set.of("CODEC"));
    List<Constant> constants = new ArrayList<>();
    for (int i = 0; i < btf.vlen(id); i++) {
      String name = btf.valueName(id, i);
      constants.add(new Constant(scope.constant(name), name, btf.value(id, i)));
    }
    return constants;
  }
}
