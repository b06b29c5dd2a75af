package dev.ebpf4j.link;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The register names and operand forms of one machine, as compilers write them into the notes of
/// static tracepoints, and the offsets of those registers in `struct pt_regs`.
enum UsdtRegisters {
  X86_64 {
    @Override
    @Nullable UsdtArgument place(String text) {
      if (text.startsWith("$")) {
        Long value = UsdtRegisters.number(text.substring(1));
        return value == null ? null : UsdtArgument.constant(value);
      }
      int open = text.indexOf('(');
      if (open < 0) {
        Integer register = text.startsWith("%") ? x86(text.substring(1)) : null;
        return register == null ? null : UsdtArgument.register(register);
      }
      if (!text.endsWith(")")) {
        return null;
      }
      Long offset = open == 0 ? Long.valueOf(0) : UsdtRegisters.number(text.substring(0, open));
      String[] parts = split(text.substring(open + 1, text.length() - 1));
      Integer base = parts[0].startsWith("%") ? x86(parts[0].substring(1)) : null;
      if (offset == null || base == null || parts.length > 3) {
        return null;
      }
      if (parts.length == 1) {
        return UsdtArgument.memory(offset, base);
      }
      Integer index = parts[1].startsWith("%") ? x86(parts[1].substring(1)) : null;
      Long scale = parts.length == 3 ? UsdtRegisters.number(parts[2]) : Long.valueOf(1);
      if (index == null
          || scale == null
          || (scale != 1 && scale != 2 && scale != 4 && scale != 8)) {
        return null;
      }
      return UsdtArgument.indexed(offset, base, index, Long.numberOfTrailingZeros(scale));
    }
  },
  ARM64 {
    @Override
    @Nullable UsdtArgument place(String text) {
      if (!text.startsWith("[")) {
        Integer register = arm(text);
        if (register != null) {
          return UsdtArgument.register(register);
        }
        Long value = UsdtRegisters.number(text);
        return value == null ? null : UsdtArgument.constant(value);
      }
      if (!text.endsWith("]")) {
        return null;
      }
      String[] parts = split(text.substring(1, text.length() - 1));
      Integer base = arm(parts[0]);
      Long offset = parts.length == 2 ? UsdtRegisters.number(parts[1]) : Long.valueOf(0);
      return base == null || offset == null || parts.length > 2
          ? null
          : UsdtArgument.memory(offset, base);
    }
  };

  private static final Map<String, Integer> X86_NAMES = x86Names();

  /// The operand `text`, with size and sign still to be set; null if it has no known form.
  abstract @Nullable UsdtArgument place(String text);

  private static @Nullable Integer x86(String name) {
    return X86_NAMES.get(name);
  }

  /// `x0` to `x30`, their 32-bit halves `w0`..., and `sp`.
  private static @Nullable Integer arm(String name) {
    if (name.equals("sp")) {
      return 31 * 8;
    }
    if (name.length() < 2 || (name.charAt(0) != 'x' && name.charAt(0) != 'w')) {
      return null;
    }
    Long number = number(name.substring(1));
    return number == null || number < 0 || number > 30 ? null : Integer.valueOf((int) (number * 8));
  }

  private static String[] split(String text) {
    String[] parts = text.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = parts[i].strip();
    }
    return parts;
  }

  private static @Nullable Long number(String text) {
    try {
      return Long.valueOf(text.strip());
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private static Map<String, Integer> x86Names() {
    Map<String, Integer> names = new HashMap<>();
    int[] numbered = {72, 64, 56, 48, 24, 16, 8, 0};
    for (int i = 0; i < numbered.length; i++) {
      String name = "r" + (i + 8);
      names.put(name, numbered[i]);
      names.put(name + "d", numbered[i]);
      names.put(name + "w", numbered[i]);
      names.put(name + "b", numbered[i]);
    }
    legacy(names, "ax", 80, "al");
    legacy(names, "bx", 40, "bl");
    legacy(names, "cx", 88, "cl");
    legacy(names, "dx", 96, "dl");
    legacy(names, "si", 104, "sil");
    legacy(names, "di", 112, "dil");
    legacy(names, "bp", 32, "bpl");
    legacy(names, "sp", 152, "spl");
    names.put("rip", 128);
    names.put("eip", 128);
    return names;
  }

  private static void legacy(Map<String, Integer> names, String word, int offset, String low) {
    names.put("r" + word, offset);
    names.put("e" + word, offset);
    names.put(word, offset);
    names.put(low, offset);
  }
}
