package dev.ebpf4j.llvm;

import java.io.File;
import org.jspecify.annotations.Nullable;

/// Finds an installed libLLVM without loading it: only file names are looked at, so that asking
/// costs next to nothing.
public final class LlvmLibrary {

  /// Newest and oldest version whose C interface is known to be the one used here.
  private static final int NEWEST = 22;

  private static final int OLDEST = 11;

  /// From this version on the soname is `libLLVM.so.18.1`; before, `libLLVM-17.so.1`.
  private static final int NEW_NAMES = 18;

  private static final int LAST_MINOR = 1;

  private LlvmLibrary() {}

  /// Whether a libLLVM of a known version is installed.
  public static boolean isInstalled() {
    return find() != null;
  }

  /// Path of the newest libLLVM of a known version in the usual directories, or null. The variable
  /// `EBPF4J_LLVM` names another file, or says `none`.
  public static @Nullable String find() {
    String wanted = System.getenv("EBPF4J_LLVM");
    if (wanted != null && !wanted.isEmpty()) {
      return wanted.equals("none") ? null : wanted;
    }
    return find(directories(System.getenv("LD_LIBRARY_PATH")));
  }

  static @Nullable String find(String[] directories) {
    for (int version = NEWEST; version >= OLDEST; version--) {
      for (String directory : directories) {
        String found = find(directory, version);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static @Nullable String find(String directory, int version) {
    if (version >= NEW_NAMES) {
      for (int minor = LAST_MINOR; minor >= 0; minor--) {
        String path = directory + "/libLLVM.so." + version + "." + minor;
        if (new File(path).exists()) {
          return path;
        }
      }
    }
    String path = directory + "/libLLVM-" + version + ".so";
    if (new File(path).exists()) {
      return path;
    }
    path += ".1";
    return new File(path).exists() ? path : null;
  }

  private static String[] directories(@Nullable String libraryPath) {
    String usual =
        "/usr/lib/"
            + multiarch()
            + ":/usr/lib64:/usr/lib:/usr/local/lib64:/usr/local/lib:/lib/"
            + multiarch()
            + ":/lib64";
    String all = libraryPath == null || libraryPath.isEmpty() ? usual : libraryPath + ":" + usual;
    int count = 1;
    for (int i = 0; i < all.length(); i++) {
      if (all.charAt(i) == ':') {
        count++;
      }
    }
    String[] directories = new String[count];
    int start = 0;
    for (int i = 0; i < count; i++) {
      int end = all.indexOf(':', start);
      directories[i] = all.substring(start, end < 0 ? all.length() : end);
      start = end + 1;
    }
    return directories;
  }

  /// Debian's directory name for this processor.
  private static String multiarch() {
    String arch = System.getProperty("os.arch", "");
    return switch (arch) {
      case "amd64" -> "x86_64-linux-gnu";
      case "ppc64le" -> "powerpc64le-linux-gnu";
      case "arm" -> "arm-linux-gnueabihf";
      default -> arch + "-linux-gnu";
    };
  }
}
