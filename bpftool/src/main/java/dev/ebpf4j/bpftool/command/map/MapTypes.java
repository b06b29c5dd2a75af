package dev.ebpf4j.bpftool.command.map;

import dev.ebpf4j.bpftool.grammar.CommandException;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.value.ValueFormatter;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.map.MapInfo;
import dev.ebpf4j.procfs.KernelBtf;
import dev.ebpf4j.prog.BtfObjects;
import dev.ebpf4j.sys.Fd;
import dev.ebpf4j.sys.Kernel;
import org.jspecify.annotations.Nullable;

/// How the keys and values of a map are shown by their types.
///
/// @param key null if keys have no type, as in the maps of global variables
record MapTypes(@Nullable ValueFormatter key, ValueFormatter value) {

  /// The types of a map, or null if it has none.
  static @Nullable MapTypes of(Kernel kernel, MapInfo info) {
    if (info.kernelValueType() != 0) {
      return of(kernelBtf(kernel, info), 0, info.kernelValueType(), "failed to get kernel btf");
    }
    if (info.valueType() != 0) {
      return of(ownBtf(kernel, info), info.keyType(), info.valueType(), "failed to get btf");
    }
    return null;
  }

  private static MapTypes of(Btf btf, int key, int value, String failure) {
    try {
      return new MapTypes(
          key == 0 ? null : ValueFormatter.of(btf, key), ValueFormatter.of(btf, value));
    } catch (BpfException e) {
      throw CommandException.failed(failure, e);
    }
  }

  private static Btf ownBtf(Kernel kernel, MapInfo info) {
    try (Fd fd = BtfObjects.open(kernel, info.btfId())) {
      return Btf.parse(BtfObjects.data(kernel, fd));
    } catch (BpfException e) {
      throw CommandException.failed("failed to get btf", e);
    }
  }

  /// The type of a struct_ops value may lie in a module's BTF.
  private static Btf kernelBtf(Kernel kernel, MapInfo info) {
    try {
      Btf vmlinux = KernelBtf.types(kernel);
      if (info.kernelBtfId().value() == 0 || info.kernelValueType() < vmlinux.typeCount()) {
        return vmlinux;
      }
      try (Fd fd = BtfObjects.open(kernel, info.kernelBtfId())) {
        return Btf.parse(BtfObjects.data(kernel, fd), vmlinux);
      }
    } catch (BpfException e) {
      throw CommandException.failed("failed to get kernel btf", e);
    }
  }
}
