package dev.ebpf4j.bpftool.grammar;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Options as GNU `getopt_long` reads them: anywhere among the words (unless POSIXLY_CORRECT is
/// set), short ones in clusters, long ones by any unique beginning, `--` ends them.
public final class OptionParser {

  private static final String WITH_FILE = "Bki";
  private static final String PLAIN = "hVjpfmndLS";
  private static final String[] LONG = {
    "help",
    "version",
    "json",
    "pretty",
    "bpffs",
    "mapcompat",
    "nomount",
    "debug",
    "use-loader",
    "base-btf",
    "sign",
  };
  private static final String LONG_AS_SHORT = "hVjpfmndLBS";

  private final List<String> words = new ArrayList<>();
  private final boolean[] given = new boolean[128];
  private @Nullable String baseBtf;
  private @Nullable String privateKey;
  private @Nullable String certificate;
  private @Nullable String unrecognized;

  /// Reads `args` up to their end, to `-h`, or to an option that does not exist.
  ///
  /// @param permute whether options may follow words
  public void parse(String[] args, boolean permute) {
    for (int i = 0; i < args.length; i++) {
      String arg = args[i];
      if (arg.equals("--")) {
        rest(args, i + 1);
        return;
      }
      if (arg.length() < 2 || arg.charAt(0) != '-') {
        if (!permute) {
          rest(args, i);
          return;
        }
        words.add(arg);
        continue;
      }
      i = arg.charAt(1) == '-' ? longOption(args, i) : cluster(args, i);
      if (stopped()) {
        return;
      }
    }
  }

  /// Whether parsing ended early, on `-h` or on an error.
  public boolean stopped() {
    return given['h'] || unrecognized != null;
  }

  private void rest(String[] args, int from) {
    for (int i = from; i < args.length; i++) {
      words.add(args[i]);
    }
  }

  /// Reads the short options of `args[i]`; returns the index of the last argument used.
  private int cluster(String[] args, int i) {
    String arg = args[i];
    for (int at = 1; at < arg.length(); at++) {
      char option = arg.charAt(at);
      if (WITH_FILE.indexOf(option) >= 0) {
        boolean attached = at + 1 < arg.length();
        if (!attached && i + 1 == args.length) {
          unrecognized = arg;
          return i;
        }
        file(option, attached ? arg.substring(at + 1) : args[i + 1]);
        return attached ? i : i + 1;
      }
      if (PLAIN.indexOf(option) < 0) {
        unrecognized = arg;
        return i;
      }
      given[option] = true;
      if (stopped()) {
        return i;
      }
    }
    return i;
  }

  private int longOption(String[] args, int i) {
    String arg = args[i];
    int equals = arg.indexOf('=');
    int index = longIndex(arg.substring(2, equals < 0 ? arg.length() : equals));
    char option = index < 0 ? 0 : LONG_AS_SHORT.charAt(index);
    boolean takesFile = WITH_FILE.indexOf(option) >= 0;
    if (index < 0 || (!takesFile && equals >= 0)) {
      unrecognized = arg;
      return i;
    }
    if (!takesFile) {
      given[option] = true;
      return i;
    }
    if (equals < 0 && i + 1 == args.length) {
      unrecognized = arg;
      return i;
    }
    file(option, equals < 0 ? args[i + 1] : arg.substring(equals + 1));
    return equals < 0 ? i + 1 : i;
  }

  /// The long option that `name` spells out or is the only beginning of; -1 otherwise.
  private static int longIndex(String name) {
    int found = -1;
    for (int i = 0; i < LONG.length; i++) {
      if (LONG[i].equals(name)) {
        return i;
      }
      if (LONG[i].startsWith(name)) {
        if (found >= 0) {
          return -1;
        }
        found = i;
      }
    }
    return found;
  }

  private void file(char option, String file) {
    switch (option) {
      case 'B' -> baseBtf = file;
      case 'k' -> privateKey = file;
      default -> certificate = file;
    }
  }

  /// The words that are not options, in order.
  public String[] words() {
    return words.toArray(new String[0]);
  }

  /// Whether `-h` was met.
  public boolean help() {
    return given['h'];
  }

  /// The argument that no option fits, or null.
  public @Nullable String unrecognized() {
    return unrecognized;
  }

  public Options options() {
    return new Options(
        given['j'] || given['p'],
        given['p'],
        given['f'],
        given['m'],
        given['n'],
        given['d'],
        given['L'] || given['S'],
        given['S'],
        given['V'],
        baseBtf,
        privateKey,
        certificate);
  }
}
