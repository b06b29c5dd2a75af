package dev.ebpf4j.btf.dump;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.util.TextBuffer;

/// Single declarations in C, of variables or members with types of a BTF. Types with a name are
/// only named: what they need must be defined elsewhere.
public final class CDeclarations {

  private final CPrinter printer;

  public CDeclarations(Btf btf, TextBuffer out) {
    this.printer = new CPrinter(btf, out);
  }

  /// Writes the type with a name in the place where C wants it, such as `int (*fn)(void)`.
  ///
  /// @param name what is declared; may be empty
  /// @param level number of tabs in front of the line, for the members of an anonymous struct
  public void declare(int typeId, String name, int level) {
    printer.declaration(typeId, name, false, level);
  }

  /// As [#declare(int, String, int)], without any `const`, `volatile`, `restrict` and type tags.
  public void declareUnqualified(int typeId, String name, int level) {
    printer.declaration(typeId, name, true, level);
  }
}
