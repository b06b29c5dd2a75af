package dev.ebpf4j.codegen;

import org.jspecify.annotations.Nullable;

/// Names in generated code.
public final class Identifiers {

  private static final int MAX_OBJECT_NAME = 63;

  private static final String[] SECTIONS = {".data", ".rodata", ".bss", ".kconfig"};

  private Identifiers() {}

  /// The text with `_` in place of all that may not stand in an identifier.
  public static String sanitized(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      out.append(fits ? c : '_');
    }
    return out.toString();
  }

  /// The name an object gets from its file: without directories and the ending `.o`.
  public static String ofFile(String path) {
    String name = truncated(path.substring(path.lastIndexOf('/') + 1));
    if (name.endsWith(".o")) {
      name = name.substring(0, name.length() - 2);
    }
    return sanitized(name);
  }

  /// At most as much of a name as an object may have.
  public static String truncated(String name) {
    return name.length() <= MAX_OBJECT_NAME ? name : name.substring(0, MAX_OBJECT_NAME);
  }

  /// What the map of a data section is called, such as `rodata_str1_1`; null if its name has
  /// nothing of a section's.
  static @Nullable String ofSection(String mapName) {
    for (String section : SECTIONS) {
      int at = mapName.indexOf(section);
      if (at >= 0) {
        return sanitized(mapName.substring(at + 1));
      }
    }
    return null;
  }
}
