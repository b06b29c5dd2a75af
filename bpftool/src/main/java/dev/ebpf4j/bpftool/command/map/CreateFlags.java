package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.abi.BpfFlag;
import dev.ebpf4j.bpftool.grammar.Numbers;
import org.jspecify.annotations.Nullable;

/// Flags of map creation as users write them: one number of 32 bits, or full names separated by
/// commas.
final class CreateFlags {

  private static final String[] NAMES = {
    "BPF_F_NO_PREALLOC",
    "BPF_F_NO_COMMON_LRU",
    "BPF_F_NUMA_NODE",
    "BPF_F_RDONLY",
    "BPF_F_WRONLY",
    "BPF_F_STACK_BUILD_ID",
    "BPF_F_ZERO_SEED",
    "BPF_F_RDONLY_PROG",
    "BPF_F_WRONLY_PROG",
    "BPF_F_CLONE",
    "BPF_F_MMAPABLE",
    "BPF_F_PRESERVE_ELEMS",
    "BPF_F_INNER_MAP",
    "BPF_F_LINK",
    "BPF_F_VTYPE_BTF_OBJ_FD",
    "BPF_F_TOKEN_FD",
    "BPF_F_SEGV_ON_FAULT",
    "BPF_F_NO_USER_CONV",
    "BPF_F_RB_OVERWRITE",
  };

  private static final int[] VALUES = {
    BpfFlag.NO_PREALLOC,
    BpfFlag.NO_COMMON_LRU,
    BpfFlag.NUMA_NODE,
    BpfFlag.RDONLY,
    BpfFlag.WRONLY,
    BpfFlag.STACK_BUILD_ID,
    BpfFlag.ZERO_SEED,
    BpfFlag.RDONLY_PROG,
    BpfFlag.WRONLY_PROG,
    BpfFlag.CLONE,
    BpfFlag.MMAPABLE,
    BpfFlag.PRESERVE_ELEMS,
    BpfFlag.INNER_MAP,
    BpfFlag.LINK,
    BpfFlag.VTYPE_BTF_OBJ_FD,
    BpfFlag.TOKEN_FD,
    BpfFlag.SEGV_ON_FAULT,
    BpfFlag.NO_USER_CONV,
    BpfFlag.RB_OVERWRITE,
  };

  private CreateFlags() {}

  /// The flags that `word` stands for, or null if it is neither a number nor a list of names.
  static @Nullable Integer parse(String word) {
    if (word.isEmpty()) {
      return null;
    }
    char first = word.charAt(0);
    if ((first >= '0' && first <= '9') || first == '+') {
      return number(word);
    }
    int flags = 0;
    int at = 0;
    while (true) {
      int comma = word.indexOf(',', at);
      int flag = flag(word.substring(at, comma < 0 ? word.length() : comma));
      if (flag == 0) {
        return null;
      }
      flags |= flag;
      if (comma < 0) {
        return flags;
      }
      at = comma + 1;
    }
  }

  private static @Nullable Integer number(String word) {
    if (word.length() > 1 && (word.charAt(1) == '-' || word.charAt(1) == '+')) {
      return null;
    }
    Long value = Numbers.parse(word);
    return value == null || value >>> 32 != 0 || word.equals("+") ? null : value.intValue();
  }

  private static int flag(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return VALUES[i];
      }
    }
    return 0;
  }
}
