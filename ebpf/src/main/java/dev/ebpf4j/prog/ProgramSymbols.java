package dev.ebpf4j.prog;

import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.disasm.Symbols;
import dev.ebpf4j.util.ByteReader;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The kernel's symbols with those of one program: the names of its compiled functions follow from
/// tags and BTF, so no list of symbols needs to be searched for them.
public final class ProgramSymbols implements Symbols {

  private static final int TAG_BYTES = 8;

  private final Symbols kernel;
  private final long[] addresses;
  private final String[] names;

  private ProgramSymbols(Symbols kernel, long[] addresses, String[] names) {
    this.kernel = kernel;
    this.addresses = addresses;
    this.names = names;
  }

  /// Symbols of a program, in front of those of the kernel.
  ///
  /// @param btf types of the program, or null if it has none
  public static ProgramSymbols of(
      ProgramInfo info, ProgramCode code, @Nullable Btf btf, Symbols kernel) {
    long[] addresses = code.jitedSymbols();
    String[] names = new String[addresses.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = name(info, code, btf, i);
    }
    return new ProgramSymbols(kernel, addresses, names);
  }

  /// `bpf_prog_`, tag, and the function's name; the kernel calls it so. The first function bears
  /// the tag of the whole program, and without BTF its name; the others are then all called `F`.
  private static String name(ProgramInfo info, ProgramCode code, @Nullable Btf btf, int index) {
    byte[] tags = code.functionTags();
    int from = index * TAG_BYTES;
    String tag =
        index == 0 || from + TAG_BYTES > tags.length
            ? HexFormat.of().formatHex(info.tag())
            : HexFormat.of().formatHex(tags, from, from + TAG_BYTES);
    String name = "";
    int type = functionType(code, index);
    if (btf != null && type > 0 && type < btf.typeCount()) {
      name = btf.name(type);
    }
    if (name.isEmpty()) {
      name = index == 0 ? info.name() : "F";
    }
    return name.isEmpty() ? "bpf_prog_" + tag : "bpf_prog_" + tag + "_" + name;
  }

  private static int functionType(ProgramCode code, int index) {
    int size = code.functionInfoSize();
    byte[] records = code.functionInfo();
    int at = index * size + Integer.BYTES;
    if (size < 2 * Integer.BYTES || at + Integer.BYTES > records.length) {
      return 0;
    }
    return ByteReader.of(records, ByteOrder.nativeOrder(), "function information").i32(at);
  }

  @Override
  public @Nullable String nameAt(long address) {
    for (int i = 0; i < addresses.length; i++) {
      if (addresses[i] == address) {
        return address == 0 ? null : names[i];
      }
    }
    return kernel.nameAt(address);
  }

  @Override
  public long callBase() {
    return kernel.callBase();
  }
}
