package dev.ebpf4j.object;

/// Names of programs and maps as the kernel accepts them.
public final class KernelName {

  private KernelName() {}

  /// `name` with `_` for every character other than letters, digits, `_` and `.`.
  public static String of(String name) {
    StringBuilder out = null;
    for (int i = 0; i < name.length(); i++) {
      if (!isAllowed(name.charAt(i))) {
        if (out == null) {
          out = new StringBuilder(name);
        }
        out.setCharAt(i, '_');
      }
    }
    return out == null ? name : out.toString();
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.';
  }
}
