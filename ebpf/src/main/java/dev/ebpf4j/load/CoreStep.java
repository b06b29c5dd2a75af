package dev.ebpf4j.load;

import dev.ebpf4j.abi.Errno;
import dev.ebpf4j.btf.Btf;
import dev.ebpf4j.btf.BtfExt;
import dev.ebpf4j.btf.BtfFile;
import dev.ebpf4j.core.CoreTarget;
import dev.ebpf4j.error.BpfException;
import dev.ebpf4j.error.LoadException;
import dev.ebpf4j.error.LoadLog;
import dev.ebpf4j.object.ObjectSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Fits the code of an object to the types of the kernel, or to those in a file.
final class CoreStep {

  private CoreStep() {}

  /// Corrects the code of `object`.
  ///
  /// @return `object` with corrected code; itself if it has no CO-RE relocations
  /// @throws LoadException if the types cannot be had, or a relocation does not fit them
  static ObjectSpec relocate(ObjectSpec object, KernelTypes types, LoadOptions options) {
    BtfExt ext = object.ext();
    if (ext == null || ext.relocations().isEmpty()) {
      return object;
    }
    LoadLog log = options.log();
    try {
      return object.withCore(target(types, options), log);
    } catch (BpfException e) {
      log.warn("failed to perform CO-RE relocations: -" + Errno.name(e.errno()));
      throw new LoadException("CO-RE relocation failed: " + e.getMessage(), e.errno(), e);
    }
  }

  private static CoreTarget target(KernelTypes types, LoadOptions options) {
    Path file = options.kernelBtf();
    if (file != null) {
      return CoreTarget.of(read(file, options.log()));
    }
    return CoreTarget.of(types.vmlinux(), () -> modules(types));
  }

  private static Btf read(Path file, LoadLog log) {
    try {
      return BtfFile.open(file.toString(), LoadLog.SILENT).parse(null);
    } catch (BpfException e) {
      log.warn("failed to parse target BTF: -" + Errno.name(e.errno()));
      throw e;
    }
  }

  private static List<CoreTarget.Module> modules(KernelTypes types) {
    List<CoreTarget.Module> modules = new ArrayList<>();
    for (KernelTypes.Module module : types.modules()) {
      modules.add(new CoreTarget.Module(module.name(), module.btf()));
    }
    return modules;
  }
}
