package dev.ebpf4j.abi;

import org.jspecify.annotations.Nullable;

/// Error numbers of libbpf beyond the kernel's own, which scripts see as exit statuses, and their
/// texts (`enum libbpf_errno`, libbpf_legacy.h).
public final class LibbpfErrno {
  /// Something wrong in the ELF library.
  public static final int LIBELF = 4000;

  /// The object file breaks the format.
  public static final int FORMAT = 4001;

  public static final int KVERSION = 4002;
  public static final int ENDIAN = 4003;
  public static final int INTERNAL = 4004;

  /// A relocation cannot be applied.
  public static final int RELOC = 4005;

  public static final int LOAD = 4006;

  private static final String[] TEXTS = {
    "Something wrong in libelf",
    "BPF object format invalid",
    "'version' section incorrect or lost",
    "Endian mismatch",
    "Internal error in libbpf",
    "Relocation failed",
    "Failed to load program",
    "Program too big",
    "Kernel verifier blocks program loading",
    "Kernel doesn't support this program type",
    "Wrong pid in netlink message",
    "Invalid netlink sequence",
    "netlink parsing error"
  };

  private LibbpfErrno() {}

  /// The text for an error number of libbpf, or null for one that is not of this family.
  public static @Nullable String message(int errno) {
    int index = errno - LIBELF;
    return index >= 0 && index < TEXTS.length ? TEXTS[index] : null;
  }
}
