package dev.ebpf4j.btf.dump;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfKind;
import dev.ebpf4j.util.TextBuffer;
import org.jspecify.annotations.Nullable;

/// The one-line text of a function or a function's type, such as `int f(struct xdp_md * ctx)`:
/// nearly C, in the order in which the types are written down, which suffices to recognise one.
public final class FunctionSignature {

  /// Longest text; what would be longer has none.
  private static final int MAX_LENGTH = 1023;

  private static final int MAX_DEPTH = 64;

  private final Btf btf;
  private final TextBuffer out = new TextBuffer();
  private int depth;

  private FunctionSignature(Btf btf) {
    this.btf = btf;
  }

  /// The text for a FUNC type.
  ///
  /// @return null if the type is of another kind, the text would be longer than 1023 bytes, or the
  ///     signature holds a type that has no text here (one with a type tag)
  public static @Nullable String of(Btf btf, int functionId) {
    if (functionId <= 0 || functionId >= btf.typeCount() || !btf.is(functionId, BtfKind.FUNC)) {
      return null;
    }
    FunctionSignature signature = new FunctionSignature(btf);
    return signature.text(signature.function(btf.target(functionId), btf.name(functionId)));
  }

  /// The text for a FUNC_PROTO type: its return type and parameters without a name between them.
  ///
  /// @return null as [#of(Btf, int)]
  public static @Nullable String ofPrototype(Btf btf, int prototypeId) {
    if (!btf.is(prototypeId, BtfKind.FUNC_PROTO)) {
      return null;
    }
    FunctionSignature signature = new FunctionSignature(btf);
    return signature.text(signature.function(prototypeId, ""));
  }

  private @Nullable String text(boolean complete) {
    return complete && out.length() <= MAX_LENGTH ? out.toString() : null;
  }

  private boolean function(int prototype, String name) {
    if (!type(btf.target(prototype))) {
      return false;
    }
    out.text(name).ch('(');
    for (int i = 0; i < btf.vlen(prototype); i++) {
      if (i > 0) {
        out.text(", ");
      }
      if (!parameter(prototype, i)) {
        return false;
      }
    }
    out.ch(')');
    return true;
  }

  private boolean parameter(int prototype, int index) {
    int type = btf.paramType(prototype, index);
    if (type == 0) {
      out.text("...");
      return true;
    }
    if (!type(type)) {
      return false;
    }
    String name = btf.paramName(prototype, index);
    if (name.isEmpty()) {
      out.trimEnd(' ');
    }
    out.text(name);
    return true;
  }

  /// The text of a type, with a space at the end.
  private boolean type(int id) {
    if (++depth > MAX_DEPTH || out.length() > MAX_LENGTH) {
      return false;
    }
    boolean complete =
        switch (btf.kind(id)) {
          case VOID -> word("void ");
          case INT, FLOAT, TYPEDEF -> named("", id);
          case STRUCT -> named("struct ", id);
          case UNION -> named("union ", id);
          case ENUM, ENUM64 -> named("enum ", id);
          case FWD -> named(btf.kindFlag(id) ? "union " : "struct ", id);
          case CONST -> word("const ") && type(btf.target(id));
          case VOLATILE -> word("volatile ") && type(btf.target(id));
          case RESTRICT -> word("restrict ") && type(btf.target(id));
          case PTR -> type(btf.target(id)) && word("* ");
          case ARRAY -> array(id);
          case FUNC_PROTO -> function(id, "");
          case FUNC -> function(btf.target(id), btf.name(id));
          case VAR, DATASEC, DECL_TAG, TYPE_TAG -> false;
        };
    depth--;
    return complete;
  }

  private boolean word(String word) {
    out.text(word);
    return true;
  }

  private boolean named(String keyword, int id) {
    out.text(keyword).text(btf.name(id)).ch(' ');
    return true;
  }

  private boolean array(int id) {
    if (!type(btf.elementType(id))) {
      return false;
    }
    out.ch('[').unsigned(btf.elementCount(id)).ch(']');
    return true;
  }
}
