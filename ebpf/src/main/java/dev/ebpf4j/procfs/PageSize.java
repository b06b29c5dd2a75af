package dev.ebpf4j.procfs;

import dev.ebpf4j.error.MalformedException;
import dev.ebpf4j.sys.Kernel;
import dev.ebpf4j.sys.Os;
import dev.ebpf4j.util.ByteReader;
import java.nio.ByteOrder;

/// The size of a memory page: 4096 bytes on x86-64; arm64 kernels may have been built for more.
public final class PageSize {

  private static final long AT_PAGESZ = 6;

  private PageSize() {}

  /// Bytes of a page. Source: the auxiliary vector, /proc/self/auxv, see getauxval(3).
  public static int bytes(Kernel kernel) {
    byte[] vector = Os.readFile(kernel, "/proc/self/auxv", 4096);
    ByteReader reader = ByteReader.of(vector, ByteOrder.nativeOrder(), "auxiliary vector");
    for (int at = 0; at + 16 <= vector.length; at += 16) {
      if (reader.i64(at) == AT_PAGESZ) {
        return (int) reader.i64(at + 8);
      }
    }
    throw new MalformedException("auxiliary vector", -1, "no page size");
  }
}
