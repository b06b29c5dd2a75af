package dev.ebpf4j.btf.dump;

import static dev.ebpf4j.abi.BtfFormat.*;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.util.TextBuffer;
import java.util.Arrays;

/// Brings definitions into an order that C accepts: what a type embeds is defined before it, what
/// it only points to is declared before it. Each definition is written once, whoever asks for it.
///
/// A root is handled in two steps. The first finds all that must be *defined*, innermost first, by
/// following what is embedded (a pointer to a named struct ends the search). The second writes each
/// of these, preceded by the forward declarations that its members need.
final class CTypes {

  private static final int MAX_DEPTH = 512;

  private static final byte UNSEEN = 0;
  private static final byte BEGUN = 1;
  private static final byte DONE = 2;

  private final Btf btf;
  private final TextBuffer out;
  private final CPrinter printer;

  /// Per type: whether all it embeds is in the queue.
  private final byte[] ordered;

  /// Per type: whether it is written, or being written.
  private final byte[] written;

  /// Per type: whether a forward declaration is written; for a typedef, the typedef itself ahead of
  /// what it names.
  private final boolean[] declared;

  /// Per type: whether another type refers to it, so that an anonymous enumeration has its place
  /// there.
  private final boolean[] referenced;

  /// Types to be defined for the current root.
  private int[] queue = new int[64];

  private int queued;
  private int depth;

  CTypes(Btf btf, TextBuffer out) {
    this.btf = btf;
    this.out = out;
    this.printer = new CPrinter(btf, out);
    int count = btf.typeCount();
    this.ordered = new byte[count];
    this.written = new byte[count];
    this.declared = new boolean[count];
    this.referenced = new boolean[count];
    ordered[0] = DONE;
    written[0] = DONE;
    markReferenced();
  }

  CPrinter printer() {
    return printer;
  }

  private void markReferenced() {
    for (int id = 1; id < ordered.length; id++) {
      switch (btf.kindNumber(id)) {
        case KIND_PTR,
            KIND_CONST,
            KIND_VOLATILE,
            KIND_RESTRICT,
            KIND_TYPEDEF,
            KIND_FUNC,
            KIND_VAR,
            KIND_DECL_TAG,
            KIND_TYPE_TAG ->
            referenced[btf.target(id)] = true;
        case KIND_ARRAY -> {
          referenced[btf.elementType(id)] = true;
          referenced[btf.indexType(id)] = true;
        }
        case KIND_STRUCT, KIND_UNION -> {
          for (int i = btf.vlen(id) - 1; i >= 0; i--) {
            referenced[btf.memberType(id, i)] = true;
          }
        }
        case KIND_FUNC_PROTO -> {
          for (int i = btf.vlen(id) - 1; i >= 0; i--) {
            referenced[btf.paramType(id, i)] = true;
          }
        }
        case KIND_DATASEC -> {
          for (int i = btf.vlen(id) - 1; i >= 0; i--) {
            referenced[btf.sectionVarType(id, i)] = true;
          }
        }
        default -> {}
      }
    }
  }

  /// Writes what the type needs, and the type itself if it has a definition of its own.
  void root(int id) {
    if (ordered[id] == DONE) {
      return;
    }
    queued = 0;
    order(id, false);
    for (int i = 0; i < queued; i++) {
      write(queue[i], 0);
    }
  }

  // ---- first step ------------------------------------------------------------------------------

  /// Puts all that `id` embeds into the queue, and it itself.
  ///
  /// @param throughPointer whether a pointer leads here, so that a name suffices
  /// @return whether the type has to be defined before what led here
  private boolean order(int id, boolean throughPointer) {
    if (ordered[id] == DONE) {
      return true;
    }
    int kind = btf.kindNumber(id);
    boolean composite = kind == KIND_STRUCT || kind == KIND_UNION;
    if (ordered[id] == BEGUN) {
      if (composite && throughPointer && btf.nameOffset(id) != 0) {
        return false;
      }
      throw btf.malformed(id, "contains itself");
    }
    enter(id);
    boolean strong = orderUnseen(id, kind, throughPointer);
    depth--;
    return strong;
  }

  private void enter(int id) {
    if (++depth > MAX_DEPTH) {
      throw btf.malformed(id, "types nest deeper than " + MAX_DEPTH);
    }
    printer.spend(id, 1);
  }

  private boolean orderUnseen(int id, int kind, boolean throughPointer) {
    return switch (kind) {
      case KIND_PTR -> {
        boolean strong = order(btf.target(id), true);
        ordered[id] = DONE;
        yield strong;
      }
      case KIND_CONST, KIND_VOLATILE, KIND_RESTRICT, KIND_TYPE_TAG ->
          order(btf.target(id), throughPointer);
      case KIND_ARRAY -> order(btf.elementType(id), false);
      case KIND_STRUCT, KIND_UNION -> orderComposite(id, throughPointer);
      case KIND_ENUM, KIND_ENUM64, KIND_FWD -> {
        if (btf.nameOffset(id) != 0 || !referenced[id]) {
          enqueue(id);
        }
        ordered[id] = DONE;
        yield true;
      }
      case KIND_TYPEDEF -> {
        boolean strong = order(btf.target(id), throughPointer);
        if (throughPointer && !strong) {
          yield false;
        }
        enqueue(id);
        ordered[id] = DONE;
        yield true;
      }
      case KIND_FUNC_PROTO -> orderPrototype(id, throughPointer);
      default -> {
        ordered[id] = DONE;
        yield false;
      }
    };
  }

  private boolean orderComposite(int id, boolean throughPointer) {
    boolean named = btf.nameOffset(id) != 0;
    if (throughPointer && named) {
      return false;
    }
    ordered[id] = BEGUN;
    int count = btf.vlen(id);
    for (int i = 0; i < count; i++) {
      order(btf.memberType(id, i), false);
    }
    if (named) {
      enqueue(id);
    }
    ordered[id] = DONE;
    return true;
  }

  private boolean orderPrototype(int id, boolean throughPointer) {
    boolean strong = order(btf.target(id), throughPointer);
    int count = btf.vlen(id);
    for (int i = 0; i < count; i++) {
      strong |= order(btf.paramType(id, i), throughPointer);
    }
    return strong;
  }

  private void enqueue(int id) {
    if (queued == queue.length) {
      queue = Arrays.copyOf(queue, queued * 2);
    }
    queue[queued++] = id;
  }

  // ---- second step -----------------------------------------------------------------------------

  /// Writes what must be declared before the type is used within `container`, or, if that is 0, the
  /// definition of the type.
  private void write(int id, int container) {
    if (written[id] == DONE) {
      return;
    }
    enter(id);
    int kind = btf.kindNumber(id);
    if (written[id] == BEGUN) {
      writeAhead(id, kind, container);
    } else {
      writeUnseen(id, kind, container);
    }
    depth--;
  }

  /// The type is being written and is now needed by something it contains.
  private void writeAhead(int id, int kind, int container) {
    if (declared[id]) {
      return;
    }
    switch (kind) {
      case KIND_STRUCT, KIND_UNION -> {
        if (id == container) {
          return; // within its own braces the name is known
        }
        if (btf.nameOffset(id) == 0) {
          throw btf.malformed(id, "is anonymous and refers to itself");
        }
        printer.tag(id);
        end();
      }
      case KIND_TYPEDEF -> typedef(id);
      default -> {
        return;
      }
    }
    declared[id] = true;
  }

  private void writeUnseen(int id, int kind, int container) {
    switch (kind) {
      case KIND_INT -> {
        polynomial(id);
        written[id] = DONE;
      }
      case KIND_ENUM, KIND_ENUM64 -> {
        if (container == 0) {
          printer.enumeration(id, 0);
          end();
        }
        written[id] = DONE;
      }
      case KIND_PTR, KIND_CONST, KIND_VOLATILE, KIND_RESTRICT, KIND_TYPE_TAG ->
          write(btf.target(id), container);
      case KIND_ARRAY -> write(btf.elementType(id), container);
      case KIND_FWD -> {
        printer.tag(id);
        end();
        written[id] = DONE;
      }
      case KIND_TYPEDEF -> {
        written[id] = BEGUN;
        write(btf.target(id), id);
        if (!declared[id]) {
          typedef(id);
        }
        written[id] = DONE;
      }
      case KIND_STRUCT, KIND_UNION -> writeComposite(id, container);
      case KIND_FUNC_PROTO -> {
        write(btf.target(id), container);
        int count = btf.vlen(id);
        for (int i = 0; i < count; i++) {
          write(btf.paramType(id, i), container);
        }
      }
      default -> {}
    }
  }

  private void writeComposite(int id, int container) {
    boolean named = btf.nameOffset(id) != 0;
    written[id] = BEGUN;
    if (container == 0 || !named) {
      int count = btf.vlen(id);
      for (int i = 0; i < count; i++) {
        write(btf.memberType(id, i), named ? id : container);
      }
    } else if (!declared[id] && id != container) {
      printer.tag(id);
      end();
      declared[id] = true;
    }
    if (container == 0) {
      printer.composite(id, 0);
      end();
      written[id] = DONE;
    } else {
      written[id] = UNSEEN;
    }
  }

  private void typedef(int id) {
    if (!btf.string(btf.nameOffset(id)).equals("__builtin_va_list")) {
      printer.typedef(id);
      end();
    }
  }

  /// Some types of Arm compilers are written down as integers but are no built-in types elsewhere.
  private void polynomial(int id) {
    int offset = btf.nameOffset(id);
    if (btf.stringLength(offset) < "__Poly8_t".length()) {
      return;
    }
    String name = btf.string(offset);
    String stand =
        switch (name) {
          case "__Poly8_t" -> "unsigned char";
          case "__Poly16_t" -> "unsigned short";
          case "__Poly64_t" -> "unsigned long long";
          case "__Poly128_t" -> "unsigned __int128";
          default -> "";
        };
    if (!stand.isEmpty()) {
      out.text("typedef ").text(stand).ch(' ').text(name);
      end();
    }
  }

  private void end() {
    out.ch(';').nl().nl();
  }
}
