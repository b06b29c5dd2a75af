package dev.ebpf4j.codegen;

import java.util.List;

/// A type that the generated file declares.
sealed interface JavaDeclaration {

  /// The name in Java.
  String name();

  /// The name in C, such as `struct event`.
  String origin();

  /// Size in bytes.
  int size();

  /// A member of a structure or union.
  ///
  /// @param origin its name in C
  /// @param offset in bytes, or in bits if it is a bit-field
  /// @param width in bits, 0 if it is no bit-field
  /// @param signed whether a bit-field has a sign
  record Member(String name, String origin, JavaType type, long offset, int width, boolean signed) {

    private String bits() {
      return signed ? "signedBits" : "bits";
    }

    /// Expression that reads it.
    String read(String from) {
      if (width == 0) {
        return from
            + "."
            + type.method()
            + "("
            + String.join(", ", type.reading(Long.toString(offset)))
            + ")";
      }
      String raw = from + "." + bits() + "(" + offset + ", " + width + ")";
      return switch (type.name()) {
        case "long" -> raw;
        case "int" -> "(int) " + raw;
        case "boolean" -> raw + " != 0";
        default -> "new " + type.name() + "(" + (type.size() > 4 ? "" : "(int) ") + raw + ")";
      };
    }

    /// Method that writes it.
    String writer(String to) {
      return to + "." + (width == 0 ? type.method() : bits());
    }

    /// What that takes to write `value`.
    List<String> writing(String value) {
      if (width == 0) {
        return type.writing(Long.toString(offset), value);
      }
      String number =
          switch (type.name()) {
            case "long", "int" -> value;
            case "boolean" -> value + " ? 1 : 0";
            default -> value + ".value()";
          };
      return List.of(Long.toString(offset), Integer.toString(width), number);
    }
  }

  /// A structure: a record of its members.
  record Struct(String name, String origin, int size, List<Member> members)
      implements JavaDeclaration {}

  /// A union: a record of its bytes, and each member as a view of them.
  record Union(String name, String origin, int size, List<Member> members)
      implements JavaDeclaration {}

  /// A name for a number.
  ///
  /// @param name in Java
  /// @param origin in C
  record Constant(String name, String origin, long value) {}

  /// An enumeration: a record of a number, and constants of it.
  record Enumeration(String name, String origin, int size, boolean signed, List<Constant> constants)
      implements JavaDeclaration {

    String valueType() {
      return size > Integer.BYTES ? "long" : "int";
    }

    String method() {
      return switch (size) {
        case 1 -> signed ? "s8" : "u8";
        case 2 -> signed ? "s16" : "u16";
        case 4 -> "s32";
        default -> "s64";
      };
    }

    /// What the number has to be made before it can be written.
    String cast() {
      return !signed || size > 2 ? "" : size == 1 ? "(byte) " : "(short) ";
    }

    String literal(long value) {
      return size > Integer.BYTES ? value + "L" : Integer.toString((int) value);
    }
  }
}
