package dev.ebpf4j.procfs;

import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the kernel tells of one descriptor of this process: lines of a key, a colon, a TAB and a
/// value. Source: `/proc/self/fdinfo/N`, proc(5).
public final class FdInfo {

  private static final int USUAL_SIZE = 2048;

  private final String text;

  private FdInfo(String text) {
    this.text = text;
  }

  /// Reads what there is to say of `fd`.
  public static FdInfo of(Kernel kernel, Fd fd) {
    String path = "/proc/self/fdinfo/" + fd.number();
    return new FdInfo(new String(Os.readFile(kernel, path, USUAL_SIZE), StandardCharsets.UTF_8));
  }

  static FdInfo ofText(String text) {
    return new FdInfo(text);
  }

  /// The value of the line with `key`, or null if there is none.
  public @Nullable String value(String key) {
    int line = 0;
    while (line < text.length()) {
      int end = text.indexOf('\n', line);
      if (end < 0) {
        end = text.length();
      }
      if (text.startsWith(key, line) && text.startsWith(":\t", line + key.length())) {
        return text.substring(line + key.length() + 2, end);
      }
      line = end + 1;
    }
    return null;
  }

  /// The decimal number of the line with `key`, or `otherwise` if there is none.
  public long number(String key, long otherwise) {
    String value = value(key);
    if (value == null || value.isEmpty()) {
      return otherwise;
    }
    long number = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return otherwise;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
