package dev.ebpf4j.object;

/// Names of the maps that hold data sections: `t1.rodata` for section `.rodata` of object `t1`.
final class InternalMapName {
  /// Longest name the kernel takes.
  private static final int MAX = 15;

  private static final int SHORTEST_SUFFIX = 7;

  private InternalMapName() {}

  /// The name of the map for `section`. The section's name is kept as far as it fits, the object's
  /// is cut; a section with a second dot stands for itself alone.
  static String of(String object, String section) {
    int suffix = Math.min(MAX, Math.max(SHORTEST_SUFFIX, section.length()));
    int prefix = section.indexOf('.', 1) >= 0 ? 0 : Math.min(MAX - suffix, object.length());
    String name =
        object.substring(0, prefix) + section.substring(0, Math.min(suffix, section.length()));
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean isAllowed = isLetter || (c >= '0' && c <= '9') || c == '.';
      out.append(isAllowed ? c : '_');
    }
    return out.toString();
  }

  /// The name of an object that comes from a file: the file's name up to its first dot, cut.
  static String objectName(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.indexOf('.');
    String name = dot < 0 ? file : file.substring(0, dot);
    return name.substring(0, Math.min(MAX, name.length()));
  }
}
