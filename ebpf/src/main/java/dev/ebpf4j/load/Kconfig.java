package dev.ebpf4j.load;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.ExternSpec;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts values of the kernel's build configuration into the map that a program reads them from.
final class Kconfig {

  private static final int TRISTATE_NO = 0;
  private static final int TRISTATE_YES = 1;
  private static final int TRISTATE_MODULE = 2;

  private final byte[] value;
  private final boolean bigEndian;
  private final LoadLog log;
  private final Map<String, ExternSpec.Config> open = new HashMap<>();

  /// @param externs those whose values are wanted
  /// @param value contents of the map, filled in here
  Kconfig(List<ExternSpec.Config> externs, byte[] value, ByteOrder order, LoadLog log) {
    this.value = value;
    this.bigEndian = order == ByteOrder.BIG_ENDIAN;
    this.log = log;
    for (ExternSpec.Config extern : externs) {
      open.put(extern.name(), extern);
    }
  }

  /// Whether a value is still wanted.
  boolean isOpen(ExternSpec.Config extern) {
    return open.containsKey(extern.name());
  }

  /// Whether the configuration itself has to be read.
  boolean needsConfiguration() {
    for (String name : open.keySet()) {
      if (name.startsWith("CONFIG_")) {
        return true;
      }
    }
    return false;
  }

  /// Takes what is wanted from a configuration: lines such as `CONFIG_HZ=250`.
  void read(String configuration) {
    int start = 0;
    while (start < configuration.length() && !open.isEmpty()) {
      int end = configuration.indexOf('\n', start);
      if (end < 0) {
        end = configuration.length();
      }
      if (configuration.startsWith("CONFIG_", start)) {
        systemLine(configuration.substring(start, end));
      }
      start = end + 1;
    }
  }

  private void systemLine(String line) {
    try {
      line(line);
    } catch (LoadException e) {
      int equals = line.indexOf('=');
      String name = equals < 0 ? line : line.substring(0, equals);
      log.warn("error parsing system Kconfig line '" + name + "': -" + Errno.name(e.errno()));
      throw e;
    }
  }

  private void line(String line) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      throw failure("failed to parse '" + line + "': no separator", Errno.EINVAL);
    }
    String text = line.substring(equals + 1);
    if (text.isEmpty()) {
      throw failure("failed to parse '" + line + "': no value", Errno.EINVAL);
    }
    ExternSpec.Config extern = open.remove(line.substring(0, equals));
    if (extern == null) {
      return;
    }
    char first = text.charAt(0);
    if (first == 'y' || first == 'n' || first == 'm') {
      tristate(extern, first);
    } else if (first == '"') {
      string(extern, text);
    } else {
      Long number = number(text);
      if (number == null) {
        throw wrong(extern, "value '" + text + "' isn't a valid integer");
      }
      if (extern.kind() != ExternSpec.ConfigKind.INT
          && extern.kind() != ExternSpec.ConfigKind.CHAR) {
        throw wrong(extern, "value '" + text + "' implies integer type");
      }
      put(extern, number);
    }
    log.debug("extern (kcfg) '" + extern.name() + "': set to " + text);
  }

  /// Sets one of the values that come from no configuration, such as `LINUX_KERNEL_VERSION`.
  void set(ExternSpec.Config extern, long number) {
    open.remove(extern.name());
    put(extern, number);
    log.debug("extern (kcfg) '" + extern.name() + "': set to 0x" + Long.toHexString(number));
  }

  private void tristate(ExternSpec.Config extern, char letter) {
    switch (extern.kind()) {
      case BOOL -> {
        if (letter == 'm') {
          throw wrong(extern, "value '" + letter + "' implies tristate or char type");
        }
        store(extern, letter == 'y' ? 1 : 0);
      }
      case TRISTATE ->
          store(
              extern, letter == 'y' ? TRISTATE_YES : letter == 'm' ? TRISTATE_MODULE : TRISTATE_NO);
      case CHAR -> store(extern, letter);
      case INT, CHAR_ARRAY ->
          throw wrong(extern, "value '" + letter + "' implies bool, tristate, or char type");
    }
  }

  private void string(ExternSpec.Config extern, String text) {
    if (extern.kind() != ExternSpec.ConfigKind.CHAR_ARRAY) {
      throw wrong(extern, "value '" + text + "' implies char array type");
    }
    if (text.length() < 2 || !text.endsWith("\"")) {
      throw wrong(extern, "invalid string config '" + text + "'");
    }
    byte[] bytes = text.substring(1, text.length() - 1).getBytes(StandardCharsets.UTF_8);
    int length = bytes.length;
    if (length >= extern.sizeBytes()) {
      length = extern.sizeBytes() - 1;
      log.warn(
          "extern (kcfg) '"
              + extern.name()
              + "': long string '"
              + text
              + "' of ("
              + bytes.length
              + " bytes) truncated to "
              + length
              + " bytes");
    }
    System.arraycopy(bytes, 0, value, extern.offset(), length);
  }

  private void put(ExternSpec.Config extern, long number) {
    switch (extern.kind()) {
      case INT, CHAR -> {}
      case BOOL -> {
        if (number != 0 && number != 1) {
          throw wrong(
              extern, "value '" + Long.toUnsignedString(number) + "' isn't boolean compatible");
        }
      }
      case TRISTATE, CHAR_ARRAY ->
          throw wrong(
              extern,
              "value '"
                  + Long.toUnsignedString(number)
                  + "' implies integer, char, or boolean type");
    }
    if (!fits(extern, number)) {
      throw failure(
          "extern (kcfg) '"
              + extern.name()
              + "': value '"
              + Long.toUnsignedString(number)
              + "' doesn't fit in "
              + extern.sizeBytes()
              + " bytes",
          Errno.ERANGE);
    }
    store(extern, number);
  }

  private static boolean fits(ExternSpec.Config extern, long number) {
    int bits = extern.sizeBytes() * 8;
    if (bits == 64) {
      return true;
    }
    return extern.signed()
        ? number >= -(1L << (bits - 1)) && number < 1L << (bits - 1)
        : number >>> bits == 0;
  }

  private void store(ExternSpec.Config extern, long number) {
    int size = extern.sizeBytes();
    for (int i = 0; i < size; i++) {
      int at = bigEndian ? size - 1 - i : i;
      value[extern.offset() + at] = (byte) (number >>> (8 * i));
    }
  }

  /// Decimal, hexadecimal or octal, as C writes it.
  private static @Nullable Long number(String text) {
    String digits = text.strip();
    boolean negative = digits.startsWith("-");
    if (negative) {
      digits = digits.substring(1);
    }
    int radix = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      radix = 16;
      digits = digits.substring(2);
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      radix = 8;
    }
    try {
      long number = Long.parseUnsignedLong(digits, radix);
      return negative ? -number : number;
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private LoadException wrong(ExternSpec.Config extern, String problem) {
    return failure("extern (kcfg) '" + extern.name() + "': " + problem, Errno.EINVAL);
  }

  private LoadException failure(String message, int errno) {
    log.warn(message);
    return new LoadException(message, errno, null);
  }
}
