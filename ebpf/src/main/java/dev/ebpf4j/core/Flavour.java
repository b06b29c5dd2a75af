package dev.ebpf4j.core;

/// Flavoured names: `task_struct___old` is how a program writes a second view of `task_struct`.
/// What begins with the last `___` between two other characters does not count when names are
/// compared with the kernel's.
public final class Flavour {
  private Flavour() {}

  /// `name` without its flavour.
  public static String essential(String name) {
    for (int i = name.length() - 5; i >= 0; i--) {
      if (name.charAt(i) != '_' && name.startsWith("___", i + 1) && name.charAt(i + 4) != '_') {
        return name.substring(0, i + 1);
      }
    }
    return name;
  }
}
