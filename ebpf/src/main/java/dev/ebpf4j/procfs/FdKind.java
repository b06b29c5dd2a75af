package dev.ebpf4j.procfs;

import dev.ebpf4j.error.SyscallException;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;

/// What kind of BPF object a descriptor stands for, which no system call tells.
public enum FdKind {
  PROGRAM("prog"),
  MAP("map"),
  LINK("link"),
  BTF("btf"),
  /// No BPF object, or /proc is not mounted.
  UNKNOWN("unknown");

  private final String word;

  FdKind(String word) {
    this.word = word;
  }

  /// The kind in one word.
  public String word() {
    return word;
  }

  /// The kind of the object behind `fd`. Source: the target of `/proc/self/fd/N`.
  public static FdKind of(Kernel kernel, Fd fd) {
    String target;
    try {
      target = Os.readLink(kernel, "/proc/self/fd/" + fd.number());
    } catch (SyscallException e) {
      return UNKNOWN;
    }
    return switch (target) {
      case "anon_inode:bpf-prog" -> PROGRAM;
      case "anon_inode:bpf-map" -> MAP;
      case "anon_inode:bpf_link", "anon_inode:bpf-link" -> LINK;
      case "anon_inode:btf" -> BTF;
      default -> UNKNOWN;
    };
  }
}
