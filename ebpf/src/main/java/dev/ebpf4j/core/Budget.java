package dev.ebpf4j.core;

import dev.ebpf4j.abi.Errno;

/// Bounds the steps of one comparison of types. Real types need a few thousand; made-up ones with
/// many members of one name, nested, would take forever.
final class Budget {
  private static final int STEPS = 2_000_000;

  private int left = STEPS;

  void step() {
    if (--left < 0) {
      throw new CoreFailure(Errno.E2BIG, "types are too deeply nested to compare");
    }
  }
}
