package dev.ebpf4j.btf.dump;

import static dev.ebpf4j.abi.BtfFormat.*;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.util.TextBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes C: definitions of structs, unions, enumerations and typedefs, and declarations of
/// anything with or without a name, such as `void (*fn)(int)`. It does not care for what must be
/// declared before; see [CTypes].
///
/// A second definition under a name that is taken gets `___2` behind its name, a third `___3`.
/// Struct, union and enumeration tags are one name space, typedefs and enumerators another.
final class CPrinter {

  private static final int MAX_DEPTH = 256;

  /// In place of the offset of a name: the name is not one of the BTF.
  private static final int LITERAL = -1;

  private static final byte[] STRUCT = ascii("struct");
  private static final byte[] UNION = ascii("union");
  private static final byte[] ENUM = ascii("enum");
  private static final byte[] VALIST = ascii("__gnuc_va_list");

  private final Btf btf;
  private final TextBuffer out;
  private final CLayout layout;
  private final CPadding padding;
  private final NameCounts tags;
  private final NameCounts identifiers;

  /// Which use of its name a type is, once that is settled; 0 before.
  private final int[] copies;

  /// Ids from the declared type to its innermost one, of all declarations in progress.
  private int[] chain = new int[64];

  private int top;
  private int depth;
  private long budget;

  /// The name that offset [#LITERAL] stands for.
  private String literal = "";

  private boolean unqualified;

  CPrinter(Btf btf, TextBuffer out) {
    this.btf = btf;
    this.out = out;
    this.layout = new CLayout(btf);
    this.padding = new CPadding(out, layout.pointerSizeBytes());
    this.tags = new NameCounts(btf);
    this.identifiers = new NameCounts(btf);
    this.copies = new int[btf.typeCount()];
    this.budget = (1 << 20) + 256L * btf.typeCount();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  // ---- definitions -----------------------------------------------------------------------------

  /// `struct name`, `union name` or `enum name`.
  void tag(int id) {
    switch (btf.kindNumber(id)) {
      case KIND_STRUCT -> out.bytes(STRUCT);
      case KIND_UNION -> out.bytes(UNION);
      case KIND_FWD -> out.bytes(btf.kindFlag(id) ? UNION : STRUCT);
      default -> out.bytes(ENUM);
    }
    if (btf.nameOffset(id) != 0) {
      out.ch(' ');
      name(id, tags);
    }
  }

  private void name(int id, NameCounts space) {
    int offset = btf.nameOffset(id);
    named(offset, copy(id, offset, space));
  }

  private void named(int offset, int copy) {
    if (offset == LITERAL) {
      out.text(literal);
      return;
    }
    btf.appendString(offset, out);
    if (copy > 1) {
      out.text("___").unsigned(copy);
    }
  }

  private int copy(int id, int offset, NameCounts space) {
    int copy = copies[id];
    if (copy == 0) {
      int kind = btf.kindNumber(id);
      boolean declaresOnly = kind == KIND_FWD || (kind == KIND_ENUM && btf.vlen(id) == 0);
      copy = declaresOnly ? 1 : space.next(offset);
      copies[id] = copy;
    }
    return copy;
  }

  /// A struct or union with its members, without a semicolon.
  void composite(int id, int level) {
    boolean isStruct = btf.kindNumber(id) == KIND_STRUCT;
    boolean packed = isStruct && layout.isPacked(id);
    int count = btf.vlen(id);
    long size = btf.ownSizeBytes(id);
    tag(id);
    out.ch(' ').ch('{');
    long end = 0;
    boolean afterBitfield = false;
    for (int i = 0; i < count; i++) {
      int type = btf.memberType(id, i);
      int bits = btf.memberBitfieldSize(id, i);
      long offset = btf.memberBitOffset(id, i);
      pad(id, end, offset, packed ? 1 : layout.alignment(type), afterBitfield && bits != 0, level);
      out.nl().repeat('\t', level + 1);
      declaration(type, btf.memberNameOffset(id, i), 1, level + 1);
      if (bits != 0) {
        out.ch(':').ch(' ').unsigned(bits);
        end = offset + bits;
      } else {
        end = offset + layout.size(type) * 8;
      }
      afterBitfield = bits != 0;
      out.ch(';');
    }
    if (isStruct) {
      pad(id, end, size * 8, layout.alignment(id), false, level);
    }
    if (count > 0 || size > 0) {
      out.nl().repeat('\t', level);
    }
    out.ch('}');
    if (packed) {
      out.text(" __attribute__((packed))");
    }
  }

  private void pad(int id, long end, long next, int alignment, boolean inBitfield, int level) {
    if (end < next) {
      spend(id, (next - end) / 64);
      padding.write(end, next, Math.max(1, alignment), inBitfield, level + 1);
    }
  }

  /// An enumeration with its values, without a semicolon.
  void enumeration(int id, int level) {
    tag(id);
    int count = btf.vlen(id);
    boolean wide = btf.kindNumber(id) == KIND_ENUM64;
    boolean signed = btf.kindFlag(id);
    boolean fits = true;
    if (count > 0) {
      out.ch(' ').ch('{');
      for (int i = 0; i < count; i++) {
        long value = btf.value(id, i);
        fits &= value >>> 32 == 0;
        out.nl().repeat('\t', level + 1);
        int offset = btf.valueNameOffset(id, i);
        if (offset != 0) {
          named(offset, identifiers.next(offset));
        }
        out.ch(' ').ch('=').ch(' ');
        if (signed) {
          out.dec(value);
        } else {
          out.unsigned(value);
        }
        if (wide) {
          out.text(signed ? "LL" : "ULL");
        }
        out.ch(',');
      }
      out.nl().repeat('\t', level).ch('}');
    }
    long size = btf.ownSizeBytes(id);
    if (size == 1) {
      out.text(" __attribute__((mode(byte)))");
    } else if (size == 8 && layout.pointerSizeBytes() == 8 && (!wide || fits)) {
      out.text(" __attribute__((mode(word)))");
    }
  }

  /// `typedef ...`, without a semicolon.
  void typedef(int id) {
    int offset = btf.nameOffset(id);
    int target = btf.target(id);
    int copy = copy(id, offset, identifiers);
    if (target == 0 && btf.stringEquals(offset, VALIST)) {
      out.text("typedef __builtin_va_list __gnuc_va_list"); // old compilers lost what it stands for
      return;
    }
    out.text("typedef ");
    declaration(target, offset, copy, 0);
  }

  // ---- declarations ----------------------------------------------------------------------------

  /// The type with a name that need not be one of the BTF.
  ///
  /// @param plain whether to leave out all qualifiers
  void declaration(int id, String name, boolean plain, int level) {
    literal = name;
    unqualified = plain;
    declaration(id, name.isEmpty() ? 0 : LITERAL, 1, level);
    unqualified = false;
  }

  /// The type with a name in the place where C wants it; offset 0 stands for no name.
  ///
  /// @param copy which use of the name this is
  /// @param level indentation of the line, for the members of an anonymous type
  void declaration(int id, int nameOffset, int copy, int level) {
    if (++depth > MAX_DEPTH) {
      throw btf.malformed(id, "declarations nest deeper than " + MAX_DEPTH);
    }
    spend(id, 1);
    int bottom = top;
    int at = id;
    boolean more = true;
    while (more) {
      int kind = btf.kindNumber(at);
      if (unqualified && isQualifier(kind)) {
        at = btf.skipModifiers(at);
        continue;
      }
      push(id, bottom, at);
      switch (kind) {
        case KIND_PTR, KIND_CONST, KIND_VOLATILE, KIND_RESTRICT, KIND_TYPE_TAG, KIND_FUNC_PROTO ->
            at = btf.target(at);
        case KIND_ARRAY -> at = btf.elementType(at);
        case KIND_FUNC, KIND_VAR, KIND_DATASEC, KIND_DECL_TAG ->
            throw btf.malformed(at, "is no part of a C declaration");
        default -> more = false;
      }
    }
    unwind(bottom, nameOffset, copy, level);
    depth--;
  }

  private static boolean isQualifier(int kind) {
    return kind == KIND_CONST
        || kind == KIND_VOLATILE
        || kind == KIND_RESTRICT
        || kind == KIND_TYPE_TAG;
  }

  private void push(int declared, int bottom, int id) {
    if (top - bottom > MAX_DEPTH) {
      throw btf.malformed(declared, "chain of types is endless");
    }
    if (top == chain.length) {
      chain = Arrays.copyOf(chain, top * 2);
    }
    chain[top++] = id;
  }

  /// Writes the types in the chain above `bottom`, innermost first, and the name among them.
  private void unwind(int bottom, int nameOffset, int copy, int level) {
    boolean afterPointer = true; // a star that comes first needs no space before it
    while (top > bottom) {
      int id = chain[--top];
      int kind = btf.kindNumber(id);
      switch (kind) {
        case KIND_PTR -> {
          if (!afterPointer) {
            out.ch(' ');
          }
          out.ch('*');
        }
        case KIND_CONST -> out.text(" const");
        case KIND_VOLATILE -> out.text(" volatile");
        case KIND_RESTRICT -> out.text(" restrict");
        case KIND_TYPE_TAG -> {
          qualifiers(bottom);
          typeTag(id);
        }
        case KIND_ARRAY -> {
          array(id, bottom, nameOffset, copy, level, afterPointer);
          return;
        }
        case KIND_FUNC_PROTO -> {
          function(id, bottom, nameOffset, copy, level, afterPointer);
          return;
        }
        default -> {
          qualifiers(bottom);
          innermost(id, kind, level);
        }
      }
      afterPointer = kind == KIND_PTR;
    }
    nameOf(nameOffset, copy, afterPointer);
  }

  /// The qualifiers next in the chain, which come before the type they belong to.
  private void qualifiers(int bottom) {
    while (top > bottom) {
      switch (btf.kindNumber(chain[top - 1])) {
        case KIND_CONST -> out.text("const ");
        case KIND_VOLATILE -> out.text("volatile ");
        case KIND_RESTRICT -> out.text("restrict ");
        default -> {
          return;
        }
      }
      top--;
    }
  }

  /// Drops what qualifies an array or a function: compilers write such qualifiers down, but they
  /// mean nothing.
  private void dropModifiers(int bottom) {
    while (top > bottom && isQualifier(btf.kindNumber(chain[top - 1]))) {
      top--;
    }
  }

  private void innermost(int id, int kind, int level) {
    switch (kind) {
      case KIND_UNKNOWN -> out.text("void");
      case KIND_INT, KIND_FLOAT -> btf.appendString(btf.nameOffset(id), out);
      case KIND_TYPEDEF -> name(id, identifiers);
      case KIND_STRUCT, KIND_UNION -> {
        if (btf.nameOffset(id) == 0) {
          composite(id, level);
        } else {
          tag(id);
        }
      }
      case KIND_ENUM, KIND_ENUM64 -> {
        if (btf.nameOffset(id) == 0) {
          enumeration(id, level);
        } else {
          tag(id);
        }
      }
      default -> tag(id);
    }
  }

  private void typeTag(int id) {
    out.text(btf.kindFlag(id) ? " __attribute__((" : " __attribute__((btf_type_tag(\"");
    btf.appendString(btf.nameOffset(id), out);
    out.text(btf.kindFlag(id) ? "))" : "\")))");
  }

  private void nameOf(int offset, int copy, boolean afterPointer) {
    if (offset != 0) {
      if (!afterPointer) {
        out.ch(' ');
      }
      named(offset, copy);
    }
  }

  private void array(
      int id, int bottom, int nameOffset, int copy, int level, boolean afterPointer) {
    dropModifiers(bottom);
    if (top == bottom) {
      nameOf(nameOffset, copy, afterPointer);
    } else {
      boolean ofArrays = btf.kindNumber(chain[top - 1]) == KIND_ARRAY;
      if (nameOffset != 0 && !afterPointer) {
        out.ch(' ');
      }
      if (!ofArrays) {
        out.ch('(');
      }
      unwind(bottom, nameOffset, copy, level);
      if (!ofArrays) {
        out.ch(')');
      }
    }
    out.ch('[').unsigned(btf.elementCount(id)).ch(']');
  }

  private void function(
      int id, int bottom, int nameOffset, int copy, int level, boolean afterPointer) {
    dropModifiers(bottom);
    if (top == bottom) {
      nameOf(nameOffset, copy, afterPointer);
    } else {
      out.ch(' ').ch('(');
      unwind(bottom, nameOffset, copy, level);
      out.ch(')');
    }
    out.ch('(');
    int count = btf.vlen(id);
    if (count == 0 || (count == 1 && btf.paramType(id, 0) == 0)) {
      out.text("void");
    } else {
      for (int i = 0; i < count; i++) {
        if (i > 0) {
          out.ch(',').ch(' ');
        }
        int type = btf.paramType(id, i);
        if (type == 0 && i == count - 1) {
          out.text("...");
        } else {
          declaration(type, btf.paramNameOffset(id, i), 1, level);
        }
      }
    }
    out.ch(')');
  }

  /// Accounts for work that types may multiply without bound: anonymous ones that contain others
  /// several times, functions of functions, holes of gigabytes.
  void spend(int id, long work) {
    budget -= work;
    if (budget < 0) {
      throw btf.malformed(id, "the types would make C without bound");
    }
  }
}
