package dev.ebpf4j.codegen;

import java.util.ArrayList;
import java.util.List;

/// A type of C as Java code sees it.
///
/// @param name the type, such as `long`
/// @param boxed the type where an object is needed, such as `Long`
/// @param codec expression for the codec, such as `Codec.u32()`
/// @param method what `Fields` calls it, such as `u32`
/// @param extra arguments of that method between place and value
/// @param size in bytes
/// @param element of a list, else itself
/// @param count of a list, else 0
record JavaType(
    String name,
    String boxed,
    String codec,
    String method,
    List<String> extra,
    int size,
    List<JavaType> element,
    int count) {

  static JavaType scalar(String name, String boxed, String method, int size) {
    return new JavaType(
        name, boxed, "Codec." + method + "()", method, List.of(), size, List.of(), 0);
  }

  static JavaType text(int size) {
    return sized("String", "text", "text", size);
  }

  static JavaType bytes(int size) {
    return sized("Bytes", "raw", "bytes", size);
  }

  private static JavaType sized(String name, String codec, String method, int size) {
    return new JavaType(
        name,
        name,
        "Codec." + codec + "(" + size + ")",
        method,
        List.of(Integer.toString(size)),
        size,
        List.of(),
        0);
  }

  /// A type that is declared in the same file.
  static JavaType declared(String name, int size) {
    String codec = name + ".CODEC";
    return new JavaType(name, name, codec, "value", List.of(codec), size, List.of(), 0);
  }

  static JavaType list(JavaType element, int count) {
    String name = "List<" + element.boxed() + ">";
    return new JavaType(
        name,
        name,
        "Codec.list(" + element.codec() + ", " + count + ")",
        "list",
        List.of(Integer.toString(count), element.codec()),
        element.size() * count,
        List.of(element),
        count);
  }

  /// Arguments that read it.
  List<String> reading(String place) {
    List<String> all = new ArrayList<>();
    all.add(place);
    all.addAll(extra);
    return all;
  }

  /// Arguments that write `value`.
  List<String> writing(String place, String value) {
    List<String> all = reading(place);
    all.add(value);
    return all;
  }

  /// Parameters of a method or constructor that it takes.
  int slots() {
    return name.equals("long") || name.equals("double") ? 2 : 1;
  }
}
