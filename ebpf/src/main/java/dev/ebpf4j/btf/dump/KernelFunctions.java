package dev.ebpf4j.btf.dump;

import static dev.ebpf4j.abi.BtfFormat.KIND_DECL_TAG;
import static dev.ebpf4j.abi.BtfFormat.KIND_FUNC;

import dev.ebpf4j.btf.Btf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The kernel's functions that BPF programs may call, which carry the tag `bpf_kfunc`.
final class KernelFunctions {

  private static final byte[] KFUNC = "bpf_kfunc".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FASTCALL = "bpf_fastcall".getBytes(StandardCharsets.US_ASCII);

  private final int[] functions;
  private final int[] fastcalls;

  KernelFunctions(Btf btf) {
    this.fastcalls = tagged(btf, FASTCALL);
    int[] found = tagged(btf, KFUNC);
    Integer[] order = new Integer[found.length];
    for (int i = 0; i < found.length; i++) {
      order[i] = found[i];
    }
    Arrays.sort(order, (a, b) -> btf.compareStrings(btf.nameOffset(a), btf.nameOffset(b)));
    this.functions = new int[found.length];
    for (int i = 0; i < found.length; i++) {
      functions[i] = order[i];
    }
  }

  /// Functions that as a whole carry the tag, in the order of their tags.
  private static int[] tagged(Btf btf, byte[] tag) {
    int[] found = new int[16];
    int count = 0;
    for (int id = 1; id < btf.typeCount(); id++) {
      if (btf.kindNumber(id) == KIND_DECL_TAG
          && btf.component(id) == -1
          && btf.kindNumber(btf.target(id)) == KIND_FUNC
          && btf.stringEquals(btf.nameOffset(id), tag)) {
        if (count == found.length) {
          found = Arrays.copyOf(found, count * 2);
        }
        found[count++] = btf.target(id);
      }
    }
    return Arrays.copyOf(found, count);
  }

  /// Ids of the functions, by name.
  int[] ids() {
    return functions;
  }

  /// Whether calls of the function keep more registers than the convention says.
  boolean isFastcall(int function) {
    for (int id : fastcalls) {
      if (id == function) {
        return true;
      }
    }
    return false;
  }
}
