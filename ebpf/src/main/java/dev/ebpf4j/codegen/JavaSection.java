package dev.ebpf4j.codegen;

import dev.ebpf4j.codegen.JavaDeclaration.Member;
import java.util.List;

/// A class with the global variables of a section, or the members of a struct_ops variable.
///
/// @param method what the generated class calls it
/// @param type name of the class
/// @param map name of the map, for messages and to find it by
/// @param doc what it is
/// @param settable whether the variables can ever be set
record JavaSection(
    String method, String type, String map, String doc, boolean settable, List<Member> variables) {

  void write(JavaText out) {
    out.blank().doc(doc).open("public static final class " + type);
    out.line("private final Variables variables;").blank();
    out.open("private " + type + "(Variables variables)");
    out.line("this.variables = variables;").close();
    for (Member variable : variables) {
      whole(out, variable);
      if (variable.type().count() > 0) {
        element(out, variable);
      }
    }
    out.close();
  }

  private void whole(JavaText out, Member variable) {
    JavaType type = variable.type();
    String place = Long.toString(variable.offset());
    out.blank().doc("`" + variable.origin() + "`.");
    out.open("public " + type.name() + " " + variable.name() + "()");
    read(out, type, place);
    out.close();
    if (settable) {
      out.blank().doc("Sets `" + variable.origin() + "`.");
      out.open("public void " + variable.name() + "(" + type.name() + " value)");
      write(out, type, place);
      out.close();
    }
  }

  private void element(JavaText out, Member variable) {
    JavaType type = variable.type().element().getFirst();
    String place =
        variable.offset()
            + " + "
            + type.size()
            + "L * Objects.checkIndex(index, "
            + variable.type().count()
            + ")";
    out.blank().doc("One element of `" + variable.origin() + "`.");
    out.open("public " + type.name() + " " + variable.name() + "(int index)");
    read(out, type, place);
    out.close();
    if (settable) {
      out.blank().doc("Sets one element of `" + variable.origin() + "`.");
      out.open("public void " + variable.name() + "(int index, " + type.name() + " value)");
      write(out, type, place);
      out.close();
    }
  }

  private static void read(JavaText out, JavaType type, String place) {
    List<String> arguments = type.reading(place);
    String line =
        "return variables.read()." + type.method() + "(" + String.join(", ", arguments) + ");";
    if (out.fits(line)) {
      out.line(line);
    } else {
      out.line("Fields in = variables.read();");
      out.list("return in." + type.method(), arguments, ";");
    }
  }

  private static void write(JavaText out, JavaType type, String place) {
    List<String> arguments = type.writing(place, "value");
    String line = "variables.write()." + type.method() + "(" + String.join(", ", arguments) + ");";
    if (out.fits(line)) {
      out.line(line);
    } else {
      out.line("Fields out = variables.write();");
      out.list("out." + type.method(), arguments, ";");
    }
  }
}
