package dev.ebpf4j.procfs;

import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is mounted where, as this process sees it.
public final class Mounts {

  /// One mount.
  ///
  /// @param path directory it is mounted on
  /// @param type of the file system, such as `bpf`, `cgroup2`, `tracefs`
  /// @param options separated by commas
  public record Mount(String path, String type, String options) {}

  private Mounts() {}

  /// All mounts in the order of mounting. Source: `/proc/self/mounts`, proc(5).
  public static List<Mount> all(Kernel kernel) {
    byte[] bytes = Os.readFile(kernel, "/proc/self/mounts");
    return parse(new String(bytes, StandardCharsets.UTF_8));
  }

  /// The first mount of that `type`, or null.
  public static @Nullable Mount first(Kernel kernel, String type) {
    for (Mount mount : all(kernel)) {
      if (mount.type().equals(type)) {
        return mount;
      }
    }
    return null;
  }

  static List<Mount> parse(String text) {
    List<Mount> mounts = new ArrayList<>();
    int line = 0;
    while (line < text.length()) {
      int end = text.indexOf('\n', line);
      if (end < 0) {
        end = text.length();
      }
      int path = text.indexOf(' ', line) + 1;
      int type = text.indexOf(' ', path) + 1;
      int options = text.indexOf(' ', type) + 1;
      int rest = text.indexOf(' ', options);
      if (path > line && type > path && options > type && rest > options && rest < end) {
        mounts.add(
            new Mount(
                unescape(text.substring(path, type - 1)),
                unescape(text.substring(type, options - 1)),
                unescape(text.substring(options, rest))));
      }
      line = end + 1;
    }
    return mounts;
  }

  /// Blanks and backslashes stand as `\` and three octal digits.
  private static String unescape(String word) {
    if (word.indexOf('\\') < 0) {
      return word;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) == '\\' && i + 3 < word.length() && isOctal(word, i + 1)) {
        plain.append((char) Integer.parseInt(word, i + 1, i + 4, 8));
        i += 3;
      } else {
        plain.append(word.charAt(i));
      }
    }
    return plain.toString();
  }

  private static boolean isOctal(String word, int at) {
    for (int i = at; i < at + 3; i++) {
      if (word.charAt(i) < '0' || word.charAt(i) > '7') {
        return false;
      }
    }
    return true;
  }
}
