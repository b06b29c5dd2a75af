package dev.ebpf4j.codegen;

import dev.ebpf4j.codegen.JavaDeclaration.Constant;
import dev.ebpf4j.codegen.JavaDeclaration.Enumeration;
import dev.ebpf4j.codegen.JavaDeclaration.Member;
import dev.ebpf4j.codegen.JavaDeclaration.Struct;
import dev.ebpf4j.codegen.JavaDeclaration.Union;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Writes the types that a generated file declares.
final class JavaDeclarations {

  private final JavaText out;

  JavaDeclarations(JavaText out) {
    this.out = out;
  }

  void write(JavaDeclaration declaration) {
    out.blank();
    out.doc(declaration.origin() + ", " + declaration.size() + " bytes.");
    switch (declaration) {
      case Struct struct -> struct(struct);
      case Union union -> union(union);
      case Enumeration enumeration -> enumeration(enumeration);
    }
  }

  private void struct(Struct struct) {
    List<String> components = new ArrayList<>();
    List<String> reads = new ArrayList<>();
    for (Member member : struct.members()) {
      components.add(member.type().name() + " " + member.name());
      reads.add(member.read("in"));
    }
    open(struct, components);
    codec(struct);
    out.blank().open("private static " + struct.name() + " read(Fields in)");
    out.list("return new " + struct.name(), reads, ";").close();
    out.blank().open("private void write(Fields out)");
    for (Member member : struct.members()) {
      out.list(member.writer("out"), member.writing(member.name()), ";");
    }
    out.close().close();
  }

  private void open(JavaDeclaration declaration, List<String> components) {
    out.list("public record " + declaration.name(), components, " {");
    out.indented(1);
  }

  private void codec(JavaDeclaration declaration) {
    String name = declaration.name();
    out.blank().doc("How it lies in memory.");
    out.assign(
        "public static final Codec<" + name + "> CODEC",
        "Codec.struct",
        List.of(Integer.toString(declaration.size()), name + "::read", name + "::write"));
  }

  private void union(Union union) {
    String size = Integer.toString(union.size());
    open(union, List.of("Bytes raw"));
    codec(union);
    out.blank().open("private static " + union.name() + " read(Fields in)");
    out.line("return new " + union.name() + "(in.bytes(0, " + size + "));").close();
    out.blank().open("private void write(Fields out)");
    out.line("out.bytes(0, " + size + ", raw);").close();
    for (Member member : union.members()) {
      String type = member.type().name();
      out.blank().doc("The bytes as `" + member.origin() + "`.");
      out.open("public " + type + " " + member.name() + "()");
      out.line("Fields in = raw.fields();");
      out.line("return " + member.read("in") + ";").close();
    }
    Set<String> taken = new HashSet<>();
    for (Member member : union.members()) {
      String method = "of" + JavaNames.capitalized(member.name());
      if (!taken.add(method)) {
        continue;
      }
      out.blank().doc("A value with `" + member.origin() + "` set and all else zero.");
      out.list(
          "public static " + union.name() + " " + method,
          List.of(member.type().name() + " value"),
          " {");
      out.indented(1);
      String write = member.writer("out") + "(" + String.join(", ", member.writing("value")) + ")";
      out.list(
          "return new " + union.name(),
          List.of("Bytes.write(" + size + ", out -> " + write + ")"),
          ";");
      out.close();
    }
    out.close();
  }

  private void enumeration(Enumeration enumeration) {
    String name = enumeration.name();
    out.doc("Programs may store numbers that have no name here.");
    open(enumeration, List.of(enumeration.valueType() + " value"));
    for (Constant constant : enumeration.constants()) {
      out.assign(
          "public static final " + name + " " + constant.name(),
          "new " + name,
          List.of(enumeration.literal(constant.value())));
    }
    codec(enumeration);
    String method = enumeration.method();
    out.blank().open("private static " + name + " read(Fields in)");
    out.line("return new " + name + "(in." + method + "(0));").close();
    out.blank().open("private void write(Fields out)");
    out.line("out." + method + "(0, " + enumeration.cast() + "value);").close();
    text(enumeration);
    out.close();
  }

  private void text(Enumeration enumeration) {
    out.blank().doc("The name, or the number if it has none.");
    out.line("@Override").open("public String toString()");
    boolean isWide = enumeration.size() > Integer.BYTES;
    if (!isWide) {
      out.open("return switch (value)");
    }
    Set<String> seen = new HashSet<>();
    for (Constant constant : enumeration.constants()) {
      String literal = enumeration.literal(constant.value());
      if (!seen.add(literal)) {
        continue;
      }
      if (isWide) {
        out.open("if (value == " + literal + ")");
        out.line("return " + JavaText.literal(constant.origin()) + ";").close();
      } else {
        out.line("case " + literal + " -> " + JavaText.literal(constant.origin()) + ";");
      }
    }
    if (isWide) {
      out.line("return Long.toString(value);");
    } else {
      out.line("default -> Integer.toString(value);").close("};");
    }
    out.close();
  }
}
