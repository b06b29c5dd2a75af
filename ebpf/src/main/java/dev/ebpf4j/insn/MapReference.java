package dev.ebpf4j.insn;

/// Something a program can refer to as a map: whoever has an open file descriptor of one.
@FunctionalInterface
public interface MapReference {

  /// The open file descriptor.
  int mapFd();
}
