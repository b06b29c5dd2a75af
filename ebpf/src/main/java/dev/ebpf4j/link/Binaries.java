package dev.ebpf4j.link;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Finds programs and shared libraries by the names that people use for them.
public final class Binaries {

  private Binaries() {}

  /// The file that `name` stands for: a path as it is, `libc.so.6` among the libraries, `bash`
  /// among the programs on PATH. Null if there is none.
  public static @Nullable Path find(String name) {
    if (name.indexOf('/') >= 0) {
      return Path.of(name);
    }
    boolean isLibrary = name.endsWith(".so") || name.contains(".so.");
    String first = System.getenv(isLibrary ? "LD_LIBRARY_PATH" : "PATH");
    String then = isLibrary ? "/usr/lib64:/usr/lib:" + multiarch() : "/usr/bin:/usr/sbin";
    Path found = first == null ? null : search(first, name, isLibrary);
    return found != null ? found : search(then, name, isLibrary);
  }

  private static String multiarch() {
    String machine = System.getProperty("os.arch", "").equals("aarch64") ? "aarch64" : "x86_64";
    return "/lib/" + machine + "-linux-gnu:/usr/lib/" + machine + "-linux-gnu";
  }

  private static @Nullable Path search(String directories, String name, boolean isLibrary) {
    int start = 0;
    while (start <= directories.length()) {
      int colon = directories.indexOf(':', start);
      int end = colon < 0 ? directories.length() : colon;
      if (end > start) {
        Path candidate = Path.of(directories.substring(start, end), name);
        boolean usable = isLibrary ? Files.isReadable(candidate) : Files.isExecutable(candidate);
        if (usable && !Files.isDirectory(candidate)) {
          return candidate;
        }
      }
      start = end + 1;
    }
    return null;
  }
}
