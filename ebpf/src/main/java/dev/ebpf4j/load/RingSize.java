package dev.ebpf4j.load;

import dev.ebpf4j.procfs.PageSize;
import dev.ebpf4j.sys.Kernel;

/// Sizes of ring buffers, which the kernel takes only in certain steps.
final class RingSize {

  private static final int LARGEST = 1 << 31;

  private RingSize() {}

  /// The size of a ring buffer that has room for `wanted` bytes: a power of two of pages.
  ///
  /// @param wanted unsigned; what fits nowhere, or is 0, stays as it is, for the kernel to refuse
  static int of(Kernel kernel, int wanted) {
    return of(PageSize.bytes(kernel), wanted);
  }

  /// As [#of(Kernel, int)], for pages of a known size.
  static int of(int page, int wanted) {
    if (wanted == 0 || Integer.compareUnsigned(wanted, LARGEST) > 0) {
      return wanted;
    }
    long size = page;
    while (size < Integer.toUnsignedLong(wanted)) {
      size *= 2;
    }
    return (int) size;
  }
}
