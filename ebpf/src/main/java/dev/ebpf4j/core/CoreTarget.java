package dev.ebpf4j.core;

import dev.ebpf4j.btf.Btf;
import java.util.List;
import java.util.function.Supplier;

/// The kernel whose types a program is fitted to: its BTF, and that of its modules, which is asked
/// for only when a type is not in the kernel proper.
public final class CoreTarget {
  private final Btf kernel;
  private final Supplier<List<Module>> modules;

  /// The types of a kernel module.
  ///
  /// @param btf a BTF that goes on from the kernel's
  public record Module(String name, Btf btf) {}

  private CoreTarget(Btf kernel, Supplier<List<Module>> modules) {
    this.kernel = kernel;
    this.modules = modules;
  }

  /// A BTF that stands for all there is, such as one from a file.
  public static CoreTarget of(Btf kernel) {
    return new CoreTarget(kernel, List::of);
  }

  /// A kernel and its modules.
  ///
  /// @param modules called at most when a type is not found in `kernel`, each time one is not
  public static CoreTarget of(Btf kernel, Supplier<List<Module>> modules) {
    return new CoreTarget(kernel, modules);
  }

  Btf kernel() {
    return kernel;
  }

  List<Module> modules() {
    return modules.get();
  }
}
